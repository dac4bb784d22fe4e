/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Random machines and command lines, always the same ones for a seed. */
#ifndef GPUPT_TEST_RANDOM_H
#define GPUPT_TEST_RANDOM_H

#include "machine.h"

#define WORDS 6
#define WORD_TEXT 160

/* A command line in pieces, so that one can be shuffled, added or broken. */
struct words {
	unsigned int slots;
	unsigned int ids;
	unsigned int keeps;
	unsigned int style; /* how it is spelt; means nothing */
	char slot[WORDS][WORD_TEXT];
	char id[WORDS][WORD_TEXT];
	char keep[WORDS][WORD_TEXT];
	char rest[2 * WORD_TEXT]; /* the single parameters */
};

void random_seed(uint64_t seed);
unsigned int random_below(unsigned int n);
bool random_percent(unsigned int percent);

/* random_machine.c: fills machine. */
void random_machine(void);
/* Another device in the place of this function: IDs, class, driver. */
void random_other_device(struct machine_function *function);
/* Other bus numbers, as after a card was put in or taken out. */
void random_renumber(void);

/* A slot of the machine in one of its spellings; rarely absent or garbage. */
void random_slot(char text[WORD_TEXT]);
void random_id(char text[WORD_TEXT]);
void random_words(struct words *words);
/* What vfio-pci does by itself where it is built in: it takes what the IDs match. */
void random_take_by_ids(const struct words *words);
void random_shuffle(char text[][WORD_TEXT], unsigned int count);

/* The command line; its length. */
size_t words_print(const struct words *words, char *text, size_t size);

/* One slip of a finger: a character changed, lost or added, two neighbours exchanged. */
size_t random_slip(char *text, size_t length);

#endif
