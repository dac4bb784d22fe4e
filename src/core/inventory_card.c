/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/inventory_card.h"
#include "core/sysfs.h"

#include <string.h>

/* Functions are in address order: a slot's functions stand together, from *first to the result. */
static unsigned int slot_end(const struct inventory *inventory, unsigned int first)
{
	unsigned int end = first + 1;

	while (end < inventory->count &&
		pci_addr_same_slot(&inventory->function[end].addr, &inventory->function[first].addr))
		end++;
	return end;
}

/* The slot's lowest function that was there at boot, or end. */
static unsigned int lowest(const struct inventory *inventory, unsigned int first, unsigned int end)
{
	while (first < end && inventory->function[first].is_virtual)
		first++;
	return first;
}

/* Whether it shares its IOMMU group with a function of this vendor in its slot. */
static bool grouped_with(const struct inventory *inventory, unsigned int i, unsigned int first,
	unsigned int end, uint16_t vendor)
{
	const struct function *function = inventory->function;

	for (unsigned int j = first; j < end && function[i].group >= 0; j++) {
		if (!function[j].is_virtual && function[j].ids.vendor == vendor &&
			function[j].group == function[i].group)
			return true;
	}
	return false;
}

static void find_card_of_slot(struct inventory *inventory, unsigned int first, unsigned int end)
{
	struct function *function = inventory->function;
	unsigned int head = lowest(inventory, first, end);

	for (unsigned int i = first; i < end; i++) {
		uint16_t vendor = head < end ? function[head].ids.vendor : 0;
		bool with = i == head || function[i].ids.vendor == vendor ||
			    grouped_with(inventory, i, first, end, vendor);

		/* What cannot be read may be of the card: then it is refused with it. */
		with |= function[i].error || (head < end && function[head].error);
		function[i].card = head < end && !function[i].is_virtual && with ? head : i;
	}
}

static bool is_behind(const struct function *function, const struct function *display)
{
	return function->has_upstream && !function->is_virtual && pci_class_is_of_card(function->class) &&
	       !pci_addr_compare(&function->upstream, &display->upstream);
}

/* Behind a switch of its own vendor: if it is a display, what else is behind it is of the card. */
static bool has_own_switch(const struct function *function)
{
	return !function->is_virtual && function->upstream_vendor &&
	       function->upstream_vendor == function->ids.vendor;
}

static void join_switch(struct inventory *inventory, const struct function *display)
{
	unsigned int card = display->card;

	for (unsigned int i = 0; i < inventory->count; i++) {
		if (is_behind(&inventory->function[i], display) && inventory->function[i].card < card)
			card = inventory->function[i].card;
	}
	for (unsigned int i = 0; i < inventory->count; i++) {
		struct function *function = &inventory->function[i];
		unsigned int old = function->card;

		if (!is_behind(function, display) || old == card)
			continue;
		/* With the whole of its slot's card. */
		for (unsigned int j = 0; j < inventory->count; j++) {
			if (inventory->function[j].card == old)
				inventory->function[j].card = card;
		}
	}
}

void inventory_find_cards(struct inventory *inventory)
{
	for (unsigned int first = 0, end; first < inventory->count; first = end) {
		end = slot_end(inventory, first);
		find_card_of_slot(inventory, first, end);
	}
	for (unsigned int i = 0; i < inventory->count; i++) {
		if (pci_is_display(inventory->function[i].class) && has_own_switch(&inventory->function[i]))
			join_switch(inventory, &inventory->function[i]);
	}
}

/* The functions behind one of the switch's ports. */
static int add_behind(void *context, const char *name)
{
	const struct reading *reading = context;
	struct pci_addr addr;

	if (!pci_addr_parse(name, &addr))
		reading_add(reading, &addr);
	return 0;
}

static int look_at_port(void *context, const char *name)
{
	const struct reading *reading = context;
	struct pci_addr addr;

	if (!pci_addr_parse(name, &addr))
		sysfs_list(reading->devices, name, add_behind, context);
	return 0;
}

void reading_switch(const struct reading *reading, const struct function *function)
{
	struct reading copy = *reading;
	char name[PCI_ADDR_TEXT];

	if (!has_own_switch(function))
		return;
	sysfs_list(reading->devices, pci_addr_format(&function->upstream, name), look_at_port, &copy);
}
