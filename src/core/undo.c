/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/undo.h"

void undo_make(struct inventory *inventory, struct plan *plan, struct undo *undo)
{
	undo->count = 0;
	for (unsigned int i = 0; i < inventory->count; i++) {
		struct undo_entry *entry = &undo->entry[undo->count];

		entry->function = &inventory->function[i];
		entry->claim = &plan->claim[i];
		entry->target = &plan->target[entry->claim->target];
		entry->release = entry->claim->state == STATE_RELEASE;
		undo->count += entry->release || entry->claim->state == STATE_CLAIM;
	}
}
