/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether what came of a run with a fault is what the contract promises. */
#ifndef GPUPT_JUDGE_H
#define GPUPT_JUDGE_H

#include "tracer.h"
#include "tree.h"

struct trial {
	const struct tree *before;
	const struct tree *plain; /* after the run without a fault */
	const struct tree *after;
	const struct outcome *plain_outcome;
	const struct outcome *outcome;
	const struct fault *fault;
	const char *log; /* dev/kmsg */
	unsigned int strange;
};

/* The function that a call of the child writes for, in the call's text; NULL if it is no such one. */
const char *judge_address(const char *what);

/* NULL, or what is wrong. */
const char *judge(const struct trial *trial);

#endif
