/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Carrying a plan out (contract, section 5). It decides nothing. */
#ifndef GPUPT_APPLY_H
#define GPUPT_APPLY_H

#include "bind/shared.h"

/* Applies the plan in shared; states and reasons are written there. Stops at the deadline. */
void apply_plan(struct apply *apply);

/* When the child died: what was not bound by then has failed. Nothing is written to a device. */
void apply_fail_rest(struct shared *shared);

/* What is left then: the rest is verified, and what has failed is put back. */
void apply_rest(struct apply *apply);

#endif
