/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What must hold of every plan. */
#include "property.h"

#include "bind/worklist.c"

#include <string.h>

static set where_why(const struct outcome *outcome, enum why why)
{
	set all = 0;

	for (unsigned int i = 0; i < machine.count; i++)
		all |= has(outcome->claimed, i) && outcome->why[i] == why ? only(i) : 0;
	return all;
}

/* Those of which this is true. */
static set all_that(bool (*is)(unsigned int i))
{
	set all = 0;

	for (unsigned int i = 0; i < machine.count; i++)
		all |= is(i) ? only(i) : 0;
	return all;
}

static set named(void)
{
	return oracle_named_by_all(planned.request->slot, planned.request->slots);
}

static bool nothing_forbidden(void)
{
	set kept = oracle_named_by_all(planned.request->keep, planned.request->keeps);

	if (first.claimed)
		it_counts();
	return !(first.claimed & (kept | all_that(oracle_is_bridge) | all_that(oracle_is_virtual))) &&
	       !first.absent;
}

/* A guard that cannot be read, or a name of ours that is not known. */
static bool guards_refuse_all(void)
{
	if (!planned.request->guard_unreadable)
		return true;
	it_counts();
	return !first.claimed;
}

/* Storage and network only by name with @ID or by ID; others never along. */
static bool protected_by_name_only(void)
{
	set along = first.claimed & ~where_why(&first, WHY_NAMED) & ~where_why(&first, WHY_ID);
	set by_id = 0;
	set identified = 0;
	bool ambiguous;

	for (unsigned int i = 0; i < planned.request->slots; i++) {
		const struct pci_slot *slot = &planned.request->slot[i].slot;

		if (slot->has_ids && oracle_identity_holds(slot))
			identified |= oracle_named(slot, &ambiguous);
	}
	for (unsigned int i = 0; i < planned.request->ids; i++)
		by_id |= oracle_matched(&planned.request->id[i]);
	if (first.claimed & all_that(oracle_stays))
		it_counts();
	return !(along & all_that(oracle_stays)) &&
	       !(first.claimed & all_that(oracle_needs_id) & ~identified & ~by_id);
}

static bool exact_means_exact(void)
{
	set asked = named();

	if (planned.request->group != GROUP_EXACT || !first.claimed)
		return true;
	it_counts();
	for (unsigned int i = 0; i < planned.request->ids; i++)
		asked |= oracle_matched(&planned.request->id[i]);
	return !(first.claimed & ~asked);
}

/* What slots and group take along is of the named cards or their groups. */
static bool along_means_along(void)
{
	set names = named();
	set slot = where_why(&first, WHY_SLOT);
	set group = where_why(&first, WHY_GROUP);

	if (slot | group)
		it_counts();
	return !(where_why(&first, WHY_NAMED) & ~names) &&
	       !(slot & ~(oracle_cards(names) & oracle_groups(names))) && !(group & ~oracle_groups(names));
}

/* Where slots are given, an ID claims nothing outside of the cards that they name or take along. */
static bool slots_are_the_whole_list(void)
{
	set along = planned.request->group == GROUP_WHOLE ? oracle_groups(named()) : 0;

	if (!planned.request->slots_given || !planned.request->ids)
		return true;
	it_counts();
	return !(first.claimed & ~oracle_cards(named() | along));
}

/* ... and what vfio-pci took by such an ID elsewhere is given back, with nothing else. */
static bool twins_are_released(void)
{
	set cards = oracle_cards(oracle_groups(named()) | named());
	set taken = 0;

	for (unsigned int i = 0; i < machine.count; i++) {
		const struct machine_function *function = &machine.function[i];

		if (!strcmp(function->driver, "vfio-pci") && !function->override[0] && !oracle_is_virtual(i))
			taken |= only(i);
	}
	if (first.released & ~taken)
		return false;
	if (!planned.request->slots_given)
		return true;
	for (unsigned int i = 0; i < planned.request->ids; i++) {
		set twins = oracle_matched(&planned.request->id[i]) & taken & ~cards;

		if (twins)
			it_counts();
		if (twins & ~first.released)
			return false;
	}
	return true;
}

