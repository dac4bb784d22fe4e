/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "random.h"

#include <string.h>

/* xorshift64* */
static uint64_t state;

void random_seed(uint64_t seed)
{
	state = seed * 0x9e3779b97f4a7c15u + 1;
}

unsigned int random_below(unsigned int n)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return n ? (unsigned int)((state * 0x2545f4914f6cdd1du) >> 33) % n : 0;
}

bool random_percent(unsigned int percent)
{
	return random_below(100) < percent;
}

void random_shuffle(char text[][WORD_TEXT], unsigned int count)
{
	for (unsigned int i = count; i > 1; i--) {
		unsigned int other = random_below(i);
		char word[WORD_TEXT];

		memcpy(word, text[i - 1], WORD_TEXT);
		memcpy(text[i - 1], text[other], WORD_TEXT);
		memcpy(text[other], word, WORD_TEXT);
	}
}

/* What fingers hit. A lost quote or blank joins words, a new one cuts them. */
static char random_key(void)
{
	static const char keys[] = "0123456789abcdef0123456789abcdef::..,,//@*-_=  \"gxzF;";

	return keys[random_below(sizeof(keys) - 1)];
}

size_t random_slip(char *text, size_t length)
{
	size_t at = random_below((unsigned int)length);
	char first = text[at];

	switch (random_below(4)) {
	case 0:
		text[at] = random_key();
		return length;
	case 1:
		memmove(text + at, text + at + 1, length - at - 1);
		return length - 1;
	case 2:
		memmove(text + at + 1, text + at, length - at);
		text[at] = random_percent(30) ? first : random_key();
		return length + 1;
	default:
		if (at + 1 < length) {
			text[at] = text[at + 1];
			text[at + 1] = first;
		}
		return length;
	}
}
