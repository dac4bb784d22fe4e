/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A plan for people: what the next boot will do with each function, and every note. */
#ifndef GPUPT_PLAN_TEXT_H
#define GPUPT_PLAN_TEXT_H

#include "host/names.h"
#include "host/plan/plan_input.h"

struct text;

/* all: of inventory_read_all, to name the slot nearest to one that is absent. */
void plan_text_print(const struct host *host, struct names *names, const struct plan_input *input,
	const struct inventory *all);

/* plan_notes.c: the last part of it, with an empty line in front if there is anything to say. */
void plan_notes_print(const struct host *host, const struct plan_input *input, const struct inventory *all);

/* plan_advice.c: what to do about one of its notes; nothing where the note's sentence says it. */
void plan_advise(const struct plan_input *input, const struct inventory *all, const struct note *note,
	struct text *advice);

/* Of a protected function that somebody named without its identity: the entry that has it. */
void plan_append_identity(const struct function *function, const struct claim *claim, struct text *text);

#endif
