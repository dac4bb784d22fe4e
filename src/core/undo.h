/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What may be written and how it is put back, fixed before the first write. Pure. apply writes to
 * a function only with the entry of this list in hand, so the list covers every write.
 */
#ifndef GPUPT_UNDO_H
#define GPUPT_UNDO_H

#include "core/plan.h"

struct undo_entry {
	struct function *function; /* with the override and the driver that it had before */
	struct claim *claim;
	struct target *target;
	bool release; /* a twin to be given back to the host: nothing to be undone */
};

struct undo {
	unsigned int count;
	struct undo_entry entry[INVENTORY_FUNCTIONS];
};

/* The entries point into inventory and plan, which stay as they are but for the claims' results. */
void undo_make(struct inventory *inventory, struct plan *plan, struct undo *undo);

#endif
