/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Things found by a number, where a search from the first to the last would be too long. */
#ifndef GPUPT_KEYS_H
#define GPUPT_KEYS_H

#include <stdint.h>

struct keyed {
	uint64_t key;
	unsigned int index; /* of whatever it is */
};

struct keys {
	unsigned int count;
	struct keyed *keyed; /* of keys_new: room for that many, count of which are used */
};

struct keys keys_new(unsigned int room);
void keys_add(struct keys *keys, uint64_t key, unsigned int index);
/* By key, those of one key by index. */
void keys_sort(struct keys *keys);
/* Of sorted keys: the first place with this key or a higher one. */
unsigned int keys_first(const struct keys *keys, uint64_t key);
void keys_free(struct keys *keys);

#endif
