/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slots as people give them to a subcommand, and as they are written into the configuration. */
#ifndef GPUPT_SLOTS_H
#define GPUPT_SLOTS_H

#include "core/inventory.h"

#define SLOT_TEXT (PCI_PATH_TEXT + 24) /* a path, or an address, and its @IDs */

struct text;

/* How a slot is written: by path and IDs (contract, section 8, enable), or by address and IDs. */
enum slot_form { SLOT_BY_PATH, SLOT_BY_ADDRESS };

enum slot_found {
	SLOT_HERE,
	SLOT_ABSENT,    /* there is no such slot */
	SLOT_DIFFERS,   /* another device is there than its @IDs say */
	SLOT_UNREADABLE /* its IDs cannot be read */
};

/*
 * SLOT_HERE: buf has the exact name of what a slot stands for on this machine. all: of
 * inventory_read_all. SLOT_ABSENT: buf has the nearest of a GPU's card, or "" if there is no GPU.
 * SLOT_DIFFERS: buf has the name of what is there. There are no IDs in the name of a slot without a
 * function 0, whose they would be, and none for what must be named with them (contract, section 4),
 * unless they were given. Where a path would not do, it is the address.
 */
enum slot_found slots_name(
	const struct inventory *all, const struct pci_slot *slot, enum slot_form form, char buf[SLOT_TEXT]);

/*
 * What was perhaps meant by a text that is no slot, in buf: the same numbers with the separators of an
 * address, or the slot of a GPU that is one slip away; or NULL.
 */
const char *slots_guess(const struct inventory *all, const char *given, char buf[SLOT_TEXT]);

/* Of a text that is no slot, and wrong says why: a sentence with what to do about it. */
void slots_tell_wrong(const struct inventory *all, const char *given, const char *wrong, struct text *text);

/* Whether the slot names the function at this address. */
bool slots_covers(const struct inventory *all, const struct pci_slot *slot, const struct pci_addr *addr);

/* The first function that the slot names, or NULL. */
const struct function *slots_find(const struct inventory *all, const struct pci_slot *slot);

#endif
