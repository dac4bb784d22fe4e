/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who gets what (contract, section 4): a verdict on each function of the inventory. Pure: no I/O, no
 * globals, no printing. A mistake in what was asked leads to claiming less, never more.
 */
#ifndef GPUPT_PLAN_H
#define GPUPT_PLAN_H

#include "core/claim.h"

/*
 * judge_late: whether it matters that udev's coldplug has run. It does not where the next boot is
 * planned on a machine that is up.
 * Notes: errors, no-match and late. The warnings about claims are plan_warn's.
 */
void plan_make(const struct request *request, const struct inventory *inventory, const struct table *table,
	bool judge_late, struct plan *plan, struct notes *notes);

#endif
