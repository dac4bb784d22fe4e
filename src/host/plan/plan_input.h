/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A plan on the host: the same inputs and the same core calls as the binder's --dry-run, so the
 * same report. In this order: plan_input_new, one of plan_input_read_cmdline and
 * plan_input_set_cmdline, plan_input_make.
 */
#ifndef GPUPT_PLAN_INPUT_H
#define GPUPT_PLAN_INPUT_H

#include "core/decide.h"
#include "host/host.h"

struct plan_input {
	struct question question;
	struct decision decision;
	bool would;           /* with slots that are not configured: the text says so */
	bool refused;         /* ... for another reason than the plan has */
	struct report report; /* points at the members above; valid after plan_input_make */
};

/* NULL if there is no memory; free() releases it. */
struct plan_input *plan_input_new(void);

/*
 * file: NULL for proc/cmdline below the root, "-" for standard input. What fails becomes a note,
 * as the binder notes it.
 */
void plan_input_read_cmdline(const struct host *host, const char *file, struct plan_input *input);

/* False if it is too long. */
bool plan_input_set_cmdline(struct plan_input *input, const char *text);

/* Reads the machine, plans and warns: input->report is the binder's. */
void plan_input_make(const struct host *host, struct plan_input *input);

/*
 * All of it for a command line; NULL: for that of this boot. A plan that fails is a plan all the same, with
 * notes. NULL if there is no memory; free() releases it.
 */
struct plan_input *plan_input_of(const struct host *host, const char *cmdline);

/* The same for the next boot as it is configured; where that is not known (*known), as this boot. */
struct plan_input *plan_input_of_next_boot(const struct host *host, bool *known);

#endif
