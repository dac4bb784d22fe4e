/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/planner.h"
#include "core/inventory_slot.h"

#include <errno.h>
#include <string.h>

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

void planner_judge(const struct planner *planner, unsigned int i, enum why why, enum reason reason)
{
	const struct function *function = &planner->inventory->function[i];
	struct claim *claim = &planner->plan->claim[i];
	const struct target *target = &planner->plan->target[claim->target];

	claim->why = (uint8_t)why;
	claim->reason = (uint8_t)reason;
	if (reason != REASON_NONE)
		claim->state = STATE_REFUSED;
	else if (function->kept)
		claim->state = STATE_KEPT;
	else if (!strcmp(function->driver, target->driver) && !strcmp(function->override, target->driver))
		claim->state = STATE_CLAIMED;
	else
		claim->state = STATE_CLAIM;
}

/* Drivers */

/* The driver of a module: known for sure only when the module is there. */
static void name_driver(const struct planner *planner, struct target *target)
{
	const struct inventory *inventory = planner->inventory;
	size_t length = strnlen(target->module, DRIVER_NAME - 1);

	memcpy(target->driver, target->module, length);
	target->driver[length] = '\0';
	if (table_is_plain(token_of(target->module)))
		strcpy(target->driver, target->module[0] == 'v' ? "vfio-pci" : "pci-stub");
	for (unsigned int i = 0; i < inventory->variants; i++) {
		if (!strcmp(inventory->variant[i].module, target->module))
			strcpy(target->driver, inventory->variant[i].driver);
	}
}

static uint8_t target_of_module(const struct planner *planner, struct token module)
{
	struct plan *plan = planner->plan;
	struct target *target;

	/* A table may say vfio-pci; - and _ are the same in a module's name. */
	if (table_is_plain(module))
		module = token_of(module.text[0] == 'v' ? "vfio_pci" : "pci_stub");
	for (unsigned int i = 0; i < plan->targets; i++) {
		if (token_is(module, plan->target[i].module))
			return (uint8_t)i;
	}
	if (plan->targets == PLAN_TARGETS) {
		note_add(planner->notes, NOTE_TOO_MANY, TABLE_FILE,
			"more than " NOTE_NUMBER(
				PLAN_TARGETS) " drivers are needed; vfio-pci takes the rest");
		return 0;
	}
	target = &plan->target[plan->targets];
	memcpy(target->module, module.text, module.length);
	target->module[module.length] = '\0';
	name_driver(planner, target);
	return (uint8_t)plan->targets++;
}

/* The best driver by itself: one that would bring a display driver in takes the host's card, too. */
static struct token best_module(const struct planner *planner, const struct function *function)
{
	struct token module = token_of("vfio_pci");
	char name[QUOTE_MAX + 1];

	if (!table_best_module(planner->table, &function->ids, function->class, &module) ||
		table_is_plain(module) || !table_brings_display(planner->table, module))
		return module;
	if (function->subject)
		note_add(planner->notes, NOTE_VARIANT, note_quote(name, module.text, module.length),
			"it would bring a display driver in, so vfio-pci is taken; gpupt.driver= can choose it");
	return token_of("vfio_pci");
}

uint8_t planner_target_of(const struct planner *planner, const struct function *function)
{
	struct token module = token_of(planner->driver ? planner->driver : "vfio_pci");

	if (planner->driver)
		table_has_variant(planner->table, planner->driver, &module);
	else
		module = best_module(planner, function);
	return target_of_module(planner, module);
}

void planner_choose_driver(struct planner *planner)
{
	const struct request *request = planner->request;

	for (unsigned int i = 0; i < request->drivers; i++) {
		const char *name = request->driver[i];
		struct token module;

		if (!strcmp(name, "auto"))
			planner->driver = NULL;
		else if (table_is_plain(token_of(name)) || table_has_variant(planner->table, name, &module))
			planner->driver = name;
		else
			request_note(planner->notes, NOTE_BAD_VALUE, "gpupt.driver", name, request_drivers);
	}
}

/* Whether modprobe.d, by way of the table, turns vfio's no-IOMMU mode on. */
static bool table_wants_noiommu(const struct table *table)
{
	struct table_record record;
	size_t at = 0;

	while (table_next(table, &at, &record)) {
		struct cmdline options;
		struct param param;

		if (record.kind != TABLE_MODULE || !token_is(record.name, "vfio"))
			continue;
		options = cmdline_start(record.options.text, record.options.length);
		while (cmdline_next(&options, &param)) {
			if (token_is_name(param.name, "enable_unsafe_noiommu_mode"))
				return param_is_yes(&param);
		}
	}
	return false;
}

/* Whether vfio needs no group, or will when it is there. */
static bool noiommu_is_on(const struct planner *planner)
{
	if (planner->inventory->noiommu >= 0)
		return planner->inventory->noiommu;
	if (planner->request->noiommu >= 0)
		return planner->request->noiommu;
	return table_wants_noiommu(planner->table);
}

/* Refusals */

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
	if (function->group < 0 && !noiommu_is_on(planner) && strcmp(target->driver, "pci-stub") != 0 &&
		(function->driver[0] || !planner->inventory->groups_are_late))
		return REASON_NO_IOMMU;
	return held_refusal(planner, function, target, !naming.without_ids);
}
