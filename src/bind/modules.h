/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inserting what the module table lists, without any other program. */
#ifndef GPUPT_MODULES_H
#define GPUPT_MODULES_H

#include "core/note.h"
#include "core/table.h"

struct insertion {
	int root;
	bool fixtures; /* record in run/gpupt/inserted instead of calling the kernel */
	const struct table *table;
	struct token cmdline; /* options for modules are taken from it, never ids */
	struct notes *notes;
	unsigned int spelling; /* of the last module's file: most often they are all alike */
	int record;            /* inserted, or -1 */
};

#define OPTIONS_MAX 2048

struct module_options {
	size_t used;
	char text[OPTIONS_MAX]; /* as finit_module gets them */
};

/*
 * The options for a module: the table's, then those that the command line gives as MODULE.NAME=VALUE.
 * Never ids, and nothing that the kernel would split, which is noted. 0, or -E2BIG.
 */
int modules_options(
	const struct insertion *insertion, const struct table_record *record, struct module_options *options);

/*
 * Inserts the module and what it needs; what is there already is left alone. 0 or -errno.
 * target: a module that drivers are named after: vfio_pci, pci_stub or a variant.
 */
int modules_insert(struct insertion *insertion, const char *target);

#endif
