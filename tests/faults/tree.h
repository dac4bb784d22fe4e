/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A tree after a run: what is so, and what the report says. */
#ifndef GPUPT_TREE_H
#define GPUPT_TREE_H

#include "kernel.h"

#include <stdbool.h>

#define TREE_FUNCTIONS 32

struct tree_function {
	char address[24];
	bool gone;
	char driver[KERNEL_NAME];
	char override[KERNEL_NAME];
	/* of the report; state is "" if it says nothing of the function */
	char state[16];
	char reason[24];
	char why[16];
	char planned[KERNEL_NAME];
};

struct tree {
	bool reported; /* there is a report */
	char result[16];
	bool errors;    /* an error note */
	char signal[4]; /* that a note says the child was killed by, "" if none does */
	unsigned int count;
	struct tree_function function[TREE_FUNCTIONS];
};

/* The functions of the machine are those of before, or if that is NULL those in the tree. */
void tree_read(const struct kernel *kernel, const struct tree *before, struct tree *tree);

/* The text of a file below the root, terminated and cut to size; "" if it is not there. */
void tree_text(const struct kernel *kernel, const char *file, char *text, size_t size);

#endif
