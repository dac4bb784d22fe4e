/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the slots that people write stand for on this machine. */
#ifndef GPUPT_INVENTORY_SLOT_H
#define GPUPT_INVENTORY_SLOT_H

#include "core/inventory_function.h"

/* What gpupt.slots and gpupt.keep stand for. */
void reading_slots(const struct reading *reading);
void reading_keeps(const struct reading *reading);

/*
 * What a slot names, of inventory_read_all: named[i], of all->count, for each function: it alone, every
 * function of the slot, or those of the card. Returns how many. *ambiguous: a path fits functions of
 * two slots (a virtual function's beside the physical one's): all are marked, and none may be claimed.
 */
unsigned int inventory_find_slot(
	const struct inventory *all, const struct pci_slot *slot, bool *named, bool *ambiguous);

/*
 * Whether the slot's @ID, if it has one, is that of what is at addr now; of a whole slot, of its
 * function 0. That the function cannot be found is a no.
 */
bool inventory_identity_holds(
	const struct inventory *inventory, const struct pci_slot *slot, const struct pci_addr *addr);

#endif
