/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/planner.h"

/* Whether the entry names the function or, with the group mode, might take it along. */
static bool slot_entry_asks(const struct planner *planner, uint64_t bit, const struct function *function)
{
	const struct inventory *inventory = planner->inventory;

	if (function->named & bit)
		return true;
	if (planner->group == GROUP_EXACT || function->group < 0 || function->is_bridge)
		return false;
	for (unsigned int i = 0; i < inventory->count; i++) {
		const struct function *other = &inventory->function[i];

		if ((other->named & bit) && other->group == function->group &&
			(planner->group == GROUP_WHOLE || function_same_card(other, function)))
			return true;
	}
	return false;
}

/* How many functions an entry adds to those that are counted; with commit it counts them. */
static unsigned int count_new(const struct planner *planner, uint64_t slot, uint64_t id, bool commit)
{
	const struct inventory *inventory = planner->inventory;
	unsigned int added = 0;

	for (unsigned int i = 0; i < inventory->count; i++) {
		const struct function *function = &inventory->function[i];
		struct claim *claim = &planner->plan->claim[i];

		if (claim->counted ||
			!(slot ? slot_entry_asks(planner, slot, function) : (function->matched & id) != 0))
			continue;
		added++;
		claim->counted = commit;
	}
	return added;
}

/* In the order of the command line: an entry that does not fit is refused whole. */
void planner_drop_what_does_not_fit(struct planner *planner)
{
	const struct inventory *inventory = planner->inventory;
	const struct request *request = planner->request;
	unsigned int room = CLAIMS_MAX;
	unsigned int slot = 0;
	unsigned int id = 0;

	planner->fitting_slots = planner->fitting_ids = ~0ull;
	if (inventory->count <= CLAIMS_MAX && !inventory->slots_overflow && !inventory->ids_overflow)
		return;
	while (slot < request->slots || id < request->ids) {
		bool is_slot = id == request->ids ||
			       (slot < request->slots &&
				       request->slot[slot].entry.order < request->id[id].entry.order);
		const struct entry *entry = is_slot ? &request->slot[slot].entry : &request->id[id].entry;
		uint64_t slots = is_slot ? 1ull << slot++ : 0;
		uint64_t ids = is_slot ? 0 : 1ull << id++;
		unsigned int wanted = count_new(planner, slots, ids, false);

		if (wanted <= room && !(inventory->slots_overflow & slots) &&
			!(inventory->ids_overflow & ids)) {
			room -= count_new(planner, slots, ids, true);
			continue;
		}
		planner->fitting_slots &= ~slots;
		planner->fitting_ids &= ~ids;
		request_note(planner->notes, NOTE_TOO_MANY, is_slot ? "gpupt.slots" : "vfio-pci.ids",
			entry->text,
			"it claims nothing: at most " NOTE_NUMBER(CLAIMS_MAX) " functions can be claimed");
	}
	for (unsigned int i = 0; i < inventory->count; i++)
		planner->plan->claim[i].counted = false;
}
