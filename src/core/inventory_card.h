/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which functions are one card (contract, section 4.0). */
#ifndef GPUPT_INVENTORY_CARD_H
#define GPUPT_INVENTORY_CARD_H

#include "core/inventory_function.h"

/*
 * Sets card of every function. A slot's functions that have the
 * vendor of its lowest one, or share an IOMMU group with one that has; and where a display sits
 * behind a switch of its own vendor, the displays, audio and USB behind that switch. A function of
 * no card, a virtual one too, is a card of its own. Pure; the functions are in address order.
 */
void inventory_find_cards(struct inventory *inventory);

/* What is behind the switch of a function that may be of a card with it. */
void reading_switch(const struct reading *reading, const struct function *function);

#endif
