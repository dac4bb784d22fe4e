/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Back to what was there before: failed slots, and twins that go back to the host. */
#ifndef GPUPT_UNDO_H
#define GPUPT_UNDO_H

#include "bind/shared.h"

/* Puts back, or holds, what belongs to a failed slot, and says claimed of all else; false if stopped. */
bool undo_failed_slots(struct apply *apply);

/* Gives back what vfio-pci took by an ID and the plan leaves to the host. */
void undo_release_twins(struct apply *apply);

#endif
