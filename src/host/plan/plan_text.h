/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A plan for people: what the next boot will do with each function, and every note. */
#ifndef GPUPT_PLAN_TEXT_H
#define GPUPT_PLAN_TEXT_H

#include "host/names.h"
#include "host/plan/plan_input.h"

/* all: of inventory_read_all, to name the slot nearest to one that is absent. */
void plan_text_print(const struct host *host, struct names *names, const struct plan_input *input,
	const struct inventory *all);

#endif
