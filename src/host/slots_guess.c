/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What somebody meant who gave a text that is no slot. */
#include "core/text.h"
#include "host/nearest.h"
#include "host/slots.h"
#include "host/text.h"

#include <stdio.h>
#include <string.h>

/* Its numbers with the separators of an address: 02.00, 02-00-1, 0000.02.00.0. */
static bool respell(const char *given, char buf[SLOT_TEXT])
{
	static const char hex[] = "0123456789abcdefABCDEF";
	size_t begin[4];
	size_t length = strlen(given);
	unsigned int parts = 0;
	struct pci_slot slot;

	if (length >= SLOT_TEXT)
		return false;
	strcpy(buf, given);
	for (size_t at = 0; at < length; at++) {
		begin[parts++] = at;
		at += strspn(given + at, hex);
		if (at == begin[parts - 1] || (given[at] && parts == 4) || (given[at] && !given[at + 1]))
			return false;
	}
	for (unsigned int i = 1; i < parts; i++) {
		bool function = i == parts - 1 && i > 1 && length - begin[i] == 1;

		buf[begin[i] - 1] = function ? '.' : ':';
	}
	return parts > 1 && !pci_slot_parse(buf, length, &slot);
}

/* "02" or "2": its bus and nothing else. */
static bool is_bus(const char *given, const struct pci_addr *addr)
{
	unsigned int bus;

	return !addr->domain && strlen(given) <= 2 && text_number(given, 16, &bus) && bus == addr->bus;
}

const char *slots_guess(const struct inventory *all, const char *given, char buf[SLOT_TEXT])
{
	char slot[PCI_ADDR_TEXT];

	const char *value = strchr(given, '=');
	struct pci_slot parsed;

	if (value && strlen(value) < SLOT_TEXT && !pci_slot_parse(value + 1, strlen(value + 1), &parsed))
		return strcpy(buf, value + 1); /* gpupt.slots=02:00 */
	if (respell(given, buf))
		return buf;
	for (unsigned int i = 0; i < all->count; i++) {
		if (!pci_is_gpu(all->function[i].class))
			continue;
		pci_addr_format(&all->function[i].addr, slot);
		*strrchr(slot, '.') = '\0';
		snprintf(buf, SLOT_TEXT, "%s", strncmp(slot, "0000:", 5) != 0 ? slot : slot + 5);
		if (is_bus(given, &all->function[i].addr) || nearest_distance(given, buf) <= 2 ||
			nearest_distance(given, slot) <= 2)
			return buf;
	}
	return NULL;
}

/* "10de:2204": the slots that have it. */
static bool tell_id(const struct inventory *all, const char *given, struct text *text)
{
	unsigned int cards = 0;

	for (unsigned int i = 0; i < all->count; i++) {
		const struct function *function = &all->function[i];
		char address[PCI_ADDR_TEXT];
		char id[16];

		snprintf(id, sizeof(id), "%04x:%04x", function->ids.vendor, function->ids.device);
		if (strcasecmp(given, id) != 0)
			continue;
		pci_addr_format(&function->addr, address);
		if (cards++ < 8)
			text_addf(text, "%s%s", cards == 1 ? "this is an ID, and no slot: it is at " : ", ",
				address);
	}
	if (cards > 8)
		text_addf(text, " and %u more", cards - 8);
	return cards;
}

void slots_tell_wrong(const struct inventory *all, const char *given, const char *wrong, struct text *text)
{
	char buf[SLOT_TEXT];
	const char *meant = slots_guess(all, given, buf);

	if (meant)
		text_addf(text, "this is not a slot: did you mean %s?", meant);
	else if (!tell_id(all, given, text))
		text_addf(text, "this is not a slot: %s; gpupt list shows the slots", wrong);
}
