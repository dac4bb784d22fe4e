/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/planner.h"

/* Whether the entry names the function or, with the group mode, might take it along. */
static bool slot_entry_asks(const struct planner *planner, uint64_t bit, const struct function *function)
{
	const struct inventory *inventory = planner->inventory;

	if (function->named & bit)
		return true;
	if (planner->request->group == GROUP_EXACT || function->group < 0 || base(function) == BASE_BRIDGE)
		return false;
	for (unsigned int i = 0; i < inventory->count; i++) {
		const struct function *other = &inventory->function[i];

		if ((other->named & bit) && other->group == function->group &&
			(planner->request->group == GROUP_WHOLE || same_slot(other, function)))
			return true;
	}
	return false;
}

static const struct entry *entry_at(const struct planner *planner, unsigned int order, uint64_t *slot,
	uint64_t *id)
{
	const struct request *request = planner->request;

	*slot = *id = 0;
	for (unsigned int i = 0; i < request->slots; i++) {
		if (request->slot[i].entry.order == order) {
			*slot = 1ull << i;
			return &request->slot[i].entry;
		}
	}
	for (unsigned int i = 0; i < request->ids; i++) {
		if (request->id[i].entry.order == order) {
			*id = 1ull << i;
			return &request->id[i].entry;
		}
	}
	return NULL;
}

/* How many functions an entry adds to those that are counted; with commit it counts them. */
static unsigned int count_new(const struct planner *planner, uint64_t slot, uint64_t id, bool commit)
{
	const struct inventory *inventory = planner->inventory;
	unsigned int added = 0;

	for (unsigned int i = 0; i < inventory->count; i++) {
		const struct function *function = &inventory->function[i];
		struct claim *claim = &planner->plan->claim[i];

		if (claim->asked || !(slot ? slot_entry_asks(planner, slot, function)
					   : (function->matched & id) != 0))
			continue;
		added++;
		claim->asked = commit;
	}
	return added;
}

/* In the order of the command line: an entry that does not fit is refused whole. */
void planner_drop_what_does_not_fit(struct planner *planner)
{
	const struct inventory *inventory = planner->inventory;
	unsigned int room = CLAIMS_MAX;
	char subject[QUOTE_MAX + 1];

	planner->slots = planner->ids = ~0ull;
	if (inventory->count <= CLAIMS_MAX && !inventory->slots_overflow && !inventory->ids_overflow)
		return;
	for (unsigned int order = 0; order < planner->request->orders; order++) {
		uint64_t slot;
		uint64_t id;
		const struct entry *entry = entry_at(planner, order, &slot, &id);
		unsigned int wanted;

		if (!entry)
			continue;
		wanted = count_new(planner, slot, id, false);
		if (wanted <= room && !(inventory->slots_overflow & slot) && !(inventory->ids_overflow & id)) {
			room -= count_new(planner, slot, id, true);
			continue;
		}
		planner->slots &= ~slot;
		planner->ids &= ~id;
		note_add(planner->notes, NOTE_TOO_MANY,
			request_quote(subject, slot ? "gpupt.slots" : "vfio-pci.ids", entry->text),
			"'%s' stands for more functions than fit: at most %d can be claimed; it claims nothing",
			entry->text, CLAIMS_MAX);
	}
	for (unsigned int i = 0; i < inventory->count; i++)
		planner->plan->claim[i].asked = 0;
}
