/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is promised of mistakes (contract, section 4): the line or the machine with the mistake is
 * compared with the one without. Nothing more is claimed than there, but for what a bound below
 * allows, which is what the contract says that it cannot promise.
 */
#include "property.h"

#include <string.h>

static struct request sound; /* of the line without the mistake */

/* What an entry that names these can bring with it, at most: their cards, and with whole the groups. */
static set spread(set names, const struct request *request)
{
	return oracle_cards(request->group == GROUP_WHOLE ? names | oracle_groups(names) : names);
}

static bool same_slot_entry(const struct slot_entry *a, const struct slot_entry *b)
{
	const struct pci_slot *x = &a->slot;
	const struct pci_slot *y = &b->slot;

	return !pci_addr_compare(&x->path.root, &y->path.root) && x->path.hops == y->path.hops &&
	       !memcmp(x->path.devfn, y->path.devfn, x->path.hops) && x->all_functions == y->all_functions &&
	       x->card == y->card && x->has_ids == y->has_ids && x->has_subsystem == y->has_subsystem &&
	       (!x->has_ids || !memcmp(&x->ids, &y->ids, x->has_subsystem ? sizeof(x->ids) : 4));
}

static bool in_list(const struct slot_entry *entry, const struct slot_entry *list, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		if (same_slot_entry(entry, &list[i]))
			return true;
	}
	return false;
}

static bool same_id(const struct id_entry *a, const struct id_entry *b)
{
	return a->vendor == b->vendor && a->device == b->device && a->subvendor == b->subvendor &&
	       a->subdevice == b->subdevice && a->class == b->class && a->class_mask == b->class_mask;
}

/* What the slot entries name that were not there before: an entry whose @ID does not hold nothing. */
static set new_names(const struct request *before, const struct request *after)
{
	set all = 0;

	for (unsigned int i = 0; i < after->slots; i++) {
		bool ambiguous;
		set names = oracle_named(&after->slot[i].slot, &ambiguous);

		if (!in_list(&after->slot[i], before->slot, before->slots) && !ambiguous &&
			oracle_identity_holds(&after->slot[i].slot))
			all |= names;
	}
	return all;
}

/* What the new ID entries match, where slots are given within their cards. */
static set new_matches(const struct request *before, const struct request *after)
{
	set names = oracle_named_by_all(after->slot, after->slots);
	set all = 0;

	for (unsigned int i = 0; i < after->ids; i++) {
		bool old = false;

		for (unsigned int j = 0; j < before->ids; j++)
			old |= same_id(&after->id[i], &before->id[j]);
		all |= old ? 0 : oracle_matched(&after->id[i]);
	}
	return after->slots_given ? all & spread(names, after) : all;
}

/* A keep that keeps nothing, or another device: then no ID claims, and whole is no more than slot. */
static bool keeps_are_off(const struct request *request)
{
	for (unsigned int i = 0; i < request->keeps; i++) {
		if (!oracle_identity_holds(&request->keep[i].slot))
			return true;
	}
	return false;
}

/* What was kept and is no more can be claimed by what names it or takes it along. */
static set exposed(set kept, const struct request *after)
{
	set names = oracle_named_by_all(after->slot, after->slots);

	if (keeps_are_off(after))
		return (kept & oracle_cards(names)) | oracle_cards(kept & names);
	return kept | spread(kept & names, after);
}

/* Of keeps that became others. One that is gone without another in its place is not excused. */
static set lost_keeps(const struct request *before, const struct request *after)
{
	unsigned int added = 0;
	set lost = 0;

	for (unsigned int i = 0; i < after->keeps; i++)
		added += !in_list(&after->keep[i], before->keep, before->keeps);
	for (unsigned int i = 0; i < before->keeps && added; i++) {
		if (!in_list(&before->keep[i], after->keep, after->keeps))
			lost |= oracle_kept_by_all(&before->keep[i], 1);
	}
	return lost;
}

/* Names are matched whole: behind a word without "=" and no blank a name is none of ours. */
static bool word_is_joined(const char *text)
{
	const char *word = strstr(text, "quiet");

	return word && word[5] && word[5] != ' ';
}

