/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of the known words somebody may have meant. */
#ifndef GPUPT_NEAREST_H
#define GPUPT_NEAREST_H

#include <stdbool.h>

/*
 * How many letters must be added, dropped, changed or swapped with their neighbour to make b of
 * a; words longer than 63 bytes are looked at that far only.
 */
unsigned int nearest_distance(const char *a, const char *b);

/* Whether a word that is so far away is still worth naming. */
bool nearest_is_near(const char *word, unsigned int distance);

#endif
