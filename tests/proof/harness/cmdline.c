// SPDX-License-Identifier: GPL-2.0-or-later
/* clang-format off */
/*
 * Any bytes as what is left of a command line: the next parameter. One step stands for all,
 * because what is left after it is again any bytes.
 *
 * check "up to 10 bytes": -DLENGTH=10 --unwind 12
 * full "up to 24 bytes": -DLENGTH=24 --unwind 26
 * small: -DLENGTH=5 --unwind 7
 * break "a space in a parameter is quoted": src/core/cmdline.c s/in_quote = !in_quote/in_quote = true/
 */
/* clang-format on */
#include "proof.h"
#include "models.h"
#include "core/cmdline.c"

/* An offset into the command line; LENGTH + 1 for anything else. */
static size_t offset(const char *at, const char *text)
{
	return __CPROVER_same_object(at, text) ? (size_t)(at - text) : LENGTH + 1;
}

/* Each quote, with the one that began the parameter, opens or closes. */
static bool spaces_are_quoted(const char *text, size_t from, size_t to)
{
	bool quoted = from && text[from - 1] == '"';
	bool fine = true;

	for (size_t i = from; i < to; i++) {
		quoted ^= text[i] == '"';
		fine &= text[i] != ' ' || quoted;
	}
	return fine;
}

void proof(void)
{
	ANY_TEXT(text, length);
	struct cmdline cmdline = cmdline_start(text, length);
	size_t end = offset(cmdline.end, text);
	struct param param;
	size_t name;
	size_t value;

	value = end < length && text[end] == '\n' ? end + 1 : end; /* behind the newline, which is no part */
	PROVE(value <= length && (value == length || !text[value]), "a NUL ends the command line");
	if (!cmdline_next(&cmdline, &param))
		return;
	name = offset(param.name.text, text);
	value = param.has_value ? offset(param.value.text, text) : name;
	PROVE(name <= end && param.name.length <= end - name, "a name is inside");
	PROVE(value >= name && value <= end && param.value.length <= end - value,
		"a value is behind its name, and inside");
	PROVE(spaces_are_quoted(
		      text, name, param.has_value ? value + param.value.length : name + param.name.length),
		"a space in a parameter is quoted");
	PROVE(cmdline.at > text && offset(cmdline.at, text) <= end, "reading goes on, and stops at the end");
	REACH(param.has_value && param.value.length == 2 && cmdline.at < cmdline.end,
		"a value before another");
}
