// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include "host/boot/shell.h"
#include "host/boot/vars.h"

#define ESCAPED '\001'

const char *shell_next_line(const char *line)
{
	line += strcspn(line, "\n");
	return line + (*line == '\n');
}

/* Where a quoted or bare value ends; NULL if that is not on this line or a command is in it. */
static const char *value_end(const char *at, char quote)
{
	for (; *at && *at != '\n'; at++) {
		if (quote ? *at == quote : strchr(" \t\r;#&|<>()\"'", *at) != NULL)
			return at;
		if (quote == '\'')
			continue;
		if (*at == '`' || (*at == '$' && at[1] == '('))
			return NULL;
		if (*at == '\\' && (!at[1] || *++at == '\n'))
			return NULL;
	}
	return quote ? NULL : at;
}

bool shell_assignment(const char *line, struct assignment *a)
{
	const char *at = line + strspn(line, " \t");
	const char *end;

	if (!strncmp(at, "export ", 7))
		at += 7 + strspn(at + 7, " \t");
	a->name = vars_name(at);
	at += a->name.length;
	a->append = *at == '+';
	at += a->append;
	if (!a->name.length || *at++ != '=')
		return false;
	a->quote = *at == '"' || *at == '\'' ? *at++ : '\0';
	end = value_end(at, a->quote);
	if (!end)
		return false;
	a->value.text = at;
	a->value.length = (size_t)(end - at);
	end += a->quote != '\0';
	at = end + strspn(end, " \t\r;");
	return !*at || *at == '\n' || (*at == '#' && at > end);
}

char *shell_value_line(const struct assignment *a)
{
	char *line = strndup(a->value.text, a->value.length);

	for (char *at = line; at && a->quote != '\'' && *at; at++) {
		if (at[0] == '\\' && at[1] == '"') {
			at[0] = '"';
			at[1] = ESCAPED;
		}
	}
	return line;
}

char *shell_line_value(char *line)
{
	for (char *at = line; *at; at++) {
		if (at[0] == '"' && at[1] == ESCAPED) {
			at[0] = '\\';
			at[1] = '"';
		}
	}
	return line;
}

char *shell_unescape(char *value, char quote)
{
	char *to = value;

	for (const char *at = value; *at; at++) {
		if (quote != '\'' && *at == '\\' && at[1] && (!quote || strchr("\"\\$`", at[1])))
			at++;
		*to++ = *at;
	}
	*to = '\0';
	return value;
}

/* The length of $NAME or ${NAME} at the beginning of a text; 0 if it is not that. */
static size_t reference(const char *text, struct token name)
{
	bool braces = text[0] == '$' && text[1] == '{';
	struct token found;

	if (*text != '$')
		return 0;
	found = vars_name(text + 1 + braces);
	if (found.length != name.length || memcmp(found.text, name.text, name.length) != 0 ||
		(braces && found.text[found.length] != '}'))
		return 0;
	return 1 + found.length + (braces ? 2 : 0);
}

bool shell_refers(struct token value, const char *name)
{
	for (size_t i = 0; i < value.length; i++) {
		if (reference(value.text + i, token_of(name)))
			return true;
	}
	return false;
}

bool shell_is_only(struct token value, struct token name)
{
	const char *end = value.text + value.length;
	const char *at = value.text + strspn(value.text, " \t");
	size_t length = reference(at, name);

	return length && at + length + strspn(at + length, " \t") == end;
}