/* What one slip excuses; the machine is the same. */
static set excused(const struct request *before, const struct request *after)
{
	set names = oracle_named_by_all(after->slot, after->slots);
	set all = spread(new_names(before, after), after) | new_matches(before, after) |
		  exposed(lost_keeps(before, after), after);

	/* A bad gpupt.group counts as not given. */
	return before->group == after->group ? all : all | spread(names, after);
}

static bool compare(const struct outcome *with, set excuse, const char *mistake)
{
	set more = with->claimed & ~first.claimed & ~excuse;

	if (more)
		complain("%s: also claims %llx", mistake, (unsigned long long)more);
	return !more;
}

enum { SLIPS = 8 };

static bool one_slip(void)
{
	char text[CMDLINE];
	struct outcome with;
	bool holds = true;

	sound = *planned.request;
	for (unsigned int i = 0; i < SLIPS && first.sound && holds; i++) {
		size_t length = random_slip(memcpy(text, cmdline, cmdline_length), cmdline_length);

		it_counts();
		text[length] = '\0';
		outcome_of_text(text, length, &with);
		holds = word_is_joined(text) || compare(&with, excused(&sound, planned.request), text);
	}
	return holds;
}

static bool order_does_not_matter(void)
{
	struct words other = words;
	struct outcome with;

	it_counts();
	random_shuffle(other.slot, other.slots);
	random_shuffle(other.id, other.ids);
	random_shuffle(other.keep, other.keeps);
	other.style = random_below(256);
	outcome_of(&other, &with);
	return with.claimed == first.claimed && with.released == first.released &&
	       !memcmp(with.reason, first.reason, machine.count);
}

static bool a_keep_added(void)
{
	struct words other = words;
	struct outcome with;

	/* Where gpupt.host=desktop refused all, to keep a display is what it asks for. */
	if (memchr(first.reason, REASON_LAST_DISPLAY, machine.count))
		return true;
	random_slot(other.keep[other.keeps++]);
	outcome_of(&other, &with);
	/*
	 * One that keeps nothing holds the IDs back, and one that keeps what takes along with whole that:
	 * and so what these would have been refused for.
	 */
	if (!first.sound && (keeps_are_off(planned.request) || planned.request->group == GROUP_WHOLE))
		return true;
	it_counts();
	return compare(&with, 0, "a keep added");
}

static bool an_id_added(void)
{
	struct words other = words;
	struct outcome with;

	if (!first.sound)
		return true;
	it_counts();
	sound = *planned.request;
	random_id(other.id[other.ids++]);
	outcome_of(&other, &with);
	return compare(&with, new_matches(&sound, planned.request), cmdline);
}

static bool a_slot_added(void)
{
	struct words other = words;
	struct outcome with;

	if (!first.sound)
		return true;
	it_counts();
	sound = *planned.request;
	random_slot(other.slot[other.slots++]);
	outcome_of(&other, &with);
	return compare(&with, spread(new_names(&sound, planned.request), planned.request), cmdline);
}

static bool an_entry_broken(void)
{
	struct words other = words;
	struct outcome with;
	unsigned int at = random_below(words.slots + words.ids + words.keeps + 1);

	if (!first.sound)
		return true;
	it_counts();
	if (at < words.slots)
		strcpy(other.slot[at], "02;00");
	else if (at < words.slots + words.ids)
		strcpy(other.id[at - words.slots], "10dg:2204");
	else if (at < words.slots + words.ids + words.keeps)
		strcpy(other.keep[at - words.slots - words.ids], "02;00");
	else
		strcat(other.rest, " gpupt.kepp=02:00");
	outcome_of(&other, &with);
	return compare(&with, 0, cmdline);
}

/* The machine changes: what is claimed is compared by where it is. */

