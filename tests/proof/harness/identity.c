// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Protected classes and @IDs: what a renumbered bus must not give away.
 *
 * check "2 functions, 1 entry in each list": -DFUNCTIONS=2 -DENTRIES=1 --unwind 3 --unwindset
 * planner_drop_what_does_not_fit.0:3 --no-standard-checks full "3 functions, 2 entries in each list":
 * -DFUNCTIONS=3 -DENTRIES=2 --unwind 4 --unwindset planner_drop_what_does_not_fit.0:5 --no-standard-checks
 * small: -DFUNCTIONS=2 -DENTRIES=1 --unwind 3 --unwindset planner_drop_what_does_not_fit.0:3
 * break "the IDs of every entry hold": src/core/plan_verdict.c s/\&\& !identities_hold(planner/\&\& 0 \&\&
 * !identities_hold(planner/
 */
#include "planning.h"

static bool has_ids(const struct pci_slot *slot, const struct function *function)
{
	return slot->ids.vendor == function->ids.vendor && slot->ids.device == function->ids.device &&
	       (!slot->has_subsystem || (slot->ids.subvendor == function->ids.subvendor &&
						slot->ids.subdevice == function->ids.subdevice));
}

/* An entry for a whole slot is about the IDs of its function 0. */
static bool ids_hold(const struct pci_slot *slot, const struct function *function)
{
	bool holds = false;
	for (unsigned int i = 0; i < INVENTORY_FUNCTIONS; i++) {
		const struct function *other = &inventory.function[i];
		bool zero = other->addr.bus == function->addr.bus && !other->addr.fn;
		bool meant = slot->all_functions ? zero : other == function;

		holds |= meant && has_ids(slot, other);
	}
	return holds;
}

void proof(void)
{
	any_plan();
	for (unsigned int i = 0; i < INVENTORY_FUNCTIONS; i++) {
		const struct function *function = &inventory.function[i];
		unsigned int class = function->class >> 16;
		bool bare = !function->named;

		if (!is_good(i))
			continue;
		for (unsigned int j = 0; j < request.slots; j++) {
			const struct pci_slot *slot = &request.slot[j].slot;

			if (!(function->named >> j & 1))
				continue;
			bare |= !slot->has_ids;
			PROVE(!slot->has_ids || ids_hold(slot, function), "the IDs of every entry hold");
			REACH(slot->has_ids && slot->all_functions, "a whole slot with IDs");
		}
		PROVE(!bare || class != 0x01 || function->matched,
			"storage is claimed with @ID or by ID only");
		PROVE(function->named || function->matched || !plan_is_protected_class(function->class),
			"no protected class is taken along");
		PROVE(!bare || !function->driver[0] || guest_holds(i) || (class != 0x01 && class != 0x02) ||
				function->driver[0] == plan.target[plan.claim[i].target].driver[0],
			"storage and network are unbound from a host driver only with @ID");
	}
}
