/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Variables of GRUB: of its menu, its environment block, and the shell files that the menu is made from. */
#ifndef GPUPT_VARS_H
#define GPUPT_VARS_H

#include "core/cmdline.h"

struct var {
	char *name;
	char *value;
};

struct vars {
	unsigned int count;
	struct var *var;
};

/* The value; NULL if there is none of this name. */
const char *vars_get(const struct vars *vars, struct token name);

/* Sets it, or adds to what it has. False without memory. */
bool vars_set(struct vars *vars, struct token name, const char *value, bool append);

/* The text with $NAME and ${NAME} replaced, by nothing where there is none; the caller frees it. */
char *vars_expand(const struct vars *vars, struct token text);

void vars_free(struct vars *vars);

/* The name of a variable at the beginning of a text; its length is 0 if there is none. */
struct token vars_name(const char *text);

#endif
