/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GPUPT_OPTIONS_H
#define GPUPT_OPTIONS_H

#include <stdbool.h>

struct options {
	bool boot;
	bool dry_run;
	const char *root;    /* NULL: the machine itself */
	const char *cmdline; /* NULL: proc/cmdline below root; "-": standard input */
};

/* -1 to go on, or the exit status: help and version were printed, or it was used wrongly. */
int options_parse(int argc, char **argv, struct options *options);

#endif
