/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/list/machine_list.h"
#include "host/text.h"

#include <stdlib.h>
#include <string.h>

static uint64_t key_of(const struct pci_ids *ids)
{
	return (uint64_t)ids->vendor << 48 | (uint64_t)ids->device << 32 | (uint64_t)ids->subvendor << 16 |
	       ids->subdevice;
}

static bool can_have_twins(const struct function *function)
{
	return !function->error && !function->is_bridge && !function->is_virtual &&
	       function->ids.vendor != 0xffff; /* that is how nothing reads */
}

static void make_keys(struct machine_list *list)
{
	const struct inventory *all = list->all;

	list->by_ids = keys_new(all->count);
	list->by_group = keys_new(all->count);
	for (unsigned int i = 0; i < all->count; i++) {
		const struct function *function = &all->function[i];

		if (can_have_twins(function))
			keys_add(&list->by_ids, key_of(&function->ids), i);
		if (function->group >= 0)
			keys_add(&list->by_group, (uint64_t)function->group, i);
	}
	keys_sort(&list->by_ids);
	keys_sort(&list->by_group);
}

/* NVSwitch and the like: without it the GPUs of its maker do not work together. */
static bool is_switch_of(const struct function *function, const bool *vendors)
{
	return pci_is_other_bridge(function->class) && !function->is_bridge && vendors[function->ids.vendor];
}

static void choose(struct machine_list *list, bool everything)
{
	const struct inventory *all = list->all;
	bool *vendors = host_alloc(0x10000, sizeof(*vendors));
	bool *cards = host_alloc(all->count, sizeof(*cards));

	for (unsigned int i = 0; i < all->count; i++) {
		const struct function *function = &all->function[i];

		if (!pci_is_gpu(function->class))
			continue;
		list->gpus++;
		vendors[function->ids.vendor] = true;
		cards[function->card] = true;
	}
	for (unsigned int i = 0; i < all->count; i++) {
		const struct function *function = &all->function[i];

		list->listed[i].in_card = !function->is_bridge &&
					  (cards[function->card] || is_switch_of(function, vendors));
		list->listed[i].show = everything || list->listed[i].in_card;
	}
	free(vendors);
	free(cards);
}

void list_make(
	const struct host *host, const struct inventory *all, bool everything, struct machine_list *list)
{
	memset(list, 0, sizeof(*list));
	list->host = host;
	list->all = all;
	list->names = names_open(host);
	list->listed = host_alloc(all->count, sizeof(*list->listed));
	list->slots = slot_names_read(host->root);
	traps_read(host->root, &list->traps);
	make_keys(list);
	choose(list, everything);
}

void list_free(struct machine_list *list)
{
	names_close(list->names);
	slot_names_free(list->slots);
	traps_free(&list->traps);
	keys_free(&list->by_ids);
	keys_free(&list->by_group);
	free(list->listed);
}

int list_next_twin(const struct machine_list *list, unsigned int i, unsigned int *at)
{
	const struct keys *keys = &list->by_ids;
	const struct function *function = &list->all->function[i];
	unsigned int place;

	if (!can_have_twins(function))
		return -1;
	place = keys_first(keys, key_of(&function->ids)) + (*at)++;
	if (place < keys->count && keys->keyed[place].index == i)
		place = keys_first(keys, key_of(&function->ids)) + (*at)++;
	if (place >= keys->count || keys->keyed[place].key != key_of(&function->ids))
		return -1;
	return (int)keys->keyed[place].index;
}

unsigned int list_twins_before(const struct machine_list *list, unsigned int i)
{
	const struct keys *keys = &list->by_ids;
	uint64_t key = key_of(&list->all->function[i].ids);
	unsigned int first = keys_first(keys, key);
	unsigned int from = first;
	unsigned int to = keys_first(keys, key + 1);

	while (from < to) {
		unsigned int middle = from + (to - from) / 2;

		if (keys->keyed[middle].index < i)
			from = middle + 1;
		else
			to = middle;
	}
	return from - first;
}

unsigned int list_twins(const struct machine_list *list, unsigned int i)
{
	const struct function *function = &list->all->function[i];

	if (!can_have_twins(function))
		return 0;
	return keys_first(&list->by_ids, key_of(&function->ids) + 1) -
	       keys_first(&list->by_ids, key_of(&function->ids)) - 1;
}
