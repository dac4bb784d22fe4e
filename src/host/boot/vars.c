// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/boot/vars.h"

struct token vars_name(const char *text)
{
	struct token name = {text, strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
						"_0123456789")};

	if (*text >= '0' && *text <= '9')
		name.length = 0;
	return name;
}

static struct var *find(const struct vars *vars, struct token name)
{
	for (unsigned int i = 0; i < vars->count; i++) {
		if (token_is(name, vars->var[i].name))
			return &vars->var[i];
	}
	return NULL;
}

const char *vars_get(const struct vars *vars, struct token name)
{
	const struct var *var = find(vars, name);

	return var ? var->value : NULL;
}

static struct var *add(struct vars *vars, struct token name)
{
	struct var *grown = reallocarray(vars->var, vars->count + 1, sizeof(*grown));
	struct var *var;

	if (!grown)
		return NULL;
	vars->var = grown;
	var = &grown[vars->count];
	var->name = strndup(name.text, name.length);
	var->value = NULL;
	if (!var->name)
		return NULL;
	vars->count++;
	return var;
}

bool vars_set(struct vars *vars, struct token name, const char *value, bool append)
{
	struct var *var = find(vars, name);
	char *made = NULL;

	if (!var)
		var = add(vars, name);
	if (!var || asprintf(&made, "%s%s", append && var->value ? var->value : "", value) < 0)
		return false;
	free(var->value);
	var->value = made;
	return true;
}

char *vars_expand(const struct vars *vars, struct token text)
{
	const char *end = text.text + text.length;
	char *made = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&made, &size);

	if (!out)
		return NULL;
	for (const char *at = text.text; at < end; at++) {
		bool braces = *at == '$' && at + 1 < end && at[1] == '{';
		struct token name = {at, 0};
		const char *value;

		if (*at == '$')
			name = vars_name(at + 1 + braces);
		if (name.text + name.length + braces > end)
			name.length = 0;
		if (!name.length || (braces && name.text[name.length] != '}')) {
			putc(*at, out);
			continue;
		}
		value = vars_get(vars, name);
		fputs(value ? value : "", out);
		at = name.text + name.length + braces - 1;
	}
	if (fclose(out) == 0)
		return made;
	free(made);
	return NULL;
}

void vars_free(struct vars *vars)
{
	for (unsigned int i = 0; i < vars->count; i++) {
		free(vars->var[i].name);
		free(vars->var[i].value);
	}
	free(vars->var);
	vars->var = NULL;
	vars->count = 0;
}
