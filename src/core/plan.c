/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/plan.h"
#include "core/plan_ids.h"
#include "core/sysfs.h"

#include <string.h>

/* Entries that fit */

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
static void drop_what_does_not_fit(struct planner *planner)
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

/* Verdicts on what is named */

static void judge_named(const struct planner *planner)
{
	const struct inventory *inventory = planner->inventory;

	for (unsigned int i = 0; i < inventory->count; i++) {
		const struct function *function = &inventory->function[i];
		struct claim *claim = &planner->plan->claim[i];

		claim->target = planner_target_of(planner, function);
		if (!named(planner, function))
			continue;
		claim->by = (uint8_t)first_bit(named(planner, function));
		planner_judge(planner, i, WHY_NAMED, planner_refusal(planner, i, WHY_NAMED));
	}
}

/* Verdicts on what is taken along */

/* Whether a named function would take this one along: of its card, or with whole of its group. */
static bool takes(
	const struct planner *planner, const struct function *taker, const struct function *function)
{
	bool same_group = taker->group >= 0 && taker->group == function->group;

	/* Whether a function that cannot be read shares the group is not known. */
	if (function_same_card(taker, function))
		return same_group || (taker->group >= 0 && function->error);
	return planner->group == GROUP_WHOLE && same_group;
}

/*
 * The named function that takes this one along, or count; of several that of the first entry. One that
 * is refused takes nothing; one that is kept only if there is no other.
 */
static unsigned int taker(const struct planner *planner, unsigned int i)
{
	const struct inventory *inventory = planner->inventory;
	unsigned int found = inventory->count;
	unsigned int first = ~0u;

	for (unsigned int j = 0; j < inventory->count; j++) {
		const struct function *other = &inventory->function[j];
		const struct claim *claim = &planner->plan->claim[j];
		unsigned int order = claim->by + (claim->state == STATE_KEPT ? REQUEST_ENTRIES : 0u);

		if (!named(planner, other) || claim->state == STATE_REFUSED || order >= first ||
			!takes(planner, other, &inventory->function[i]))
			continue;
		first = order;
		found = j;
	}
	return found;
}

static void judge_taken(const struct planner *planner)
{
	const struct inventory *inventory = planner->inventory;
	bool whole = planner->group == GROUP_WHOLE;
	enum why why = whole ? WHY_GROUP : WHY_SLOT;

	if (planner->group == GROUP_EXACT)
		return;
	for (unsigned int i = 0; i < inventory->count; i++) {
		const struct function *function = &inventory->function[i];
		struct claim *claim = &planner->plan->claim[i];
		unsigned int by = taker(planner, i);
		enum reason reason;
		bool kept;

		if (by == inventory->count || named(planner, function) || function->is_bridge ||
			function->is_virtual)
			continue;
		reason = planner_refusal(planner, i, why);
		/* A kept function takes nothing along. What it would have failed over still counts:
		 * to keep more must not claim more. */
		kept = planner->plan->claim[by].state == STATE_KEPT;
		if (kept && (reason == REASON_NONE || whole))
			continue;
		claim->by = planner->plan->claim[by].by;
		claim->passed_over = whole && reason == REASON_PROTECTED_CLASS;
		planner_judge(planner, i, why, reason);
	}
}

/* The unit of success is the slot */

static bool slot_is_refused(const struct planner *planner, unsigned int i)
{
	unsigned int j;
	unsigned int end = planner_slot_range(planner->inventory, i, &j);

	for (; j < end; j++) {
		const struct claim *claim = &planner->plan->claim[j];

		if (claim->state == STATE_REFUSED && !claim->passed_over)
			return true;
	}
	return false;
}

static void fail_siblings(const struct planner *planner)
{
	struct claim *claim = planner->plan->claim;

	for (unsigned int i = 0; i < planner->inventory->count; i++) {
		if (!claim_is_good(&claim[i]) || !slot_is_refused(planner, i))
			continue;
		claim[i].state = STATE_REFUSED;
		claim[i].reason = REASON_SIBLING_FAILED;
	}
}

/* Entries that cannot be relied on */

/* absent if nothing is there; otherwise whether anything that it names was refused. */
static bool entry_is_sound(const struct planner *planner, unsigned int index)
{
	const struct slot_entry *entry = &planner->request->slot[index];
	const struct inventory *inventory = planner->inventory;
	bool found = false;
	bool sound = true;

	if (!(planner->fitting_slots >> index & 1))
		return false;
	for (unsigned int i = 0; i < inventory->count; i++) {
		if (!(inventory->function[i].named >> index & 1))
			continue;
		found = true;
		/* Also where it is kept: to keep more must not let the IDs claim more. */
		if (slot_is_refused(planner, i))
			sound = false;
	}
	if (found)
		return sound;
	request_note(planner->notes, NOTE_ABSENT, "gpupt.slots", entry->entry.text,
		"nothing is there: the card moved, comes late (VMD, Thunderbolt, a virtual function), or the slot "
		"is misspelt");
	return false;
}

