/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/planner.h"
#include "core/sysfs.h"

#include <errno.h>
#include <string.h>

/* Sets the verdict. A refusal wins over gpupt.keep, so that keeping more never claims more. */
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
		planner_judge(planner, i, WHY_NAMED, planner_verdict(planner, i, WHY_NAMED));
	}
}

/* Verdicts on what is taken along */

/*
 * The named function that takes this one along, or count. One that is refused takes nothing;
 * one that is kept only if there is no other.
 */
static unsigned int taker(const struct planner *planner, unsigned int i)
{
	const struct inventory *inventory = planner->inventory;
	const struct function *function = &inventory->function[i];
	unsigned int found = inventory->count;

	for (unsigned int j = 0; j < inventory->count; j++) {
		const struct function *other = &inventory->function[j];
		const struct claim *claim = &planner->plan->claim[j];
		bool near = same_slot(other, function);

		if (!named(planner, other) || claim->state == STATE_REFUSED)
			continue;
		/* Whether a function that cannot be read shares the group is not known. */
		if (near ? other->group != function->group && !function->error
			 : planner->request->group != GROUP_WHOLE || other->group != function->group)
			continue;
		if (other->group < 0)
			continue;
		if (claim->state != STATE_KEPT)
			return j;
		found = j;
	}
	return found;
}

static void judge_taken(const struct planner *planner)
{
	const struct inventory *inventory = planner->inventory;
	bool whole = planner->request->group == GROUP_WHOLE;
	enum why why = whole ? WHY_GROUP : WHY_SLOT;

	if (planner->request->group == GROUP_EXACT)
		return;
	for (unsigned int i = 0; i < inventory->count; i++) {
		const struct function *function = &inventory->function[i];
		struct claim *claim = &planner->plan->claim[i];
		unsigned int by = taker(planner, i);
		enum reason reason;
		bool kept;

		if (by == inventory->count || named(planner, function) || base(function) == BASE_BRIDGE)
			continue;
		reason = planner_verdict(planner, i, why);
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

	if (!(planner->slots >> index & 1))
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
		"nothing is there: the card moved, is behind VMD or Thunderbolt, or the slot is misspelt");
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

static bool host_keeps_display(const struct planner *planner)
{
	const struct inventory *inventory = planner->inventory;

	for (unsigned int i = 0; i < inventory->count; i++) {
		const struct function *function = &inventory->function[i];
		const struct claim *claim = &planner->plan->claim[i];

		if (function->error || (function->class >> 8 != 0x0300 && function->class >> 8 != 0x0380))
			continue;
		if (claim->state == STATE_RELEASE ||
			(!claim_is_good(claim) && !plan_is_guest_driver(inventory, function->driver)))
			return true;
	}
	return false;
}

static bool any_claim(const struct planner *planner)
{
	for (unsigned int i = 0; i < planner->inventory->count; i++) {
		if (claim_is_good(&planner->plan->claim[i]))
			return true;
	}
	return false;
}

static void note_what_matches_nothing(const struct planner *planner)
{
	const struct request *request = planner->request;
	uint64_t bits = planner->inventory->ids_overflow;

	for (unsigned int i = 0; i < planner->inventory->count; i++)
		bits |= planner->inventory->function[i].matched;
	for (unsigned int i = 0; i < request->ids; i++) {
		if (!(bits >> i & 1))
			request_note(planner->notes, NOTE_NO_MATCH, "vfio-pci.ids", request->id[i].entry.text,
				"no device has this ID");
	}
}

static bool nothing_can_be_planned(const struct planner *planner)
{
	int error = planner->inventory->error;

	if (!error)
		return false;
	note_error(planner->notes, NOTE_NO_SYSFS, "/" SYSFS_DEVICES, "the PCI devices cannot be read", error);
	return true;
}

void plan_make(const struct request *request, const struct inventory *inventory, const struct table *table,
	bool judge_late, struct plan *plan, struct notes *notes)
{
	struct planner planner = {request, inventory, table, plan, notes, 0, 0, false, NULL};

	memset(plan, 0, offsetof(struct plan, claim));
	memset(plan->claim, 0, inventory->count * sizeof(plan->claim[0]));
	if (nothing_can_be_planned(&planner))
		return;
	plan->udev_ran = judge_late && inventory->udev_ran;
	planner_choose_driver(&planner);
	planner_drop_what_does_not_fit(&planner);
	judge_named(&planner);
	judge_taken(&planner);
	fail_siblings(&planner);
	if (!slots_are_sound(&planner))
		planner_hold_ids_back(&planner);
	planner_judge_ids(&planner);
	if (request->guard_unreadable || inventory->keep_error)
		refuse_all(&planner, REASON_GUARD_UNREADABLE);
	fail_siblings(&planner);
	if (!planner.ids_held && !slots_are_sound(&planner))
		planner_take_ids_back(&planner);
	if (request->desktop && any_claim(&planner) && !host_keeps_display(&planner))
		refuse_all(&planner, REASON_LAST_DISPLAY);
	planner_find_first_asker(&planner);
	check_keeps(&planner);
	note_what_matches_nothing(&planner);
	if (plan->udev_ran)
		note_add(notes, NOTE_LATE, "udev",
			"udev's coldplug came first: host drivers keep what they hold");
}
