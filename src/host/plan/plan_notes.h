/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What there is to say of a plan: refusals and notes as sentences, with advice. */
#ifndef GPUPT_PLAN_NOTES_H
#define GPUPT_PLAN_NOTES_H

#include "host/plan/plan_input.h"

/* The last part of a plan for people, with an empty line in front if there is anything to say. */
void plan_notes_print(const struct host *host, const struct plan_input *input, const struct inventory *all);

#endif
