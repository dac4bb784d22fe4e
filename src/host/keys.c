/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/keys.h"
#include "host/text.h"

#include <stdlib.h>

struct keys keys_new(unsigned int room)
{
	return (struct keys){0, host_alloc(room, sizeof(struct keyed))};
}

void keys_add(struct keys *keys, uint64_t key, unsigned int index)
{
	keys->keyed[keys->count++] = (struct keyed){key, index};
}

static int compare(const void *a, const void *b)
{
	const struct keyed *one = a;
	const struct keyed *other = b;

	if (one->key != other->key)
		return one->key < other->key ? -1 : 1;
	return one->index < other->index ? -1 : one->index > other->index;
}

void keys_sort(struct keys *keys)
{
	qsort(keys->keyed, keys->count, sizeof(*keys->keyed), compare);
}

unsigned int keys_first(const struct keys *keys, uint64_t key)
{
	unsigned int from = 0;
	unsigned int to = keys->count;

	while (from < to) {
		unsigned int middle = from + (to - from) / 2;

		if (keys->keyed[middle].key < key)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

void keys_free(struct keys *keys)
{
	free(keys->keyed);
	*keys = (struct keys){0, NULL};
}
