/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the contract says of slots, cards and IDs, written a second time, about the machine itself
 * and without its sysfs: the bounds that the properties hold the core to.
 */
#ifndef GPUPT_TEST_ORACLE_H
#define GPUPT_TEST_ORACLE_H

#include "machine.h"

/* Functions of the machine, a bit for each. */
typedef uint64_t set;

_Static_assert(MACHINE_FUNCTIONS <= 64, "a set is a word");

static inline set only(unsigned int i)
{
	return (set)1 << i;
}

static inline bool has(set of, unsigned int i)
{
	return of >> i & 1;
}

/* Header of a bridge, or a class that only bridges have; 0680 with an ordinary header is none. */
bool oracle_is_bridge(unsigned int i);
bool oracle_is_virtual(unsigned int i);
/* Never claimed without its name and @ID; never taken along by anything. */
bool oracle_needs_id(unsigned int i);
bool oracle_stays(unsigned int i);

/* To be called when the machine has changed, before anything about cards is asked. */
void oracle_look(void);

/* All functions in its slot. */
set oracle_slot_of(unsigned int i);
/* The card that it is of, or itself alone. */
set oracle_card(unsigned int i);
set oracle_cards(set of);
/* Those that share a group with one of these. */
set oracle_groups(set of);

/* What an entry names; nothing where its @ID does not hold now. *ambiguous: a path fits two slots. */
set oracle_named(const struct pci_slot *slot, bool *ambiguous);
set oracle_named_by_all(const struct slot_entry *entry, unsigned int count);
/* What a list of keeps keeps. */
set oracle_kept_by_all(const struct slot_entry *entry, unsigned int count);
/* Whether the entry's @ID, if any, is that of what is there. */
bool oracle_identity_holds(const struct pci_slot *slot);
/* What vfio-pci would take by an entry of its ids. */
set oracle_matched(const struct id_entry *id);

#endif
