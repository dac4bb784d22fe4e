/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What may be written and what was there before, fixed before the first write. Pure. apply and undo
 * write to a function only with its piece of work in hand, so the list covers every write.
 */
#ifndef GPUPT_WORKLIST_H
#define GPUPT_WORKLIST_H

#include "core/claim.h"

struct work {
	struct function *function; /* with the override and the driver that it had before */
	struct claim *claim;
	struct target *target;
	bool release; /* a twin to be given back to the host: nothing to be undone */
};

struct worklist {
	unsigned int count;
	struct work work[INVENTORY_FUNCTIONS];
};

/* It points into inventory and plan, which stay as they are but for the claims' results. */
void worklist_make(struct inventory *inventory, struct plan *plan, struct worklist *list);

/* The next function that is to be claimed after this one, or the first; NULL at the end. */
struct work *worklist_claim(struct worklist *list, struct work *work);

/* Whether some function of the same slot has failed, be it this one. */
bool worklist_slot_failed(const struct worklist *list, const struct work *work);

#endif
