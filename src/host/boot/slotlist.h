/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of slots as gpupt.slots= has them, items with commas between them. Pure but for malloc. */
#ifndef GPUPT_SLOTLIST_H
#define GPUPT_SLOTLIST_H

#include "core/cmdline.h"
#include "host/slots.h"

/* Every item of every gpupt.slots= of a command line; the caller frees it; NULL without memory. */
char *slotlist_of(const char *cmdline);

/* The list without the items that same(item, one of the other list); the caller frees it. */
char *slotlist_without(const struct inventory *all, const char *list, const char *other);

/* Both lists, a comma between them where one is needed; the caller frees it. */
char *slotlist_join(const char *a, const char *b);

/* Whether an item of the list is this slot. */
bool slotlist_has(const struct inventory *all, const char *list, struct token item);

#endif
