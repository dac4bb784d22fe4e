/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "oracle.h"

static const struct machine_function *at(unsigned int i)
{
	return &machine.function[i];
}

bool oracle_is_virtual(unsigned int i)
{
	return at(i)->physfn >= 0;
}

/* Whether its class is one of these, which stand as 0000 does between commas: class and subclass. */
static bool class_is(unsigned int i, const uint16_t *classes)
{
	for (; *classes; classes++) {
		bool base_only = !(*classes & 0xff) && *classes != 0x0600;

		if (at(i)->class >> 8 == *classes || (base_only && at(i)->class >> 16 == *classes >> 8))
			return true;
	}
	return false;
}

bool oracle_is_bridge(unsigned int i)
{
	static const uint16_t classes[] = {0x0600, 0x0601, 0x0604, 0x0605, 0x0607, 0x0609, 0};

	return at(i)->header || class_is(i, classes);
}

bool oracle_needs_id(unsigned int i)
{
	static const uint16_t classes[] = {0x0100, 0x0200, 0x0c04, 0x0c06, 0};

	return class_is(i, classes);
}

bool oracle_stays(unsigned int i)
{
	static const uint16_t classes[] = {
		0x0100, 0x0200, 0x0500, 0x0700, 0x0800, 0x0680, 0x0c04, 0x0c06, 0x0c07, 0};

	return class_is(i, classes);
}

set oracle_slot_of(unsigned int i)
{
	set all = 0;

	for (unsigned int j = 0; j < machine.count; j++) {
		if (machine_has(at(j)) && pci_addr_same_slot(&at(i)->addr, &at(j)->addr))
			all |= only(j);
	}
	return all;
}

/* The lowest function of a slot that is no virtual one; -1 if there is none. */
static int lowest(set slot)
{
	int found = -1;

	for (unsigned int i = 0; i < machine.count; i++) {
		if (has(slot, i) && !oracle_is_virtual(i) &&
			(found < 0 || at(i)->addr.fn < at((unsigned int)found)->addr.fn))
			found = (int)i;
	}
	return found;
}

/* The card's part in a slot: those of the lowest function's vendor, and what shares a group with them. */
static set card_in_slot(set slot)
{
	int head = lowest(slot);
	set of_vendor = 0;
	set virtual = 0;

	for (unsigned int i = 0; i < machine.count && head >= 0; i++) {
		virtual |= oracle_is_virtual(i) ? only(i) : 0;
		if (has(slot, i) && at(i)->ids.vendor == at((unsigned int)head)->ids.vendor)
			of_vendor |= only(i);
	}
	of_vendor &= ~virtual;
	return (of_vendor | oracle_groups(of_vendor)) & slot & ~virtual;
}

static bool is_behind(unsigned int i, int bridge)
{
	int parent = at(i)->parent;

	while (parent >= 0 && parent != bridge)
		parent = at((unsigned int)parent)->parent;
	return parent == bridge;
}

static const uint16_t of_card[] = {0x0300, 0x0400, 0x0c03, 0x0c80, 0};

/* What a display has behind the switch that it brings along: its port is two levels up, not a root port. */
static set own_switch(unsigned int display)
{
	int port = at(display)->parent;
	set all = 0;

	if (at(display)->class >> 16 != 0x03 || oracle_is_virtual(display) || port < 0)
		return 0;
	port = at((unsigned int)port)->parent;
	if (port < 0 || at((unsigned int)port)->parent < 0 ||
		at((unsigned int)port)->ids.vendor != at(display)->ids.vendor)
		return 0;
	for (unsigned int i = 0; i < machine.count; i++) {
		if (machine_has(at(i)) && is_behind(i, port) && class_is(i, of_card) && !oracle_is_virtual(i))
			all |= only(i);
	}
	return all;
}

static set cards[MACHINE_FUNCTIONS];

/* All of these are of one card. */
static void join(set card)
{
	for (unsigned int i = 0; i < machine.count; i++)
		card |= has(card, i) ? cards[i] : 0;
	for (unsigned int i = 0; i < machine.count; i++)
		cards[i] = has(card, i) ? card : cards[i];
}

void oracle_look(void)
{
	for (unsigned int i = 0; i < machine.count; i++)
		cards[i] = only(i);
	for (unsigned int i = 0; i < machine.count; i++) {
		if (!machine_has(at(i)))
			continue;
		if ((int)i == lowest(oracle_slot_of(i)))
			join(card_in_slot(oracle_slot_of(i)));
		join(own_switch(i));
	}
}

set oracle_card(unsigned int i)
{
	return cards[i];
}

set oracle_cards(set of)
{
	set all = of;

	for (unsigned int i = 0; i < machine.count; i++)
		all |= has(of, i) ? oracle_card(i) : 0;
	return all;
}

