/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/slots.h"
#include "host/nearest.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

bool slots_is_gpu(const struct function *function)
{
	unsigned int base = function->class >> 16;

	return base == 0x03 || base == 0x12;
}

/* Whether a slot's path, up to its last part, is this function's. */
static bool on_path(const struct pci_slot *slot, const struct function *function)
{
	const struct pci_path *path = &slot->path;
	unsigned int last = path->hops - 1u;

	if (!function->has_path || function->path.hops != path->hops ||
		pci_addr_compare(&function->path.root, &path->root) != 0 ||
		memcmp(function->path.devfn, path->devfn, last) != 0)
		return false;
	return slot->all_functions ? function->path.devfn[last] >> 3 == path->devfn[last] >> 3
				   : function->path.devfn[last] == path->devfn[last];
}

static bool names(const struct pci_slot *slot, const struct function *function)
{
	if (slot->path.hops)
		return on_path(slot, function);
	return slot->all_functions ? pci_addr_same_slot(&slot->path.root, &function->addr)
				   : !pci_addr_compare(&slot->path.root, &function->addr);
}

const struct function *slots_find(const struct inventory *all, const struct pci_slot *slot)
{
	for (unsigned int i = 0; i < all->count; i++) {
		if (names(slot, &all->function[i]))
			return &all->function[i];
	}
	return NULL;
}

/* An address or a path without its function number, if all are meant. */
static char *format_where(
	const struct pci_addr *addr, const struct pci_path *path, bool all_functions, char buf[SLOT_TEXT])
{
	if (path)
		pci_path_format(path, buf);
	else
		pci_addr_format(addr, buf);
	if (all_functions)
		*strrchr(buf, '.') = '\0';
	return buf;
}

/*
 * Storage and network need their IDs to be taken from the host (contract, sections 4 and 5). Who did
 * not give them may have named such a function by mistake: they are not added for him.
 */
static bool needs_ids_of_its_own(const struct inventory *all, const struct pci_slot *slot)
{
	for (unsigned int i = 0; i < all->count && !slot->has_ids; i++) {
		unsigned int base = all->function[i].class >> 16;

		if ((base == 0x01 || base == 0x02) && names(slot, &all->function[i]))
			return true;
	}
	return false;
}

static void format_exact(const struct inventory *all, const struct function *function,
	const struct pci_slot *slot, enum slot_form form, char buf[SLOT_TEXT])
{
	const struct pci_ids *ids = &function->ids;
	size_t used;

	format_where(&function->addr, form == SLOT_BY_PATH && function->has_path ? &function->path : NULL,
		slot->all_functions, buf);
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
		wanted, format_where(&function->addr, slot->path.hops ? &function->path : NULL,
				slot->all_functions, have));
}

/* How far apart two addresses are as numbers. */
static uint64_t apart(const struct pci_addr *a, const struct pci_addr *b)
{
	uint64_t x = (uint64_t)a->domain << 16 | a->bus << 8 | a->dev << 3 | a->fn;
	uint64_t y = (uint64_t)b->domain << 16 | b->bus << 8 | b->dev << 3 | b->fn;

	return x < y ? y - x : x - y;
}

/*
 * The slot of a GPU rather than another one that is as near, or a little nearer; of two that look
 * equally like it the one that is closer.
 */
static void find_nearest(const struct inventory *all, const struct pci_slot *slot, char buf[SLOT_TEXT])
{
	char wanted[SLOT_TEXT];
	unsigned int best = UINT_MAX;
	uint64_t best_apart = UINT64_MAX;

	buf[0] = '\0';
	format_where(&slot->path.root, slot->path.hops ? &slot->path : NULL, slot->all_functions, wanted);
	for (unsigned int i = 0; i < all->count; i++) {
		const struct function *function = &all->function[i];
		unsigned int far = distance(wanted, slot, function);
		uint64_t between = apart(&slot->path.root, &function->addr);

		if (far == UINT_MAX)
			continue;
		far += slots_is_gpu(function) ? 0 : 3;
		if (far > best || (far == best && between >= best_apart))
			continue;
		best = far;
		best_apart = between;
		format_where(
			&function->addr, slot->path.hops ? &function->path : NULL, slot->all_functions, buf);
	}
}

/* As the plan judges it: a whole slot has the identity of its function 0. */
static bool differs(const struct pci_slot *slot, const struct function *function)
{
	const struct pci_ids *ids = &function->ids;

	if (!slot->has_ids)
		return false;
	return (slot->all_functions && function->addr.fn) || ids->vendor != slot->ids.vendor ||
	       ids->device != slot->ids.device ||
	       (slot->has_subsystem &&
		       (ids->subvendor != slot->ids.subvendor || ids->subdevice != slot->ids.subdevice));
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
	return differs(slot, function) ? SLOT_DIFFERS : SLOT_HERE;
}
