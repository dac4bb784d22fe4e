/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/inventory_slot.h"
#include "core/inventory_card.h"
#include "core/sysfs.h"

#include <errno.h>
#include <string.h>

/* A bridge's children, looked for in the bridge's directory: device and function under a mask. */
struct children {
	int devfn;
	int mask;
	unsigned int count; /* one a bus, of two buses at most */
	struct pci_addr addr[2];
};

/*
 * Virtual functions can be on a bus of their own behind the same bridge, with the device and function
 * number of the physical one: then the path fits both.
 */
static int look_at_child(void *context, const char *name)
{
	struct children *children = context;
	struct pci_addr addr;

	if (pci_addr_parse(name, &addr) || ((addr.dev << 3 | addr.fn) ^ children->devfn) & children->mask)
		return 0;
	for (unsigned int i = 0; i < children->count; i++) {
		if (pci_addr_same_slot(&children->addr[i], &addr))
			return 0;
	}
	if (children->count < 2)
		children->addr[children->count++] = addr;
	return 0;
}

/* What a slot leads to; of a whole slot the address of its function 0. */
struct place {
	struct pci_addr addr[2];
	unsigned int count; /* 2: the path fits both, so it claims neither */
	bool ambiguous;
};

/* One step down a path: 1, 0 if nothing is there, or -errno. */
static int descend(const struct reading *reading, const struct pci_slot *slot, int hop, struct place *place)
{
	bool whole = slot->all_functions && hop == slot->path.hops - 1;
	struct children children = {slot->path.devfn[hop], whole ? 0xf8 : 0xff, 0, {{0, 0, 0, 0}}};
	char name[PCI_ADDR_TEXT];
	int error = sysfs_list(
		reading->devices, pci_addr_format(&place->addr[0], name), look_at_child, &children);

	if (error)
		return error;
	place->count = children.count;
	place->ambiguous |= children.count > 1;
	memcpy(place->addr, children.addr, sizeof(place->addr));
	if (children.count > 1 && pci_addr_compare(&place->addr[0], &place->addr[1]) > 0) {
		place->addr[0] = children.addr[1];
		place->addr[1] = children.addr[0];
	}
	return children.count > 0;
}

/* The devices at the end of a slot's path. 1 found, 0 not there, or -errno. */
static int resolve(const struct reading *reading, const struct pci_slot *slot, struct place *place)
{
	struct pci_place root;
	char name[PCI_ADDR_TEXT];
	char link[512];
	int result = 1;

	memset(place, 0, sizeof(*place));
	place->addr[0] = slot->path.root;
	place->count = 1;
	/* Bus numbers move, so the way begins at a root bus, whose number the firmware gives. */
	if (slot->path.hops) {
		pci_addr_format(&place->addr[0], name);
		result = sysfs_read_link(reading->devices, name, link, sizeof(link));
		if (!result) {
			pci_place_from_link(link, &root);
			result = root.has_path && !root.path.hops;
		}
	}
	for (int i = 0; result == 1 && i < slot->path.hops; i++)
		result = descend(reading, slot, i, place);
	if (slot->all_functions)
		place->addr[0].fn = place->addr[1].fn = 0;
	return result == -ENOENT ? 0 : result;
}

/* As named by the entry of this bit, or without one as kept. */
static void mark(struct function *function, uint64_t named)
{
	function->named |= named;
	function->subject |= named != 0;
	function->kept |= !named;
}

/* Reads the functions of a slot, or the one; false if there is none. */
static bool add_all(const struct reading *reading, const struct pci_slot *slot, const struct pci_addr *addr)
{
	struct pci_addr each = *addr;
	bool found = false;

	do {
		found |= reading_add(reading, &each) != NULL;
	} while (slot->all_functions && ++each.fn < 8);
	return found;
}

/* What a card has in other slots: behind its own switch. */
static void add_rest_of_card(const struct reading *reading, const struct pci_addr *addr)
{
	struct inventory *inventory = reading->inventory;
	unsigned int count = inventory->count;

	for (unsigned int i = 0; i < count; i++) {
		if (pci_addr_same_slot(&inventory->function[i].addr, addr) &&
			pci_is_display(inventory->function[i].class))
			reading_switch(reading, &inventory->function[i]);
	}
}

/* What a whole slot at an address covers; the inventory has its cards. */
struct cover {
	struct pci_addr addr;
	unsigned int card; /* of the slot's lowest function; inventory->count if there is none */
	bool empty;        /* there is none: the slot has nothing but virtual functions */
	bool display;      /* the slot has a display of that card: it covers what is behind the switch, too */
};

static struct cover cover_of(const struct inventory *inventory, const struct pci_addr *addr)
{
	struct cover cover = {*addr, inventory->count, true, false};

	for (unsigned int i = 0; i < inventory->count; i++) {
		const struct function *function = &inventory->function[i];

		if (function->is_virtual || !pci_addr_same_slot(&function->addr, addr))
			continue;
		if (cover.empty)
			cover.card = function->card;
		cover.empty = false;
		cover.display |= function->card == cover.card && pci_is_display(function->class);
	}
	return cover;
}

