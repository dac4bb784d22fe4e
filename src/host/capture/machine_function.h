/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines of a machine file that show functions. */
#ifndef GPUPT_MACHINE_FUNCTION_H
#define GPUPT_MACHINE_FUNCTION_H

#include "host/capture/tree.h"

#define MACHINE_FUNCTIONS 16384
#define FUNCTION_DEPTH 32
#define FUNCTION_PATH 900 /* below sys/devices, terminated */

struct function_tree {
	struct tree *tree;
	unsigned int count; /* functions so far */
	unsigned int depth;
	struct {
		unsigned int indent;
		char path[FUNCTION_PATH];
	} above[FUNCTION_DEPTH];
};

/* A line that is no comment, without its newline; it is cut into words. */
bool machine_function_line(struct function_tree *functions, char *line);
/* A registered driver with its files. */
bool machine_driver(struct tree *tree, const char *name);

#endif
