/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/cmdline.h"

#include <string.h>

/* The kernel's isspace(), which has the no-break space of Latin-1. */
bool cmdline_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || (unsigned char)c == 0xa0;
}

/* The newline that /proc/cmdline ends with is none of the kernel's: an open quote would take it. */
struct cmdline cmdline_start(const char *text, size_t length)
{
	struct cmdline cmdline = {text, text + strnlen(text, length)};

	if (cmdline.end > text && cmdline.end[-1] == '\n')
		cmdline.end--;
	return cmdline;
}

/* One argument up to the space that ends it, which is skipped; equals is NULL without one. */
static struct token next_argument(struct cmdline *cmdline, bool in_quote, const char **equals)
{
	struct token argument = {cmdline->at, 0};

	*equals = NULL;
	for (; cmdline->at < cmdline->end; cmdline->at++) {
		if (cmdline_is_space(*cmdline->at) && !in_quote)
			break;
		if (!*equals && *cmdline->at == '=' && cmdline->at > argument.text)
			*equals = cmdline->at;
		if (*cmdline->at == '"')
			in_quote = !in_quote;
	}
	argument.length = (size_t)(cmdline->at - argument.text);
	if (cmdline->at < cmdline->end)
		cmdline->at++;
	return argument;
}

/* Name and value of an argument; quoted tells that it began with a quote, which is gone. */
static void split(struct token argument, bool quoted, const char *equals, struct param *param)
{
	const char *end = argument.text + argument.length;
	bool ends_in_quote = argument.length && end[-1] == '"';

	param->has_value = equals != NULL;
	if (!equals) {
		param->name = argument;
		param->name.length -= quoted && ends_in_quote;
		return;
	}
	param->name.text = argument.text;
	param->name.length = (size_t)(equals - argument.text);
	param->value.text = equals + 1;
	if (param->value.text < end && *param->value.text == '"') {
		param->value.text++;
		quoted = true;
	}
	if (quoted && ends_in_quote && end > param->value.text)
		end--;
	param->value.length = (size_t)(end - param->value.text);
}

bool cmdline_next(struct cmdline *cmdline, struct param *param)
{
	static const struct token empty = {"", 0};
	const char *equals;
	struct token argument;
	bool quoted;

	while (cmdline->at < cmdline->end && cmdline_is_space(*cmdline->at))
		cmdline->at++;
	if (cmdline->at == cmdline->end)
		return false;
	quoted = *cmdline->at == '"';
	cmdline->at += quoted;
	argument = next_argument(cmdline, quoted, &equals);
	param->value = empty;
	split(argument, quoted, equals, param);
	if (!param->has_value && token_is(param->name, "--")) {
		cmdline->at = cmdline->end;
		return false;
	}
	return true;
}

struct cmdline cmdline_behind(struct cmdline cmdline)
{
	struct cmdline rest;
	struct param param;

	do {
		rest = cmdline;
	} while (cmdline_next(&cmdline, &param));
	while (rest.at < rest.end && cmdline_is_space(*rest.at))
		rest.at++;
	if (rest.at == rest.end)
		return rest;
	rest.at += *rest.at == '"';
	rest.at += 2;
	rest.at += rest.at < rest.end && *rest.at == '"';
	return rest;
}

struct token token_of(const char *text)
{
	struct token token = {text, strlen(text)};

	return token;
}

static char dash(char c)
{
	return c == '-' ? '_' : c;
}

/* Ends with the first letter that differs: most names are others. */
bool token_begins_name(struct token token, const char *prefix)
{
	size_t i = 0;

	while (i < token.length && prefix[i] && dash(token.text[i]) == dash(prefix[i]))
		i++;
	return !prefix[i];
}

bool token_is_name(struct token token, const char *name)
{
	return token_begins_name(token, name) && token.length == strlen(name);
}

bool token_is(struct token token, const char *text)
{
	size_t i = 0;

	while (i < token.length && text[i] && token.text[i] == text[i])
		i++;
	return i == token.length && !text[i];
}

bool token_is_module(struct token token, size_t most)
{
	for (size_t i = 0; i < token.length; i++) {
		char c = token.text[i];
		char small = c | 0x20;

		if (!(small >= 'a' && small <= 'z') && !(c >= '0' && c <= '9') && c != '_' && c != '-')
			return false;
	}
	return token.length && token.length < most;
}

bool token_next_item(struct token *list, struct token *item)
{
	const char *comma;

	if (!list->text)
		return false;
	comma = memchr(list->text, ',', list->length);
	item->text = list->text;
	item->length = comma ? (size_t)(comma - list->text) : list->length;
	list->length -= item->length + (comma != NULL);
	list->text = comma ? comma + 1 : NULL;
	return true;
}

bool param_is_yes(const struct param *param)
{
	if (!param->has_value || token_is(param->value, "on"))
		return true;
	return param->value.length && strchr("1yYtT", param->value.text[0]);
}