static bool covers(const struct cover *cover, const struct pci_slot *slot, const struct function *function)
{
	if (!slot->all_functions)
		return !pci_addr_compare(&function->addr, &cover->addr);
	/* Virtual functions alone are no card: they are named all the same, to be refused as such. */
	if (!slot->card || cover->empty)
		return pci_addr_same_slot(&function->addr, &cover->addr);
	/* What else is beside them in other slots, a network card, has to be named there. */
	return function->card == cover->card &&
	       (pci_addr_same_slot(&function->addr, &cover->addr) ||
		       (cover->display && pci_class_is_of_card(function->class)));
}

/* What is kept is more than what is named: all of the slot, and of its card what is in other slots, too. */
static bool is_kept_with(const struct cover *cover, const struct function *function)
{
	return function->card == cover->card || pci_addr_same_slot(&function->addr, &cover->addr);
}

/* Marks what a slot stands for. 1 if anything was there, 0 if not, or -errno. */
static int mark_slot(
	const struct reading *reading, const struct pci_slot *slot, uint64_t named, struct place *place)
{
	struct inventory *inventory = reading->inventory;
	int result = resolve(reading, slot, place);
	bool found = false;

	if (result <= 0)
		return result;
	for (unsigned int i = 0; i < place->count; i++) {
		found |= add_all(reading, slot, &place->addr[i]);
		if (slot->card)
			add_rest_of_card(reading, &place->addr[i]);
	}
	if (!reading->again)
		inventory_sort(inventory);
	inventory_find_cards(inventory);
	for (unsigned int i = 0; i < place->count; i++) {
		const struct cover cover = cover_of(inventory, &place->addr[i]);

		for (unsigned int j = 0; j < inventory->count; j++) {
			struct function *function = &inventory->function[j];

			if (covers(&cover, slot, function) ||
				(!named && slot->card && is_kept_with(&cover, function)))
				mark(function, named);
		}
	}
	return found;
}

void reading_slots(const struct reading *reading)
{
	const struct request *request = reading->request;
	struct inventory *inventory = reading->inventory;
	struct place place;

	for (unsigned int i = 0; i < request->slots; i++) {
		mark_slot(reading, &request->slot[i].slot, 1ull << i, &place);
		inventory->slot_addr[i] = place.addr[0];
		if (place.ambiguous)
			inventory->slots_ambiguous |= 1ull << i;
		if (inventory->full)
			inventory->slots_overflow |= 1ull << i;
	}
}

void reading_keeps(const struct reading *reading)
{
	const struct request *request = reading->request;
	struct inventory *inventory = reading->inventory;
	struct place place;

	for (unsigned int i = 0; i < request->keeps; i++) {
		const struct pci_slot *slot = &request->keep[i].slot;
		int found = mark_slot(reading, slot, 0, &place);

		if (found < 0)
			inventory->keep_error = found;
		/* Where it is full: what has no record cannot be claimed either. */
		if (found <= 0 && !inventory->full)
			continue;
		inventory->keeps_found |= 1ull << i;
		if (!inventory_identity_holds(inventory, slot, &place.addr[0]))
			inventory->keeps_differ |= 1ull << i;
	}
}

/* Whether a path leads to this function; of a whole slot, to one of its functions. */
static bool leads_to(const struct pci_slot *slot, const struct function *function)
{
	const struct pci_path *path = &slot->path;
	unsigned int last = path->hops - 1u;
	int differs;

	if (!function->has_path || function->path.hops != path->hops ||
		pci_addr_compare(&function->path.root, &path->root) != 0 ||
		memcmp(function->path.devfn, path->devfn, last) != 0)
		return false;
	differs = function->path.devfn[last] ^ path->devfn[last];
	return !(slot->all_functions ? differs & 0xf8 : differs);
}

static void find_places(const struct inventory *all, const struct pci_slot *slot, struct place *place)
{
	memset(place, 0, sizeof(*place));
	if (!slot->path.hops) {
		place->addr[place->count++] = slot->path.root;
		return;
	}
	for (unsigned int i = 0; i < all->count; i++) {
		const struct pci_addr *addr = &all->function[i].addr;

		if (!leads_to(slot, &all->function[i]) ||
			(place->count && pci_addr_same_slot(&place->addr[0], addr)))
			continue;
		if (place->count == 2)
			break;
		place->addr[place->count] = *addr;
		if (slot->all_functions)
			place->addr[place->count].fn = 0;
		place->count++;
	}
}

unsigned int inventory_find_slot(
	const struct inventory *all, const struct pci_slot *slot, bool *named, bool *ambiguous)
{
	struct place place;
	unsigned int found = 0;

	find_places(all, slot, &place);
	*ambiguous = place.count > 1;
	memset(named, 0, all->count * sizeof(*named));
	for (unsigned int i = 0; i < place.count; i++) {
		const struct cover cover = cover_of(all, &place.addr[i]);

		for (unsigned int j = 0; j < all->count; j++) {
			if (!named[j] && covers(&cover, slot, &all->function[j])) {
				named[j] = true;
				found++;
			}
		}
	}
	return found;
}

bool inventory_identity_holds(
	const struct inventory *inventory, const struct pci_slot *slot, const struct pci_addr *addr)
{
	struct pci_addr head = *addr;
	const struct function *function;

	if (!slot->has_ids)
		return true;
	if (slot->all_functions)
		head.fn = 0;
	function = inventory_at(inventory, &head);
	return function && pci_slot_has_ids(slot, &function->ids);
}
