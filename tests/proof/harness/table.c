// SPDX-License-Identifier: GPL-2.0-or-later
/* clang-format off */
/*
 * Any bytes behind "module " and "alias " in a line of a module table.
 *
 * check "up to 11 bytes": -DLENGTH=11 -DTABLE_MAX=19 --unwind 21
 * full "up to 32 bytes": -DLENGTH=32 -DTABLE_MAX=40 --unwind 42
 * small: -DLENGTH=9 -DTABLE_MAX=17 --unwind 19
 * break "the name of a module has at least one letter": src/core/cmdline.c s/return token.length \&\& /return /
 */
/* clang-format on */
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

static struct table table;

/* "module " or "alias " and the text, as a line of the table. */
static size_t write_line(bool module, const char *text, size_t length)
{
	const char *kind = module ? "module " : "alias ";
	size_t used = 0;

	while (*kind)
		table.text[used++] = *kind++;
	for (size_t i = 0; i < length; i++)
		table.text[used++] = text[i];
	table.text[used++] = '\n';
	return used;
}

void proof(void)
{
	ANY_TEXT(text, length);
	struct token line = {text, length};
	struct table_record record = {.kind = nondet_bool() ? TABLE_MODULE : TABLE_ALIAS};
	size_t at = 0;

	ASSUME(!memchr(text, '\n', length));
	table.length = write_line(record.kind == TABLE_MODULE, text, length);
	if (record.kind == TABLE_MODULE)
		read_module(line, &record);
	else
		read_alias(line, &record);
	PROVE(inside(record.name, text, length) && inside(record.path, text, length) &&
			inside(record.options, text, length) && inside(record.alias, text, length),
		"what a record says is inside of its line");
	if (!table_next(&table, &at, &record) || record.kind == TABLE_BAD)
		return;
	PROVE(record.name.length > 0, "the name of a module has at least one letter");
	PROVE(is_no_path(record.name), "the name of a module is no path");
	REACH(record.kind == TABLE_MODULE && record.path.length && record.options.length, "a module");
	REACH(record.kind == TABLE_ALIAS, "an alias");
}
