/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A checkup for people: the answer in one line, then what is not well, or everything. */
#ifndef GPUPT_CHECK_TEXT_H
#define GPUPT_CHECK_TEXT_H

#include "host/check/check.h"

/* checks: the rows of checks.h; findings: theirs. */
void check_text_print(
	const struct checkup *c, const struct check *checks, const struct finding *findings, bool all);

/* How many checks have each verdict, and how many different things are to be done about them. */
struct check_count {
	unsigned int check[VERDICT_FAIL + 1];
	unsigned int remark[VERDICT_FAIL + 1];
};
struct check_count check_count(const struct finding *findings);

#endif
