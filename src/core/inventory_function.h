/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One function: its attributes and its record. */
#ifndef GPUPT_INVENTORY_FUNCTION_H
#define GPUPT_INVENTORY_FUNCTION_H

#include "core/function.h"

/* What is read, and into what. */
struct reading {
	int root;
	int devices; /* SYSFS_DEVICES */
	bool again;  /* the functions have their places in a plan: new ones stay behind them */
	const struct request *request;
	struct inventory *inventory;
};

/*
 * Class and IDs, of the directory dir or, with prefix "0000:02:00.0/", of one in it. What cannot be read
 * is 0 and function->error. True if its driver was told there as well.
 */
bool reading_ids(int dir, const char *prefix, struct function *function);

/*
 * The function's record, read if it is new. NULL: it is not on this machine, or inventory->full.
 */
struct function *reading_add(const struct reading *reading, const struct pci_addr *addr);
/* Of one that is known to be new: it is not looked for. */
struct function *reading_add_new(const struct reading *reading, const struct pci_addr *addr);

/*
 * One function, whose address is given; devices: descriptor of SYSFS_DEVICES. again: only what a
 * claim changes, its driver and override, and a group that it did not have; of the same device: of another
 * one -ENODEV is the error. 0, or -errno if it is not there; that and what else cannot be read is its
 * error as well.
 */
int inventory_read_function(int devices, struct function *function, bool again);

#endif
