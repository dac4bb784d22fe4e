/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Assignments in shell files, one on a line: NAME=VALUE, NAME="VALUE", NAME+='VALUE'. Pure but for malloc. */
#ifndef GPUPT_SHELL_H
#define GPUPT_SHELL_H

#include "core/cmdline.h"

struct assignment {
	struct token name;
	struct token value; /* as it is written, without the quotes around it */
	char quote;         /* '"', '\'', or 0 */
	bool append;        /* += */
};

/* The line behind this one. */
const char *shell_next_line(const char *line);

/* Whether a line is an assignment and nothing else, without commands in it; a comment may follow. */
bool shell_assignment(const char *line, struct assignment *a);

/*
 * The value as a line of kernel parameters of the same length: a quote behind a backslash, which
 * is one for the kernel, is a quote, and the backslash a byte of no meaning behind it. The caller
 * frees it; shell_line_value makes a value of it again, in place.
 */
char *shell_value_line(const struct assignment *a);
char *shell_line_value(char *line);

/* Takes out the backslashes that the shell would take out, in place; quote: around the value. */
char *shell_unescape(char *value, char quote);

/* Whether the value has $NAME or ${NAME} in it; whether it is only that, but for spaces. */
bool shell_refers(struct token value, const char *name);
bool shell_is_only(struct token value, struct token name);

#endif
