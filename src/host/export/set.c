/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The set of devices: cards, names, and how they are written in comments. */
#include "host/export/export.h"

#include <stdio.h>
#include <string.h>

/* Virtual functions share a slot with others by chance: each is a card. */
static bool same_card(const struct device *a, const struct device *b)
{
	return !a->is_vf && !b->is_vf && pci_addr_same_slot(&a->addr, &b->addr);
}

/* A guest finds a slot's functions only if there is a function 0. */
static void number(struct device_set *set, const struct card *card)
{
	bool has_zero = !set->device[card->first].addr.fn;

	for (unsigned int i = 0; i < card->count; i++) {
		struct device *device = &set->device[card->first + i];

		device->guest_fn = has_zero ? device->addr.fn : (uint8_t)i;
	}
}

void export_group(struct device_set *set)
{
	set->cards = 0;
	for (unsigned int i = 0; i < set->count; i++) {
		if (!i || !same_card(&set->device[i - 1], &set->device[i]))
			set->card[set->cards++] = (struct card){i, 0};
		set->card[set->cards - 1].count++;
	}
	for (unsigned int i = 0; i < set->cards; i++)
		number(set, &set->card[i]);
}

bool device_is_display(const struct device *device)
{
	return device->class >> 16 == 0x03;
}

void export_plain(struct out *out, const char *text)
{
	char last = '\0';

	for (; *text; text++) {
		if (*text == '-' && last == '-')
			out_text(out, " ");
		last = *text;
		if (last < 0x20 || last > 0x7e)
			last = '?';
		out_format(out, "%c", last);
	}
}

void export_title(struct out *out, const char *prefix, const struct device *device, const char *suffix)
{
	char address[PCI_ADDR_TEXT];

	out_format(out, "%s%s ", prefix, pci_addr_format(&device->addr, address));
	export_plain(out, device->name);
	out_format(out, " [%04x:%04x]%s\n", device->ids.vendor, device->ids.device, suffix);
}

char *export_model(const struct device *device, char buf[EXPORT_NAME])
{
	const char *open = strrchr(device->name, '[');
	size_t length = open ? strcspn(open + 1, "]") : 0;

	if (length)
		snprintf(buf, EXPORT_NAME, "%.*s", (int)length, open + 1);
	else
		snprintf(buf, EXPORT_NAME, "%s", device->name);
	return buf;
}

char *export_ids_name(const struct device *device, char buf[16])
{
	snprintf(buf, 16, "%04x-%04x", device->ids.vendor, device->ids.device);
	return buf;
}

bool export_seen(const struct device_set *set, const struct device *device)
{
	for (const struct device *other = set->device; other < device; other++) {
		if (other->ids.vendor == device->ids.vendor && other->ids.device == device->ids.device &&
			other->is_vf == device->is_vf && other->has_vfs == device->has_vfs)
			return true;
	}
	return false;
}
