/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is there: the PCI functions that a request is about, as sysfs shows them. It reads only
 * what the request needs (the named slots and their IOMMU groups; with IDs two attributes of
 * every function and the rest of those that match; with gpupt.host=desktop every class) and
 * does not judge.
 */
#ifndef GPUPT_INVENTORY_H
#define GPUPT_INVENTORY_H

#include "core/function.h"

/*
 * root: a directory descriptor. running: the machine is up and its next boot is asked about, so what
 * may come late then is looked at. What fails is in the inventory itself.
 */
void inventory_read(int root, const struct request *request, const struct table *table, bool running,
	struct inventory *inventory);

/*
 * What comes when the functions are read: what gpupt.keep stands for, vfio's mode, and the names of the
 * variants' drivers, which only a module that is there tells. again: the functions have their places in
 * a plan, and records that are new are put behind them.
 */
void inventory_read_rest(int root, int devices, bool again, const struct request *request,
	const struct table *table, struct inventory *inventory);

/* The same for every function of the machine, for `gpupt list`; nothing is named or matched. */
void inventory_read_all(int root, struct inventory *inventory);

/* The name of the PCI driver that a module registers; false if the module is not there. */
bool inventory_name_driver(int root, const char *module, char driver[DRIVER_NAME]);

#endif
