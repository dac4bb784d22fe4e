/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the functions of a machine are: what is behind which bridge, what is drawn as one thing. */
#ifndef GPUPT_PLACES_H
#define GPUPT_PLACES_H

#include "host/list/machine_list.h"

#define NOBODY (-1)

struct places {
	struct machine_list *list;
	unsigned int *order; /* each bridge, then all that is behind it */
	int *parent;         /* the bridge above, or NOBODY */
};

/* Also shows all bridges above of what is shown. places_free releases. */
void places_make(struct machine_list *list, struct places *places);
void places_free(struct places *places);

/* Whether a function is drawn by itself: of a card its first in the slot is. */
bool places_begins(const struct places *places, unsigned int i);
/* The next function of the card in this slot, or NOBODY. Slots stand together. */
int places_next_beside(const struct places *places, unsigned int i);
/* The function that the card is named by: a GPU, if it has one in this slot. */
unsigned int places_face(const struct places *places, unsigned int first);

#endif
