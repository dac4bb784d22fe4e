/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What to do about a note of a plan, or a refusal. */
#ifndef GPUPT_PLAN_ADVICE_H
#define GPUPT_PLAN_ADVICE_H

#include "host/plan/plan_input.h"
#include "host/text.h"

/* What to do about one of a plan's notes; nothing where the note's sentence says it. */
void plan_advise(const struct plan_input *input, const struct inventory *all, const struct note *note,
	struct text *advice);

/* Of a protected function that somebody named without its identity: the entry that has it. */
void plan_append_identity(const struct function *function, const struct claim *claim, struct text *text);

#endif
