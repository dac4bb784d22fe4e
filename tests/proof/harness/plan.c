// SPDX-License-Identifier: GPL-2.0-or-later
/* clang-format off */
/*
 * What may be claimed at all, on any machine and for any request.
 *
 * check "2 functions, 1 entry in each list": -DFUNCTIONS=2 -DENTRIES=1 --unwind 3 --unwindset drop_what_does_not_fit.0:3
 * full "3 functions, 2 entries in each list": -DFUNCTIONS=3 -DENTRIES=2 --unwind 4 --unwindset drop_what_does_not_fit.0:5
 * small: -DFUNCTIONS=2 -DENTRIES=1 --unwind 3 --unwindset drop_what_does_not_fit.0:3
 * break "nothing kept is claimed": src/core/planner.c s/else if (function->kept)/else if (0)/
 * break "desktop never leaves no display": src/core/claim.c s/!pci_is_host_display(function->class)/0/
 */
/* clang-format on */
#include "planning.h"

static void prove_host(void)
{
	bool display = false;

	for (unsigned int i = 0; i < INVENTORY_FUNCTIONS; i++)
		display |= is_display(i) && !is_good(i) &&
			   (plan.claim[i].state == STATE_RELEASE || !guest_holds(i));
	PROVE(!request.desktop || display, "desktop never leaves no display");
	PROVE(!inventory.error, "without sysfs nothing is claimed");
	PROVE(!request.guard_unreadable && !inventory.keep_error,
		"with a guard that cannot be read nothing is claimed");
	REACH(request.desktop && request.group == GROUP_WHOLE, "a claim with desktop and whole");
}

static void prove_claim(const struct function *function, const struct claim *claim)
{
	PROVE(!function->kept, "nothing kept is claimed");
	PROVE(!function->is_bridge, "no bridge is claimed");
	PROVE(!function->is_virtual, "no virtual function is claimed");
	PROVE(!function->error, "nothing that could not be read is claimed");
	PROVE(request.group != GROUP_EXACT || function->named || function->matched,
		"exact claims only what was named or matched by ID");
	PROVE(function->group >= 0 || request.noiommu || inventory.noiommu ||
			(inventory.groups_are_late && !function->driver[0]) ||
			plan.target[claim->target].driver[0] == 'p',
		"without an IOMMU group nothing is claimed but for pci-stub, no-IOMMU mode or late groups");
	PROVE(!plan.udev_ran || !function->driver[0] || function_has_guest_driver(function) ||
			function->driver[0] == plan.target[claim->target].driver[0],
		"after udev nothing that a host driver holds is claimed");
	PROVE(claim->target < plan.targets, "a claim has a driver");
	PROVE((claim->state == STATE_CLAIMED) ==
			(function->driver[0] == function->override[0] &&
				function->driver[0] == plan.target[claim->target].driver[0]),
		"claimed means that driver and override are as planned");
}

void proof(void)
{
	any_plan();
	for (unsigned int i = 0; i < INVENTORY_FUNCTIONS; i++) {
		PROVE((plan.claim[i].state == STATE_REFUSED) == (plan.claim[i].reason != REASON_NONE),
			"a reason stands where something is refused, and nowhere else");
		if (!is_good(i))
			continue;
		prove_claim(&inventory.function[i], &plan.claim[i]);
		prove_host();
		REACH(plan.claim[i].why == WHY_SLOT, "a function taken along");
	}
}
