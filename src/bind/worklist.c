/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bind/worklist.h"

#include <stddef.h>

void worklist_make(struct inventory *inventory, struct plan *plan, struct worklist *list)
{
	list->count = 0;
	for (unsigned int i = 0; i < inventory->count; i++) {
		struct work *work = &list->work[list->count];

		work->function = &inventory->function[i];
		work->claim = &plan->claim[i];
		work->target = &plan->target[work->claim->target];
		work->release = work->claim->state == STATE_RELEASE;
		list->count += work->release || work->claim->state == STATE_CLAIM;
	}
}

struct work *worklist_claim(struct worklist *list, struct work *work)
{
	for (work = work ? work + 1 : list->work; work < list->work + list->count; work++) {
		if (!work->release)
			return work;
	}
	return NULL;
}

bool worklist_slot_failed(const struct worklist *list, const struct work *work)
{
	for (const struct work *other = list->work; other < list->work + list->count; other++) {
		if (!other->release && other->claim->reason != REASON_NONE &&
			pci_addr_same_slot(&other->function->addr, &work->function->addr))
			return true;
	}
	return false;
}
