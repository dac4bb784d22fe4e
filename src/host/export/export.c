/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The set of devices: cards, names, and how they are written in comments. */
#include "host/export/export.h"
#include "host/keys.h"
#include "host/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * A guest finds a slot's functions only if there is a function 0. Those of several buses, or without
 * a function 0, get numbers of their own.
 */
static void number(struct device_set *set, const struct card *card)
{
	struct device *device = &set->device[card->first];
	const struct device *last = &device[card->count - 1];
	bool keep = !device->addr.fn && pci_addr_same_slot(&device->addr, &last->addr);

	for (unsigned int i = 0; i < card->count; i++)
		device[i].guest_fn = keep ? device[i].addr.fn : (uint8_t)(i & 7);
}

static uint64_t ids_of(const struct device *device)
{
	return (uint64_t)device->ids.vendor << 16 | device->ids.device;
}

static uint64_t kind_of(const struct device *device)
{
	return ids_of(device) << 2 | device->is_vf << 1 | device->has_vfs;
}

static uint64_t group_of(const struct device *device)
{
	return (uint64_t)device->group;
}

/* Marks all but the first of those that are equal. */
static void mark_seen(struct device_set *set, uint64_t (*key)(const struct device *device), enum seen seen)
{
	struct keys keys = keys_new(set->count);

	for (unsigned int i = 0; i < set->count; i++)
		keys_add(&keys, key(&set->device[i]), i);
	keys_sort(&keys);
	for (unsigned int i = 1; i < keys.count; i++) {
		if (keys.keyed[i - 1].key == keys.keyed[i].key)
			set->device[keys.keyed[i].index].seen |= seen;
	}
	keys_free(&keys);
}

void export_group(struct device_set *set)
{
	free(set->card);
	set->card = host_alloc(set->count, sizeof(*set->card));
	set->cards = 0;
	for (unsigned int i = 0; i < set->count; i++) {
		if (!i || set->device[i - 1].card != set->device[i].card)
			set->card[set->cards++] = (struct card){i, 0};
		set->card[set->cards - 1].count++;
		set->device[i].seen = 0;
	}
	for (unsigned int i = 0; i < set->cards; i++)
		number(set, &set->card[i]);
	mark_seen(set, ids_of, SEEN_IDS);
	mark_seen(set, kind_of, SEEN_KIND);
	mark_seen(set, group_of, SEEN_GROUP);
}

void export_free(struct device_set *set)
{
	free(set->device);
	free(set->card);
}

void export_shared(const struct device_set *set, const char *prefix, struct out *out)
{
	struct keys keys = keys_new(set->count);
	char address[PCI_ADDR_TEXT];

	for (unsigned int i = 0; i < set->count; i++) {
		if (set->device[i].group >= 0)
			keys_add(&keys, (uint64_t)set->device[i].group, i);
	}
	keys_sort(&keys);
	for (unsigned int i = 0, end; i < keys.count; i = end) {
		unsigned int last = set->device[keys.keyed[i].index].card;
		unsigned int cards = 1;

		for (end = i + 1; end < keys.count && keys.keyed[end].key == keys.keyed[i].key; end++) {
			cards += set->device[keys.keyed[end].index].card != last;
			last = set->device[keys.keyed[end].index].card;
		}
		if (cards < 2)
			continue;
		/* One line: what is indented in a comment is there to be pasted. */
		out_format(out, "%sOne guest only, since they share IOMMU group %u:", prefix,
			(unsigned int)keys.keyed[i].key);
		for (unsigned int j = i; j < end; j++)
			out_format(
				out, " %s", pci_addr_format(&set->device[keys.keyed[j].index].addr, address));
		out_text(out, "\n");
	}
	keys_free(&keys);
}

bool device_is_display(const struct device *device)
{
	return pci_is_display(device->class);
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