static bool an_attribute_unreadable(void)
{
	static const char *const attribute[] = {"", "uevent vendor", "uevent device", "uevent class",
		"driver", "driver_override", "iommu_group", "config", "uevent"};
	unsigned int i = random_below(machine.count);
	unsigned int which = random_below(9);
	set kept = oracle_kept_by_all(planned.request->keep, planned.request->keeps);
	struct outcome with;
	bool holds;

	if (!first.sound)
		return true;
	it_counts();
	machine.function[i].broken = attribute[which];
	outcome_of(&words, &with);
	machine.function[i].broken = NULL;
	/* Of which card it is cannot be known then: a keep of a whole slot can keep less. */
	holds = compare(
		&with, which < 2 || which == 6 ? kept & exposed(kept, planned.request) : 0, attribute[which]);
	return holds && !(which < 7 && has(with.claimed, i));
}

/*
 * A slot is what is in it now: where it is named, another device there, or another lowest function, can
 * make another card of it. Without slots an ID takes what it matches.
 */
static set of_changed_slot(unsigned int i)
{
	set names = oracle_named_by_all(planned.request->slot, planned.request->slots);

	return planned.request->slots_given ? spread(names, planned.request) & oracle_slot_of(i) : only(i);
}

/* What the keeps no longer keep on the machine as it is now; before: of the machine as it was. */
static set no_longer_kept(set before)
{
	return exposed(
		before & ~oracle_kept_by_all(planned.request->keep, planned.request->keeps), planned.request);
}

static bool a_function_missing(void)
{
	unsigned int i = random_below(machine.count);
	set kept = oracle_kept_by_all(planned.request->keep, planned.request->keeps);
	struct outcome with;
	bool holds;

	if (!first.sound)
		return true;
	it_counts();
	machine.function[i].missing = true;
	oracle_look();
	outcome_of(&words, &with);
	holds = compare(&with, of_changed_slot(i) | no_longer_kept(kept), "missing");
	machine.function[i].missing = false;
	oracle_look();
	return holds;
}

static bool another_device(void)
{
	unsigned int i = random_below(machine.count);
	struct machine_function saved = machine.function[i];
	set kept = oracle_kept_by_all(planned.request->keep, planned.request->keeps);
	struct outcome with;
	bool holds;

	if (!first.sound || saved.header)
		return true;
	it_counts();
	random_other_device(&machine.function[i]);
	oracle_look();
	outcome_of(&words, &with);
	holds = compare(&with, of_changed_slot(i) | no_longer_kept(kept), "another device");
	machine.function[i] = saved;
	oracle_look();
	return holds;
}

/* By address: another card may be there, and what was kept may have gone. */
static set by_address(const struct slot_entry *entry, unsigned int count,
	set (*by)(const struct slot_entry *entry, unsigned int count))
{
	set all = 0;

	for (unsigned int i = 0; i < count; i++) {
		if (!entry[i].slot.path.hops && oracle_identity_holds(&entry[i].slot))
			all |= by(&entry[i], 1);
	}
	return all;
}

static bool renumbered(void)
{
	static struct machine saved;
	set kept = by_address(planned.request->keep, planned.request->keeps, oracle_kept_by_all);
	struct outcome with;
	bool holds;

	if (!first.sound)
		return true;
	it_counts();
	saved = machine;
	random_renumber();
	oracle_look();
	outcome_of(&words, &with);
	holds = compare(&with,
		spread(by_address(planned.request->slot, planned.request->slots, oracle_named_by_all),
			planned.request) |
			exposed(kept, planned.request),
		"renumbered");
	machine = saved;
	oracle_look();
	return holds;
}

struct property mistakes[] = {
	{"one slip claims nothing more", one_slip, 0, 0},
	{"the order and spelling of entries change no verdict", order_does_not_matter, 0, 0},
	{"one keep more claims nothing more", a_keep_added, 0, 0},
	{"one ID more claims what it matches", an_id_added, 0, 0},
	{"one slot more claims what it names", a_slot_added, 0, 0},
	{"one entry broken claims nothing more", an_entry_broken, 0, 0},
	{"an attribute that cannot be read claims nothing more", an_attribute_unreadable, 0, 0},
	{"one function missing claims nothing more", a_function_missing, 0, 0},
	{"another device in a slot claims nothing more", another_device, 0, 0},
	{"other bus numbers claim nothing more of paths", renumbered, 0, 0},
	{NULL, NULL, 0, 0},
};