set oracle_groups(set of)
{
	set all = 0;

	for (unsigned int i = 0; i < machine.count; i++) {
		for (unsigned int j = 0; j < machine.count && has(of, i); j++) {
			if (at(i)->group >= 0 && at(i)->group == at(j)->group && machine_has(at(j)))
				all |= only(j);
		}
	}
	return all;
}

/* The functions at the end of a path, of all ways that fit; of a whole slot all of it. */
static set end_of_path(const struct pci_slot *slot)
{
	set here = 0;

	for (unsigned int i = 0; i < machine.count; i++) {
		bool whole = slot->all_functions && !slot->path.hops;
		struct pci_addr addr = at(i)->addr;

		if (slot->path.hops && at(i)->parent >= 0)
			continue;
		addr.fn = whole ? slot->path.root.fn : addr.fn;
		if (machine_has(at(i)) && !pci_addr_compare(&addr, &slot->path.root))
			here |= only(i);
	}
	for (unsigned int hop = 0; hop < slot->path.hops; hop++) {
		bool whole = slot->all_functions && hop + 1 == slot->path.hops;
		set next = 0;

		for (unsigned int i = 0; i < machine.count; i++) {
			int devfn = at(i)->addr.dev << 3 | at(i)->addr.fn;

			if (machine_has(at(i)) && at(i)->parent >= 0 &&
				has(here, (unsigned int)at(i)->parent) &&
				!((devfn ^ slot->path.devfn[hop]) & (whole ? 0xf8 : 0xff)))
				next |= only(i);
		}
		here = next;
	}
	return here;
}

static int first_of(set of)
{
	for (unsigned int i = 0; i < machine.count; i++) {
		if (has(of, i))
			return (int)i;
	}
	return -1;
}

bool oracle_identity_holds(const struct pci_slot *slot)
{
	set there = end_of_path(slot);

	for (unsigned int i = 0; i < machine.count && slot->has_ids; i++) {
		if (has(there, i) && (!slot->all_functions || !at(i)->addr.fn) && !at(i)->broken &&
			pci_slot_has_ids(slot, &at(i)->ids))
			return true;
	}
	return !slot->has_ids && there;
}

/* The card in a slot: where the slot has its display, with what of a card's classes is behind its switch. */
static set card_named(set slot)
{
	int head = lowest(slot);
	set card = head < 0 ? 0 : oracle_card((unsigned int)head);
	set behind = 0;
	bool display = false;

	for (unsigned int i = 0; i < machine.count; i++) {
		display |= has(card & slot, i) && at(i)->class >> 16 == 0x03;
		behind |= has(card, i) && class_is(i, of_card) ? only(i) : 0;
	}
	return display ? (card & slot) | behind : card & slot;
}

set oracle_named(const struct pci_slot *slot, bool *ambiguous)
{
	set there = end_of_path(slot);
	int first = first_of(there);

	*ambiguous = first >= 0 && (there & ~oracle_slot_of((unsigned int)first));
	if (slot->card && first >= 0)
		return card_named(oracle_slot_of((unsigned int)first));
	return there;
}

set oracle_named_by_all(const struct slot_entry *entry, unsigned int count)
{
	set all = 0;
	bool ambiguous;

	for (unsigned int i = 0; i < count; i++)
		all |= oracle_named(&entry[i].slot, &ambiguous);
	return all;
}

/* As a keep, a whole slot stands for all of it, and what else is of the card of its lowest function. */
static set kept_by(const struct pci_slot *slot)
{
	set there = end_of_path(slot);
	set all = there;

	for (unsigned int i = 0; slot->card && i < machine.count; i++) {
		set of_slot = there & only(i) ? oracle_slot_of(i) : 0;

		all |= of_slot;
		for (unsigned int j = 0; j < machine.count; j++) {
			if (!(of_slot & only(j)) || oracle_is_virtual(j))
				continue;
			all |= oracle_card(j);
			break;
		}
	}
	return all;
}

set oracle_kept_by_all(const struct slot_entry *entry, unsigned int count)
{
	set all = 0;

	for (unsigned int i = 0; i < count; i++)
		all |= kept_by(&entry[i].slot);
	return all;
}

static bool oracle_id_is(uint32_t wanted, uint32_t value)
{
	return wanted == 0xffffffff || wanted == value;
}

set oracle_matched(const struct id_entry *id)
{
	set all = 0;

	for (unsigned int i = 0; i < machine.count; i++) {
		const struct pci_ids *ids = &at(i)->ids;

		if (machine_has(at(i)) && oracle_id_is(id->vendor, ids->vendor) &&
			oracle_id_is(id->device, ids->device) &&
			oracle_id_is(id->subvendor, ids->subvendor) &&
			oracle_id_is(id->subdevice, ids->subdevice) &&
			!((id->class ^ at(i)->class) & id->class_mask))
			all |= only(i);
	}
	return all;
}
