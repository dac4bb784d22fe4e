/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands in the way of taking a function. */
#include "core/inventory_slot.h"
#include "core/planner.h"

#include <errno.h>
#include <string.h>

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

enum reason plan_reason_for(int error)
{
	return error == -ENOENT || error == -ENODEV ? REASON_VANISHED : REASON_READ_FAILED;
}

/* Verdicts on named functions */

/* All entries that name the function. */
struct naming {
	bool ambiguous;   /* one is a path that fits another slot, too */
	bool other;       /* one says that another device should be there */
	bool without_ids; /* one has no @ID */
};

static struct naming look_at_entries(const struct planner *planner, const struct function *function)
{
	const struct inventory *inventory = planner->inventory;
	struct naming naming = {false, false, false};

	for (unsigned int i = 0; i < planner->request->slots; i++) {
		const struct pci_slot *slot = &planner->request->slot[i].slot;

		if (!(named(planner, function) >> i & 1))
			continue;
		naming.ambiguous |= inventory->slots_ambiguous >> i & 1;
		naming.without_ids |= !slot->has_ids;
		naming.other |= !inventory_identity_holds(inventory, slot, &inventory->slot_addr[i]);
	}
	return naming;
}

/* What a driver that has the function already says against taking it. identified: by @ID. */
static enum reason held_refusal(const struct planner *planner, const struct function *function,
	const struct target *target, bool identified)
{
	if (!function->driver[0] || !strcmp(function->driver, target->driver) ||
		function_has_guest_driver(function))
		return REASON_NONE;
	if (planner->plan->udev_ran)
		return REASON_LATE;
	if (!identified && pci_class_needs_id(function->class))
		return REASON_PROTECTED_CLASS;
	return REASON_NONE;
}

/* Whether a function of this class must not be taken for this reason. */
static bool is_protected(const struct function *function, enum why why, bool without_ids)
{
	switch (why) {
	case WHY_NAMED:
		return without_ids && pci_class_needs_id(function->class);
	case WHY_SLOT:
	case WHY_GROUP:
		return pci_class_stays(function->class);
	default:
		return false;
	}
}

enum reason planner_refusal(const struct planner *planner, unsigned int i, enum why why)
{
	const struct function *function = &planner->inventory->function[i];
	const struct target *target = &planner->plan->target[planner->plan->claim[i].target];
	struct naming naming = {false, false, true};

	if (function->error)
		return plan_reason_for(function->error);
	if (why == WHY_NAMED)
		naming = look_at_entries(planner, function);
	if (naming.ambiguous)
		return REASON_AMBIGUOUS;
	if (naming.other)
		return REASON_IDENTITY_MISMATCH;
	if (function->is_bridge)
		return REASON_BRIDGE;
	if (function->is_virtual)
		return REASON_VIRTUAL_FUNCTION;
	if (is_protected(function, why, naming.without_ids))
		return REASON_PROTECTED_CLASS;
	/* Where only a driver's coming will tell whether there is a group, VFIO judges. */
	if (function->group < 0 && !planner_noiommu(planner) && strcmp(target->driver, "pci-stub") != 0 &&
		(function->driver[0] || !planner->inventory->groups_are_late))
		return REASON_NO_IOMMU;
	return held_refusal(planner, function, target, !naming.without_ids);
}
