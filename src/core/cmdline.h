/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel command line, cut into parameters with the kernel's own rules
 * (lib/cmdline.c next_arg, kernel/params.c parse_args): quotes toggle anywhere, a value may be
 * quoted whole, a bare "--" and a NUL end it. Nothing is copied or changed.
 */
#ifndef GPUPT_CMDLINE_H
#define GPUPT_CMDLINE_H

#include <stdbool.h>
#include <stddef.h>

/* A piece of the command line, not terminated. */
struct token {
	const char *text;
	size_t length;
};

struct token token_of(const char *text);

struct cmdline {
	const char *at;
	const char *end;
};

struct param {
	struct token name;
	struct token value;
	bool has_value; /* there was an equals sign */
};

struct cmdline cmdline_start(const char *text, size_t length);
/* The next parameter; false at the end. */
bool cmdline_next(struct cmdline *cmdline, struct param *param);

/* What stands behind the bare -- that ends it, which the kernel gives to init; nothing without one. */
struct cmdline cmdline_behind(struct cmdline cmdline);

/* What ends a parameter. */
bool cmdline_is_space(char c);

/* The kernel's bool: 1, y, t, on; a name without a value means yes. */
bool param_is_yes(const struct param *param);
/* Whether a name is this one; - and _ are the same, as for the kernel. */
bool token_is_name(struct token token, const char *name);
/* Whether a name begins so. */
bool token_begins_name(struct token token, const char *prefix);
/* Whether a value is exactly this. */
bool token_is(struct token token, const char *text);
/* Whether it can be the name of a module or driver: letters, digits, _ and -, shorter than most. */
bool token_is_module(struct token token, size_t most);
/* The next item of a list with commas, perhaps empty; false when the list is used up. */
bool token_next_item(struct token *list, struct token *item);

#endif
