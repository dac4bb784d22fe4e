/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the inventory share; nobody else includes it. */
#ifndef GPUPT_READING_H
#define GPUPT_READING_H

#include "core/inventory.h"

struct reading {
	int root;
	int devices; /* SYSFS_DEVICES */
	bool again;  /* the functions have their places in a plan: new ones stay behind them */
	const struct request *request;
	struct inventory *inventory;
};

/*
 * inventory_function.c: class and IDs, of the directory dir or, with prefix "0000:02:00.0/", of one
 * in it. What cannot be read is 0 and function->error.
 */
void reading_ids(int dir, const char *prefix, struct function *function);

/*
 * The function's record, read if it is new. NULL: it is not on this machine, or inventory->full.
 */
struct function *reading_add(const struct reading *reading, const struct pci_addr *addr);
/* Of one that is known to be new: it is not looked for. */
struct function *reading_add_new(const struct reading *reading, const struct pci_addr *addr);

/* inventory.c: puts the functions into address order. */
void reading_sort(struct inventory *inventory);

/* inventory_slot.c: what gpupt.slots and gpupt.keep stand for. */
void reading_slots(const struct reading *reading);
void reading_keeps(const struct reading *reading);

/* inventory_card.c: what is behind the switch of a function that may be of a card with it. */
void reading_switch(const struct reading *reading, const struct function *function);

#endif
