/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parent's part (contract, section 5): planning and applying happen in a child, which may hang or
 * die. What it came to is then settled, within the deadline.
 */
#ifndef GPUPT_SUPERVISE_H
#define GPUPT_SUPERVISE_H

#include "bind/apply.h"

struct task {
	bool fixtures; /* root is a tree that shows a machine */
	bool is_dry;   /* not even the report is written */
	bool is_plan;  /* no device is touched */
	struct question question;
};

enum outcome { OUTCOME_KNOWN, OUTCOME_TIMEOUT, OUTCOME_UNKNOWN };

/*
 * Only where the outcome is known *shared has the decision, with what came of it; it stays as it is.
 * What there is to say of the child's end is added to the question's notes.
 */
enum outcome supervise(struct task *task, const struct shared **shared);

#endif
