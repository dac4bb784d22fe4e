/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/plan_ids.h"

#include <string.h>

/* Marks the cards of what gpupt.slots names or takes along: of others IDs claim nothing. */
static void list_cards(const struct planner *planner)
{
	const struct inventory *inventory = planner->inventory;

	for (unsigned int i = 0; i < inventory->count; i++) {
		const struct function *function = &inventory->function[i];

		if (named(planner, function) || claim_is_good(&planner->plan->claim[i]))
			planner->plan->claim[function->card].card_listed = true;
	}
}

/* Slots are the whole list: with gpupt.slots, IDs claim nothing outside of the cards it speaks of. */
static bool ids_may_claim(const struct planner *planner, const struct function *function)
{
	return !planner->request->slots_given || planner->plan->claim[function->card].card_listed;
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
	claim->release_ids = bits;
	return true;
}

void planner_judge_ids(const struct planner *planner)
{
	const struct inventory *inventory = planner->inventory;

	list_cards(planner);
	for (unsigned int i = 0; i < inventory->count; i++) {
		const struct function *function = &inventory->function[i];
		struct claim *claim = &planner->plan->claim[i];
		uint64_t bits = matched(planner, function);
		/* What cannot be read may be of a listed card. */
		bool may = !planner->ids_held && (ids_may_claim(planner, function) || function->error);
		enum reason reason = REASON_NONE;

		if (!bits || claim->state == STATE_REFUSED || claim_is_good(claim))
			continue;
		if (may)
			reason = planner_refusal(planner, i, WHY_ID);
		/* A refusal wins over gpupt.keep here too: it fails the function's slot. */
		if ((!may || (function->kept && reason == REASON_NONE)) && judge_release(planner, i, bits))
			continue;
		if (!may || claim->state != STATE_NONE)
			continue;
		claim->by_id = true;
		claim->by = (uint8_t)first_bit(bits);
		planner_judge(planner, i, WHY_ID, reason);
	}
}

/* Held back altogether, that was said once and for all. */
void planner_note_unmatched_ids(const struct planner *planner)
{
	const struct request *request = planner->request;
	uint64_t bits = ~planner->fitting_ids; /* of those it was said that there are too many */

	for (unsigned int i = 0; i < planner->inventory->count; i++) {
		const struct function *function = &planner->inventory->function[i];

		if (planner->ids_held || ids_may_claim(planner, function))
			bits |= function->matched;
	}
	for (unsigned int i = 0; i < request->ids; i++) {
		const char *entry = request->id[i].entry.text;

		if (bits >> i & 1)
			continue;
		if (!request->slots_given)
			request_note(planner->notes, NOTE_NO_MATCH, "vfio-pci.ids", entry,
				"no device has this ID");
		else if (!planner->ids_held)
			request_note(planner->notes, NOTE_IDS_HELD_BACK, "vfio-pci.ids", entry,
				"with gpupt.slots it claims nothing outside of the cards named there: name its "
				"slot too");
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

void planner_hold_ids_back(struct planner *planner, const char *why)
{
	planner->ids_held = true;
	if (planner->request->ids)
		note_add(planner->notes, NOTE_IDS_HELD_BACK, "vfio-pci.ids", why);
}

/* A slot entry that failed over a function matched by ID: the other IDs claim nothing either. */
void planner_take_ids_back(struct planner *planner, const char *why)
{
	const struct inventory *inventory = planner->inventory;

	planner_hold_ids_back(planner, why);
	for (unsigned int i = 0; i < inventory->count; i++) {
		struct claim *claim = &planner->plan->claim[i];

		if (claim->why != WHY_ID || !claim_is_good(claim))
			continue;
		claim->state = STATE_NONE;
		judge_release(planner, i, matched(planner, &inventory->function[i]));
	}
}
