/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the slots that people write stand for on this machine. */
#include "core/reading.h"
#include "core/sysfs.h"

#include <errno.h>

/* A bridge's child, looked for in the bridge's directory: device and function under a mask. */
struct child {
	int devfn;
	int mask;
	struct pci_addr addr;
};

static int look_at_child(void *context, const char *name)
{
	struct child *child = context;
	struct pci_addr addr;

	if (pci_addr_parse(name, &addr) || ((addr.dev << 3 | addr.fn) ^ child->devfn) & child->mask)
		return 0;
	child->addr = addr;
	return 1;
}

/*
 * The device at the end of a slot's path; for a whole slot some function of it, numbered 0.
 * 1 found, 0 not there, or -errno.
 */
static int resolve(const struct reading *reading, const struct pci_slot *slot, struct pci_addr *addr)
{
	struct pci_path root;
	char name[PCI_ADDR_TEXT];
	char link[512];
	int result;

	*addr = slot->path.root;
	if (!slot->path.hops)
		return 1;
	/* Bus numbers move, so the way begins at a root bus, whose number the firmware gives. */
	result = sysfs_read_link(reading->devices, pci_addr_format(addr, name), link, sizeof(link));
	if (!result)
		result = pci_path_from_link(link, &root) && !root.hops;
	for (int i = 0; result == 1 && i < slot->path.hops; i++) {
		bool any = slot->all_functions && i == slot->path.hops - 1;
		struct child child = {slot->path.devfn[i], any ? 0xf8 : 0xff, {0, 0, 0, 0}};

		result = sysfs_list(reading->devices, pci_addr_format(addr, name), look_at_child, &child);
		*addr = child.addr;
	}
	if (slot->all_functions)
		addr->fn = 0;
	return result == -ENOENT ? 0 : result;
}

/* As named by the entry of this bit, or without one as kept. */
static void mark(struct function *function, uint64_t named)
{
	function->named |= named;
	function->subject |= named != 0;
	function->kept |= !named;
}

/*
 * Marks what a slot stands for; *addr: of its function, or function 0. 1 if anything was there,
 * 0 if not, or -errno.
 */
static int mark_slot(
	const struct reading *reading, const struct pci_slot *slot, uint64_t named, struct pci_addr *addr)
{
	int found = resolve(reading, slot, addr);
	struct pci_addr each = *addr;

	if (found <= 0)
		return found;
	found = 0;
	do {
		struct function *function = reading_add(reading, &each);

		if (function) {
			mark(function, named);
			found = 1;
		}
	} while (slot->all_functions && ++each.fn < 8);
	return found;
}

void reading_slots(const struct reading *reading)
{
	const struct request *request = reading->request;
	struct pci_addr addr;

	for (unsigned int i = 0; i < request->slots; i++) {
		mark_slot(reading, &request->slot[i].slot, 1ull << i, &addr);
		if (reading->inventory->full)
			reading->inventory->slots_overflow |= 1ull << i;
	}
}

void reading_keeps(const struct reading *reading)
{
	const struct request *request = reading->request;
	struct inventory *inventory = reading->inventory;
	struct pci_addr addr;

	for (unsigned int i = 0; i < request->keeps; i++) {
		const struct pci_slot *slot = &request->keep[i].slot;
		int found = mark_slot(reading, slot, 0, &addr);
		const struct function *function;

		if (found < 0)
			inventory->keep_error = found;
		/* Where it is full: what has no record cannot be claimed either. */
		if (found <= 0 && !inventory->full)
			continue;
		inventory->keeps_found |= 1ull << i;
		function = inventory_find(inventory, &addr);
		if (slot->has_ids && !(function && pci_slot_has_ids(slot, &function->ids)))
			inventory->keeps_differ |= 1ull << i;
	}
}
