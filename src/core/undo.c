/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/undo.h"

#include <string.h>

void undo_make(const struct inventory *inventory, const struct plan *plan, struct undo *undo)
{
	undo->count = 0;
	for (unsigned int i = 0; i < inventory->count; i++) {
		const struct function *function = &inventory->function[i];
		struct undo_entry *entry = &undo->entry[undo->count];

		if (plan->claim[i].state != STATE_CLAIM && plan->claim[i].state != STATE_RELEASE)
			continue;
		entry->function = (uint16_t)i;
		entry->release = plan->claim[i].state == STATE_RELEASE;
		memcpy(entry->override, function->override, sizeof(entry->override));
		memcpy(entry->driver, function->driver, sizeof(entry->driver));
		undo->count++;
	}
}
