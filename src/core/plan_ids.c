/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/planner.h"

#include <string.h>

static bool slot_is_named(const struct planner *planner, unsigned int i)
{
	unsigned int first;
	unsigned int end = planner_slot_range(planner->inventory, i, &first);

	for (unsigned int j = first; j < end; j++) {
		if (named(planner, &planner->inventory->function[j]))
			return true;
	}
	return false;
}

/* The entries that match something in a named slot: they claim nothing outside of named slots. */
static uint64_t refined_entries(const struct planner *planner)
{
	const struct inventory *inventory = planner->inventory;
	uint64_t bits = 0;

	for (unsigned int i = 0; i < inventory->count; i++) {
		uint64_t match = matched(planner, &inventory->function[i]);

		if ((match & ~bits) && slot_is_named(planner, i))
			bits |= match;
	}
	return bits;
}

/* vfio-pci has it, and not because of an override: it took it by ID. */
static bool taken_by_id(const struct function *function)
{
	return !strcmp(function->driver, "vfio-pci") && !function->override[0];
}

/* What vfio-pci took by these entries goes back to the host. */
static bool judge_release(const struct planner *planner, unsigned int i, uint64_t bits)
{
	const struct function *function = &planner->inventory->function[i];
	struct claim *claim = &planner->plan->claim[i];

	if (!bits || function->error || !taken_by_id(function))
		return false;
	claim->state = STATE_RELEASE;
	claim->reason = REASON_NONE;
	claim->why = WHY_REFINED;
	claim->by_id = true;
	claim->by = (uint8_t)first_bit(bits);
	claim->asked = bits;
	return true;
}

void planner_judge_ids(const struct planner *planner)
{
	const struct inventory *inventory = planner->inventory;
	uint64_t refined = refined_entries(planner);

	for (unsigned int i = 0; i < inventory->count; i++) {
		const struct function *function = &inventory->function[i];
		struct claim *claim = &planner->plan->claim[i];
		uint64_t all = matched(planner, function);
		uint64_t bits = all;
		enum reason reason = REASON_NONE;

		if (planner->ids_held)
			bits = 0;
		else if (all & refined && !function->error && !slot_is_named(planner, i))
			bits &= ~refined;
		if (!all || claim->state == STATE_REFUSED || claim_is_good(claim))
			continue;
		if (bits)
			reason = planner_verdict(planner, i, WHY_ID);
		/* A refusal wins over gpupt.keep here too: it fails the function's slot. */
		if ((!bits || (function->kept && reason == REASON_NONE)) && judge_release(planner, i, all))
			continue;
		if (!bits || claim->state != STATE_NONE)
			continue;
		claim->by_id = true;
		claim->by = (uint8_t)first_bit(bits);
		planner_judge(planner, i, WHY_ID, reason);
	}
}

/* An entry that asked earlier than the one in claim->by: "by" is the first of all. */
void planner_find_first_asker(const struct planner *planner)
{
	const struct request *request = planner->request;

	for (unsigned int i = 0; i < planner->inventory->count; i++) {
		struct claim *claim = &planner->plan->claim[i];
		uint64_t bits = matched(planner, &planner->inventory->function[i]);

		if (claim->state == STATE_NONE || claim->by_id || !bits || planner->ids_held)
			continue;
		if (request->id[first_bit(bits)].entry.order < request->slot[claim->by].entry.order) {
			claim->by_id = true;
			claim->by = (uint8_t)first_bit(bits);
		}
	}
}

void planner_hold_ids_back(struct planner *planner)
{
	planner->ids_held = true;
	if (planner->request->ids)
		note_add(planner->notes, NOTE_IDS_HELD_BACK, "vfio-pci.ids",
			"it claims nothing: an entry of gpupt.slots cannot be relied on");
}

/* A slot entry that failed over a function matched by ID: the other IDs claim nothing either. */
void planner_take_ids_back(struct planner *planner)
{
	const struct inventory *inventory = planner->inventory;

	planner_hold_ids_back(planner);
	for (unsigned int i = 0; i < inventory->count; i++) {
		struct claim *claim = &planner->plan->claim[i];

		if (claim->why != WHY_ID || !claim_is_good(claim))
			continue;
		claim->state = STATE_NONE;
		judge_release(planner, i, matched(planner, &inventory->function[i]));
	}
}