static bool slots_are_sound(const struct planner *planner)
{
	bool sound = !planner->request->slots_unsound;

	for (unsigned int i = 0; i < planner->request->slots; i++) {
		if (!entry_is_sound(planner, i))
			sound = false;
	}
	return sound;
}

/* The guards */

static void refuse_all(const struct planner *planner, enum reason reason)
{
	for (unsigned int i = 0; i < planner->inventory->count; i++) {
		struct claim *claim = &planner->plan->claim[i];

		if (!claim_is_good(claim))
			continue;
		claim->state = STATE_REFUSED;
		claim->reason = (uint8_t)reason;
	}
}

/* Whether every keep is there and is what its @ID says: else what it was to protect may be elsewhere. */
static bool keeps_are_sound(const struct planner *planner)
{
	const struct inventory *inventory = planner->inventory;
	unsigned int keeps = planner->request->keeps;
	uint64_t all = keeps ? ~0ull >> (64 - keeps) : 0;

	return (inventory->keeps_found & all) == all && !(inventory->keeps_differ & all);
}

/* With a keep that cannot be relied on, no more is taken along than a card's own functions. */
static enum request_group choose_group(const struct planner *planner)
{
	enum request_group group = planner->request->group;

	return group == GROUP_WHOLE && !keeps_are_sound(planner) ? GROUP_SLOT : group;
}

static void check_keeps(const struct planner *planner)
{
	const struct request *request = planner->request;
	const struct inventory *inventory = planner->inventory;

	for (unsigned int i = 0; i < request->keeps; i++) {
		bool found = inventory->keeps_found >> i & 1;

		if (!found || inventory->keeps_differ >> i & 1)
			request_note(planner->notes, NOTE_ABSENT, "gpupt.keep", request->keep[i].entry.text,
				found ? "another device is there now, and is kept"
				      : "nothing is there, so it keeps nothing");
	}
}

static bool any_claim(const struct planner *planner)
{
	for (unsigned int i = 0; i < planner->inventory->count; i++) {
		if (claim_is_good(&planner->plan->claim[i]))
			return true;
	}
	return false;
}

static bool nothing_can_be_planned(const struct planner *planner)
{
	int error = planner->inventory->error;

	if (!error)
		return false;
	note_error(planner->notes, NOTE_NO_SYSFS, "/" SYSFS_DEVICES, "the PCI devices cannot be read", error);
	return true;
}

static const char *const unsound_slots = "it claims nothing: an entry of gpupt.slots cannot be relied on";

/* What is said of the lists that cannot be relied on, and that IDs claim nothing then. */
static void check_lists(struct planner *planner)
{
	static const char *const why = "it claims nothing: an entry of gpupt.keep cannot be relied on";

	if (!slots_are_sound(planner))
		planner_hold_ids_back(planner, unsound_slots);
	check_keeps(planner);
	if (!keeps_are_sound(planner))
		planner_hold_ids_back(planner, why);
	if (planner->group != planner->request->group)
		note_add(planner->notes, NOTE_IDS_HELD_BACK, "gpupt.group=whole",
			"it takes no more along than slot does: an entry of gpupt.keep cannot be relied on");
}

void plan_make(const struct request *request, const struct inventory *inventory, const struct table *table,
	bool judge_late, struct plan *plan, struct notes *notes)
{
	struct planner planner = {
		.request = request, .inventory = inventory, .table = table, .plan = plan, .notes = notes};

	memset(plan, 0, offsetof(struct plan, claim));
	memset(plan->claim, 0, inventory->count * sizeof(plan->claim[0]));
	if (nothing_can_be_planned(&planner))
		return;
	plan->udev_ran = judge_late && inventory->udev_ran;
	planner_choose_driver(&planner);
	planner.group = choose_group(&planner);
	drop_what_does_not_fit(&planner);
	judge_named(&planner);
	judge_taken(&planner);
	fail_siblings(&planner);
	check_lists(&planner);
	planner_judge_ids(&planner);
	if (request->guard_unreadable || inventory->keep_error)
		refuse_all(&planner, REASON_GUARD_UNREADABLE);
	fail_siblings(&planner);
	if (!planner.ids_held && !slots_are_sound(&planner))
		planner_take_ids_back(&planner, unsound_slots);
	if (request->desktop && any_claim(&planner) && !plan_leaves_display(inventory, plan))
		refuse_all(&planner, REASON_LAST_DISPLAY);
	planner_find_first_asker(&planner);
	planner_note_unmatched_ids(&planner);
	if (plan->udev_ran)
		note_add(notes, NOTE_LATE, "udev",
			"udev's coldplug came first: host drivers keep what they hold");
}
