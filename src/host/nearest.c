/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/nearest.h"

#include <string.h>

#define WORD 64

static unsigned int least(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

unsigned int nearest_distance(const char *a, const char *b)
{
	unsigned int row[3][WORD]; /* before the last, the last and this one */
	size_t m = strnlen(a, WORD - 1);
	size_t n = strnlen(b, WORD - 1);

	for (unsigned int j = 0; j <= n; j++)
		row[0][j] = 2 * j;
	for (unsigned int i = 1; i <= m; i++) {
		unsigned int *now = row[i % 3];
		const unsigned int *last = row[(i + 2) % 3];
		const unsigned int *before = row[(i + 1) % 3];

		now[0] = 2 * i;
		for (unsigned int j = 1; j <= n; j++) {
			now[j] = least(
				last[j - 1] + (a[i - 1] != b[j - 1] ? 2 : 0), least(last[j], now[j - 1]) + 2);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
	}
	return row[m % 3][n];
}

const char *nearest_of(
	const char *word, const char *(*known)(const void *list, unsigned int i), const void *list)
{
	/* Further than that, one letter in three, it is another word. */
	unsigned int letters = (unsigned int)strlen(word) / 3;
	unsigned int best = 2 * (letters ? letters : 1) + 1;
	const char *found = NULL;
	const char *name;

	for (unsigned int i = 0; (name = known(list, i)); i++) {
		unsigned int distance = nearest_distance(word, name);

		if (distance >= best)
			continue;
		best = distance;
		found = name;
	}
	return found;
}
