/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of the known words somebody may have meant. */
#ifndef GPUPT_NEAREST_H
#define GPUPT_NEAREST_H

/*
 * How much must be done to make b of a: 2 for each letter that is added, dropped or changed, 1
 * for two neighbours that are swapped, the likeliest slip in a number. Words longer than 63
 * bytes are looked at that far only.
 */
unsigned int nearest_distance(const char *a, const char *b);

/*
 * The word nearest to this one, of those that known gives for 0, 1 and so on up to NULL; NULL if
 * none of them is near.
 */
const char *nearest_of(
	const char *word, const char *(*known)(const void *list, unsigned int i), const void *list);

#endif
