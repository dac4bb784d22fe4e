/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inserting what the module table lists, without any other program. */
#ifndef GPUPT_MODULES_H
#define GPUPT_MODULES_H

#include "core/table.h"

struct insertion {
	int root;
	bool fixtures; /* record in run/gpupt/inserted instead of calling the kernel */
	const struct table *table;
	struct token cmdline; /* options for modules are taken from it, never ids */
};

/*
 * Inserts the module and what it needs; what is there already is left alone. 0 or -errno.
 * target: a module that drivers are named after: vfio_pci, pci_stub or a variant.
 */
int modules_insert(const struct insertion *insertion, const char *target);

#endif
