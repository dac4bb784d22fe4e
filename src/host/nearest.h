/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of the known words somebody may have meant. */
#ifndef GPUPT_NEAREST_H
#define GPUPT_NEAREST_H

#include <stdbool.h>

/*
 * How much must be done to make b of a: 2 for each letter that is added, dropped or changed, 1
 * for two neighbours that are swapped, the likeliest slip in a number. Words longer than 63
 * bytes are looked at that far only.
 */
unsigned int nearest_distance(const char *a, const char *b);

/* Whether a word that is so far away is still worth naming. */
bool nearest_is_near(const char *word, unsigned int distance);

#endif
