/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Carrying a plan out (contract, section 5). It decides nothing. Everything that the parent must know
 * when it stops waiting is in struct shared, which both see.
 */
#ifndef GPUPT_APPLY_H
#define GPUPT_APPLY_H

#include "bind/modules.h"
#include "bind/write.h"
#include "core/decide.h"
#include "core/undo.h"

/* How far a claim has come, in claim.progress; read by the parent at the deadline. */
enum progress {
	PROGRESS_NONE,
	PROGRESS_OVERRIDE, /* its override is written */
	PROGRESS_BOUND,    /* its driver link was read and is the planned one */
	PROGRESS_DECIDED   /* plan.claim has the final state */
};

enum phase { PHASE_READ, PHASE_OVERRIDE, PHASE_MODULES, PHASE_BIND, PHASE_VERIFY, PHASE_UNDO };

struct shared {
	volatile bool planned; /* inventory and plan are whole */
	volatile bool expired; /* the child saw the deadline pass and stopped */
	volatile bool done;
	volatile uint8_t phase;
	struct decision decision;
};

struct apply {
	struct writer writer;
	const struct request *request;
	const struct table *table;
	struct token cmdline;
	bool judge_late;
	bool (*expired)(void); /* asked before every step */
	struct shared *shared;
};

/* Applies the plan in shared; states and reasons are written there. Stops when expired says so. */
void apply_plan(struct apply *apply);

#endif
