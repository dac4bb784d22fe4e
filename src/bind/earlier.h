/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report that an earlier run left in this boot: both generators' hooks, or a restarted unit. */
#ifndef GPUPT_EARLIER_H
#define GPUPT_EARLIER_H

#include "core/report.h"

/*
 * Whether there is one and it still tells what is: of all that is planned now it speaks, and what it
 * calls claimed, that and no more, is as planned. One that does not stand is removed: it would be
 * wrong from the first write on. *status: the exit status of that run.
 */
bool earlier_stands(
	int root, const struct inventory *inventory, const struct plan *plan, bool is_plan, int *status);

#endif
