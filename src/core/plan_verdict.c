/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands in the way of taking a function. */
#include "core/planner.h"

#include <errno.h>
#include <string.h>

bool plan_is_protected_class(uint32_t class)
{
	const unsigned int bases = 1u << BASE_STORAGE | 1u << BASE_NETWORK | 1u << BASE_MEMORY |
				   1u << BASE_SYSTEM;
	unsigned int number = class >> 16 & 0xff;

	return number < 32 && bases >> number & 1;
}

/* Functions are in address order: a slot's functions stand together, from *first to the result. */
unsigned int planner_slot_range(const struct inventory *inventory, unsigned int i, unsigned int *first)
{
	const struct function *function = inventory->function;
	unsigned int end = i + 1;

	*first = i;
	while (*first > 0 && same_slot(&function[*first - 1], &function[i]))
		--*first;
	while (end < inventory->count && same_slot(&function[end], &function[i]))
		end++;
	return end;
}

bool plan_is_guest_driver(const struct inventory *inventory, const char *driver)
{
	if (table_is_plain(token_of(driver)))
		return true;
	for (unsigned int i = 0; i < inventory->variants; i++) {
		if (!strcmp(driver, inventory->variant[i].driver))
			return true;
	}
	return false;
}

enum reason plan_reason_for(int error)
{
	return error == -ENOENT || error == -ENODEV ? REASON_VANISHED : REASON_READ_FAILED;
}

bool claim_is_good(const struct claim *claim)
{
	return claim->state == STATE_CLAIM || claim->state == STATE_CLAIMED;
}

bool claim_is_bad(const struct claim *claim)
{
	return claim->reason != REASON_NONE;
}

/* Verdicts on named functions */

/* For a whole slot its function 0 must be the one. */
static bool identity_holds(
	const struct planner *planner, const struct pci_slot *slot, const struct function *function)
{
	struct pci_addr addr = function->addr;

	if (slot->all_functions) {
		addr.fn = 0;
		function = inventory_at(planner->inventory, &addr);
	}
	return !slot->has_ids || (function && pci_slot_has_ids(slot, &function->ids));
}

/* Looks at every entry that names the function; *without_ids: one of them has no @ID. */
static bool identities_hold(const struct planner *planner, const struct function *function, bool *without_ids)
{
	bool hold = true;

	*without_ids = false;
	for (unsigned int i = 0; i < planner->request->slots; i++) {
		const struct pci_slot *slot = &planner->request->slot[i].slot;

		if (!(named(planner, function) >> i & 1))
			continue;
		if (!slot->has_ids)
			*without_ids = true;
		if (!identity_holds(planner, slot, function))
			hold = false;
	}
	return hold;
}

/* What a driver that has the function already says against taking it. identified: by @ID. */
static enum reason held_verdict(const struct planner *planner, const struct function *function,
	const struct target *target, bool identified)
{
	if (!function->driver[0] || !strcmp(function->driver, target->driver) ||
		plan_is_guest_driver(planner->inventory, function->driver))
		return REASON_NONE;
	if (planner->plan->udev_ran)
		return REASON_LATE;
	if (!identified && (base(function) == BASE_STORAGE || base(function) == BASE_NETWORK))
		return REASON_PROTECTED_CLASS;
	return REASON_NONE;
}

enum reason planner_verdict(const struct planner *planner, unsigned int i, enum why why)
{
	const struct function *function = &planner->inventory->function[i];
	const struct target *target = &planner->plan->target[planner->plan->claim[i].target];
	bool without_ids = true;

	if (function->error)
		return plan_reason_for(function->error);
	if (why == WHY_NAMED && !identities_hold(planner, function, &without_ids))
		return REASON_IDENTITY_MISMATCH;
	if (base(function) == BASE_BRIDGE)
		return REASON_BRIDGE;
	if (why == WHY_NAMED ? base(function) == BASE_STORAGE && without_ids
			     : why != WHY_ID && plan_is_protected_class(function->class))
		return REASON_PROTECTED_CLASS;
	/* Where only a driver's coming will tell whether there is a group, VFIO judges. */
	if (function->group < 0 && !planner_noiommu(planner) && strcmp(target->driver, "pci-stub") != 0 &&
		(function->driver[0] || !planner->inventory->groups_are_late))
		return REASON_NO_IOMMU;
	return held_verdict(planner, function, target, !without_ids);
}
