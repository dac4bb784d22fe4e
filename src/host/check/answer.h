/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The answer of a checkup in one sentence: what will the next boot give to guests? */
#ifndef GPUPT_ANSWER_H
#define GPUPT_ANSWER_H

#include "host/check/check_text.h"

void answer_make(const struct checkup *c, const struct check_count *count, struct text *answer);

#endif
