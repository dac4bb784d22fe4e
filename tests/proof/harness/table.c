// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Any bytes behind "module " and "alias " in a line of a module table.
 *
 * check "up to 11 bytes": -DLENGTH=11 --unwind 13
 * full "up to 32 bytes": -DLENGTH=32 --unwind 34
 * small: -DLENGTH=5 --unwind 11
 * break "the name of a module has at least one letter": src/core/cmdline.c s/return token.length \&\& /return /
 */
#include "proof.h"
#include "models.h"
#include "core/cmdline.c"
#include "core/table.c"

static bool inside(struct token token, const char *text, size_t length)
{
	return !token.length || (__CPROVER_same_object(token.text, text) && token.text >= text &&
					token.length <= (size_t)(text + length - token.text));
}

static bool is_no_path(struct token name)
{
	bool fine = true;

	for (size_t i = 0; i < name.length; i++)
		fine &= name.text[i] != ' ' && name.text[i] != '/' && name.text[i] != '.' && name.text[i];
	return fine;
}

void proof(void)
{
	ANY_TEXT(text, length);
	struct token line = {text, length};
	struct table_record record = {.kind = nondet_bool() ? TABLE_MODULE : TABLE_ALIAS};

	if (record.kind == TABLE_MODULE)
		read_module(line, &record);
	else
		read_alias(line, &record);
	PROVE(inside(record.name, text, length) && inside(record.path, text, length) &&
			inside(record.options, text, length) && inside(record.alias, text, length),
		"what a record says is inside of its line");
	if (record.kind == TABLE_BAD)
		return;
	PROVE(record.name.length > 0, "the name of a module has at least one letter");
	PROVE(is_no_path(record.name), "the name of a module is no path");
	REACH(record.kind == TABLE_MODULE && record.path.length && record.options.length, "a module");
	REACH(record.kind == TABLE_ALIAS, "an alias");
}