/* A slot entry that is bad, absent or refused: no function goes by its ID. */
static bool unsound_slots_hold_ids(void)
{
	bool unsound = planned.request->slots_unsound;

	for (unsigned int s = 0; s < planned.request->slots; s++) {
		bool ambiguous;
		set names = oracle_named(&planned.request->slot[s].slot, &ambiguous);

		unsound |= !names || ambiguous || (names & first.refused);
	}
	for (unsigned int s = 0; s < planned.request->keeps; s++)
		unsound |= !oracle_identity_holds(&planned.request->keep[s].slot);
	if (!unsound || !planned.request->ids)
		return true;
	it_counts();
	return !where_why(&first, WHY_ID);
}

static bool slots_whole_or_not(void)
{
	for (unsigned int i = 0; i < planned.inventory->count; i++) {
		for (unsigned int j = 0; j < planned.inventory->count; j++) {
			const struct claim *claim = &planned.plan->claim[j];

			if (!claim_is_good(&planned.plan->claim[i]) ||
				!pci_addr_same_slot(&planned.inventory->function[i].addr,
					&planned.inventory->function[j].addr))
				continue;
			it_counts();
			if (claim->state == STATE_REFUSED && !claim->passed_over)
				return false;
		}
	}
	return true;
}

static bool has_guest_driver(const struct machine_function *function)
{
	return !strcmp(function->driver, "vfio-pci") || !strcmp(function->driver, "pci-stub") ||
	       (machine.module && !strcmp(function->driver, machine.module_driver));
}

static bool desktop_has_display(void)
{
	if (!planned.request->desktop || !first.claimed)
		return true;
	it_counts();
	for (unsigned int i = 0; i < machine.count; i++) {
		const struct machine_function *function = &machine.function[i];
		bool display = function->class >> 8 == 0x0300 || function->class >> 8 == 0x0380;

		if (display && !has(first.claimed, i) &&
			(!has_guest_driver(function) || has(first.released, i)))
			return true;
	}
	return false;
}

static bool worklist_covers_claims(void)
{
	static struct worklist list;
	unsigned int wanted = 0;

	worklist_make((struct inventory *)planned.inventory, (struct plan *)planned.plan, &list);
	for (unsigned int i = 0; i < planned.inventory->count; i++) {
		const struct work *work = &list.work[wanted];
		uint8_t state = planned.plan->claim[i].state;

		if (state != STATE_CLAIM && state != STATE_RELEASE)
			continue;
		it_counts();
		if (wanted++ >= list.count || work->claim != &planned.plan->claim[i] ||
			work->function != &planned.inventory->function[i] ||
			work->release != (state == STATE_RELEASE))
			return false;
	}
	return wanted == list.count;
}

/* After everything was done nothing is left to be done. */
static bool planning_again_leaves_nothing(void)
{
	static struct machine saved;
	struct outcome again;

	saved = machine;
	for (unsigned int i = 0; i < planned.inventory->count; i++) {
		struct machine_function *function = machine_at(&planned.inventory->function[i].addr);
		const struct claim *claim = &planned.plan->claim[i];

		if (claim->state == STATE_CLAIM) {
			strcpy(function->driver, planned.plan->target[claim->target].driver);
			strcpy(function->override, function->driver);
		} else if (claim->state == STATE_RELEASE) {
			function->driver[0] = '\0';
		}
	}
	outcome_of(&words, &again);
	machine = saved;
	if (first.claimed)
		it_counts();
	for (unsigned int i = 0; i < planned.inventory->count; i++) {
		uint8_t state = planned.plan->claim[i].state;

		if (state == STATE_CLAIM || state == STATE_RELEASE)
			return false;
	}
	return again.claimed == first.claimed;
}

struct property promises[] = {
	{"nothing kept, no bridge, nothing virtual or absent is claimed", nothing_forbidden, 0, 0},
	{"a guard that cannot be read refuses every claim", guards_refuse_all, 0, 0},
	{"protected classes only as asked, and never along", protected_by_name_only, 0, 0},
	{"exact claims only what was named or matched", exact_means_exact, 0, 0},
	{"what is taken along is of the named card or group", along_means_along, 0, 0},
	{"with slots no ID claims outside of their cards", slots_are_the_whole_list, 0, 0},
	{"what vfio-pci took by ID elsewhere is released", twins_are_released, 0, 0},
	{"an unsound list claims nothing by ID", unsound_slots_hold_ids, 0, 0},
	{"a slot is claimed whole or not at all", slots_whole_or_not, 0, 0},
	{"desktop never leaves no display", desktop_has_display, 0, 0},
	{"the work list covers every write", worklist_covers_claims, 0, 0},
	{"planning after a full claim leaves nothing to do", planning_again_leaves_nothing, 0, 0},
	{NULL, NULL, 0, 0},
};
