/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the inventory share; nobody else includes it. */
#ifndef GPUPT_READING_H
#define GPUPT_READING_H

#include "core/inventory.h"

struct reading {
	int root;
	int devices; /* SYSFS_DEVICES */
	const struct request *request;
	struct inventory *inventory;
};

/*
 * inventory_function.c: an attribute that every function has, in hex; 0 and function->error if it
 * cannot be read.
 */
uint32_t reading_number(int dir, struct function *function, const char *attribute);

/*
 * The function's record, read if it is new. NULL: it is not on this machine, or inventory->full.
 */
struct function *reading_add(const struct reading *reading, const struct pci_addr *addr);

/* inventory_slot.c: what gpupt.slots and gpupt.keep stand for. */
void reading_slots(const struct reading *reading);
void reading_keeps(const struct reading *reading);

#endif
