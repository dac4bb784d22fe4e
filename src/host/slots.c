/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/slots.h"
#include "core/inventory_slot.h"
#include "host/nearest.h"
#include "host/text.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Which functions a slot names, a bool for each of all; the caller frees it. *found: how many. */
static bool *find_named(
	const struct inventory *all, const struct pci_slot *slot, unsigned int *found, bool *ambiguous)
{
	bool *named = host_alloc(all->count + 1, sizeof(*named));

	*found = inventory_find_slot(all, slot, named, ambiguous);
	return named;
}

const struct function *slots_find(const struct inventory *all, const struct pci_slot *slot)
{
	unsigned int found;
	bool ambiguous;
	bool *named = find_named(all, slot, &found, &ambiguous);
	const struct function *function = NULL;

	for (unsigned int i = 0; i < all->count && !function; i++) {
		if (named[i])
			function = &all->function[i];
	}
	free(named);
	return function;
}

bool slots_covers(const struct inventory *all, const struct pci_slot *slot, const struct pci_addr *addr)
{
	unsigned int found;
	bool ambiguous;
	bool *named = find_named(all, slot, &found, &ambiguous);
	const struct function *function = inventory_at(all, addr);
	bool covers = function && named[function - all->function];

	free(named);
	return covers;
}

/* An address or a path; its last part as the slot has it: DEV, DEV.* or DEV.FN. */
static char *format_where(const struct pci_addr *addr, const struct pci_path *path,
	const struct pci_slot *slot, char buf[SLOT_TEXT])
{
	if (path)
		pci_path_format(path, buf);
	else
		pci_addr_format(addr, buf);
	if (slot->all_functions)
		strcpy(strrchr(buf, '.'), slot->card ? "" : ".*");
	return buf;
}

/*
 * Storage and network need their IDs to be taken from the host (contract, sections 4 and 5). Who did
 * not give them may have named such a function by mistake: they are not added for him.
 */
static bool needs_ids_of_its_own(const struct inventory *all, const struct pci_slot *slot)
{
	unsigned int found;
	bool ambiguous;
	bool *named = find_named(all, slot, &found, &ambiguous);
	bool needs = false;

	for (unsigned int i = 0; i < all->count; i++)
		needs = needs || (named[i] && pci_class_needs_id(all->function[i].class));
	free(named);
	return needs && !slot->has_ids;
}

/* A path that leads to this slot and to no other: not of a virtual function, nor beside one. */
static bool path_is_sound(
	const struct inventory *all, const struct function *function, const struct pci_slot *slot)
{
	struct pci_slot by_path = *slot;
	unsigned int found;
	bool ambiguous;

	if (!function->has_path || function->is_virtual)
		return false;
	by_path.path = function->path;
	free(find_named(all, &by_path, &found, &ambiguous));
	return found && !ambiguous;
}

static void format_exact(const struct inventory *all, const struct function *function,
	const struct pci_slot *slot, enum slot_form form, char buf[SLOT_TEXT])
{
	bool path = form == SLOT_BY_PATH && path_is_sound(all, function, slot);
	const struct pci_ids *ids = &function->ids;
	size_t used;

	format_where(&function->addr, path ? &function->path : NULL, slot, buf);
	used = strlen(buf);
	if (!(slot->all_functions && function->addr.fn) && !needs_ids_of_its_own(all, slot))
		snprintf(buf + used, SLOT_TEXT - used, "@%04x:%04x:%04x:%04x", ids->vendor, ids->device,
			ids->subvendor, ids->subdevice);
}

/* As it was written, in the form in which the machine's slots are compared with it. */
static unsigned int distance(const char *wanted, const struct pci_slot *slot, const struct function *function)
{
	char have[SLOT_TEXT];

	if (slot->path.hops && !function->has_path)
		return UINT_MAX;
	return nearest_distance(
		wanted, format_where(&function->addr, slot->path.hops ? &function->path : NULL, slot, have));
}

/* How far apart two addresses are as numbers. */
static uint64_t apart(const struct pci_addr *a, const struct pci_addr *b)
{
	uint64_t x = (uint64_t)a->domain << 16 | a->bus << 8 | a->dev << 3 | a->fn;
	uint64_t y = (uint64_t)b->domain << 16 | b->bus << 8 | b->dev << 3 | b->fn;

	return x < y ? y - x : x - y;
}

/* What somebody who asks for a slot can have meant: a GPU, or a function of its card; no bridge. */
static bool is_meant(const struct inventory *all, const struct function *function)
{
	return !function->is_bridge &&
	       (pci_is_gpu(function->class) || pci_is_gpu(all->function[function->card].class));
}

/* Of two that look equally like it the one that is closer. */
static void find_nearest(const struct inventory *all, const struct pci_slot *slot, char buf[SLOT_TEXT])
{
	char wanted[SLOT_TEXT];
	unsigned int best = UINT_MAX;
	uint64_t best_apart = UINT64_MAX;

	buf[0] = '\0';
	format_where(&slot->path.root, slot->path.hops ? &slot->path : NULL, slot, wanted);
	for (unsigned int i = 0; i < all->count; i++) {
		const struct function *function = &all->function[i];
		unsigned int far = distance(wanted, slot, function);
		uint64_t between = apart(&slot->path.root, &function->addr);

		if (far == UINT_MAX || !is_meant(all, function))
			continue;
		if (far > best || (far == best && between >= best_apart))
			continue;
		best = far;
		best_apart = between;
		format_where(&function->addr, slot->path.hops ? &function->path : NULL, slot, buf);
	}
}

enum slot_found slots_name(
	const struct inventory *all, const struct pci_slot *slot, enum slot_form form, char buf[SLOT_TEXT])
{
	const struct function *function = slots_find(all, slot);

	if (!function) {
		find_nearest(all, slot, buf);
		return SLOT_ABSENT;
	}
	format_exact(all, function, slot, form, buf);
	if (function->error)
		return SLOT_UNREADABLE;
	return inventory_identity_holds(all, slot, &function->addr) ? SLOT_HERE : SLOT_DIFFERS;
}
