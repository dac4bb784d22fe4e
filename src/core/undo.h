/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What may be written and how it is put back, fixed before the first write. Pure. apply writes to
 * a function only with the entry of this list in hand, so the list covers every write.
 */
#ifndef GPUPT_UNDO_H
#define GPUPT_UNDO_H

#include "core/plan.h"

struct undo_entry {
	uint16_t function; /* into inventory.function and plan.claim */
	bool release;	   /* a twin to be given back to the host: nothing to be undone */
	char override[OVERRIDE_TEXT]; /* what was read before; "" if none */
	char driver[DRIVER_NAME];     /* what held it before; "" if none */
};

struct undo {
	unsigned int count;
	struct undo_entry entry[INVENTORY_FUNCTIONS];
};

void undo_make(const struct inventory *inventory, const struct plan *plan, struct undo *undo);

#endif
