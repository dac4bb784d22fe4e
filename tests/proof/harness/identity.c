// SPDX-License-Identifier: GPL-2.0-or-later
/* clang-format off */
/*
 * Protected classes and @IDs: what a renumbered bus must not give away.
 *
 * check "2 functions, 1 entry in each list": -DFUNCTIONS=2 -DENTRIES=1 --unwind 3 --unwindset drop_what_does_not_fit.0:3 --no-standard-checks
 * full "3 functions, 2 entries in each list": -DFUNCTIONS=3 -DENTRIES=2 --unwind 4 --unwindset drop_what_does_not_fit.0:5 --no-standard-checks
 * small: -DFUNCTIONS=2 -DENTRIES=1 --unwind 3 --unwindset drop_what_does_not_fit.0:3
 * break "the IDs of every entry hold": src/core/planner.c s/if (naming.other)/if (0)/
 * break "no protected class is taken along": src/core/planner.c s/return pci_class_stays(function->class);/return false;/
 */
/* clang-format on */
#include "planning.h"

static bool has_ids(const struct pci_slot *slot, const struct function *function)
{
	return slot->ids.vendor == function->ids.vendor && slot->ids.device == function->ids.device &&
	       (!slot->has_subsystem || (slot->ids.subvendor == function->ids.subvendor &&
						slot->ids.subdevice == function->ids.subdevice));
}

/* An entry is about the function where it leads to; for a whole slot that is its function 0. */
static bool ids_hold(unsigned int entry)
{
	bool holds = false;

	for (unsigned int i = 0; i < INVENTORY_FUNCTIONS; i++)
		holds |= !pci_addr_compare(&inventory.function[i].addr, &inventory.slot_addr[entry]) &&
			 has_ids(&request.slot[entry].slot, &inventory.function[i]);
	return holds;
}

/* Storage, network, Fibre Channel, InfiniBand. */
static bool needs_id(uint32_t class)
{
	return class >> 16 == 0x01 || class >> 16 == 0x02 || class >> 8 == 0x0c04 || class >> 8 == 0x0c06;
}

/* Those, memory, communication, system, other bridges, IPMI. */
static bool stays(uint32_t class)
{
	return needs_id(class) || class >> 16 == 0x05 || class >> 16 == 0x07 || class >> 16 == 0x08 ||
	       class >> 8 == 0x0680 || class >> 8 == 0x0c07;
}

void proof(void)
{
	any_plan();
	for (unsigned int i = 0; i < INVENTORY_FUNCTIONS; i++) {
		const struct function *function = &inventory.function[i];
		bool bare = !function->named;

		if (!is_good(i))
			continue;
		for (unsigned int j = 0; j < request.slots; j++) {
			const struct pci_slot *slot = &request.slot[j].slot;

			if (!(function->named >> j & 1))
				continue;
			bare |= !slot->has_ids;
			PROVE(!slot->has_ids || ids_hold(j), "the IDs of every entry hold");
			REACH(slot->has_ids && slot->all_functions, "a whole slot with IDs");
		}
		PROVE(!bare || !needs_id(function->class) || plan.claim[i].why == WHY_ID,
			"storage and network are claimed with @ID or by ID only");
		PROVE(function->named || plan.claim[i].why == WHY_ID || !stays(function->class),
			"no protected class is taken along");
		PROVE(!bare || !function->driver[0] || guest_holds(i) || !needs_id(function->class) ||
				function->driver[0] == plan.target[plan.claim[i].target].driver[0],
			"storage and network are unbound from a host driver only with @ID");
	}
}
