/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The set of devices: cards, names, and how they are written in comments. */
#include "host/export/export.h"
#include "host/text.h"

#include <stdio.h>
#include <stdlib.h>
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

/* A device and what it is compared by. */
struct keyed {
	long key;
	struct device *device;
};

static long ids_of(const struct device *device)
{
	return (long)device->ids.vendor << 16 | device->ids.device;
}

static long kind_of(const struct device *device)
{
	return ids_of(device) << 2 | device->is_vf << 1 | device->has_vfs;
}

static long group_of(const struct device *device)
{
	return device->group;
}

/* Equal ones in the order of the set. */
static int compare(const void *a, const void *b)
{
	const struct keyed *one = a;
	const struct keyed *other = b;

	if (one->key == other->key)
		return one->device < other->device ? -1 : one->device > other->device;
	return one->key < other->key ? -1 : 1;
}

/* Marks all but the first of those that are equal. */
static void mark_seen(struct device_set *set, long (*key)(const struct device *device), enum seen seen)
{
	struct keyed *keyed = host_alloc(set->count, sizeof(*keyed));

	for (unsigned int i = 0; i < set->count; i++)
		keyed[i] = (struct keyed){key(&set->device[i]), &set->device[i]};
	qsort(keyed, set->count, sizeof(*keyed), compare);
	for (unsigned int i = 1; i < set->count; i++) {
		if (keyed[i - 1].key == keyed[i].key)
			keyed[i].device->seen |= seen;
	}
	free(keyed);
}

void export_group(struct device_set *set)
{
	free(set->card);
	set->card = host_alloc(set->count, sizeof(*set->card));
	set->cards = 0;
	for (unsigned int i = 0; i < set->count; i++) {
		if (!i || !same_card(&set->device[i - 1], &set->device[i]))
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
