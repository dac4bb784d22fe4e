/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What those share who carry a plan out. Everything that the parent must know when the child is there no
 * more is in struct shared, which both see.
 */
#ifndef GPUPT_SHARED_H
#define GPUPT_SHARED_H

#include "bind/device.h"
#include "bind/worklist.h"
#include "core/decide.h"

/* How far a claim has come, in claim.progress; read by the parent at the deadline. */
enum progress {
	PROGRESS_NONE,
	PROGRESS_OVERRIDE, /* its override is written */
	PROGRESS_BOUND,    /* its driver link was read and is the planned one */
	PROGRESS_DECIDED   /* plan.claim has the final state */
};

enum phase { PHASE_READ, PHASE_OVERRIDE, PHASE_MODULES, PHASE_UNBIND, PHASE_BIND, PHASE_VERIFY, PHASE_UNDO };

struct shared {
	volatile bool planned; /* inventory and plan are whole, and the list is made */
	volatile bool expired; /* the child saw the deadline pass and stopped */
	volatile bool stands;  /* nothing was done: all is as the report of an earlier run says */
	int earlier_status;    /* ... and the exit status that it had */
	volatile bool done;
	volatile uint8_t phase;
	struct work *volatile at; /* what the child is writing to, or NULL */
	struct decision decision;
	struct worklist list;
};

struct apply {
	struct writer writer;
	const struct question *question;
	struct shared *shared;
	struct work *suspect; /* what a child was writing to when it died, or NULL */
	bool inserted;        /* modules, which bound what they found */
};

/* The reason for a function that its phase was the end of. */
enum reason apply_reason_for(enum phase phase);

/* Before every step: true if there is no time left for it. */
bool apply_stops(struct apply *apply, enum phase phase, struct work *at);

/* The first failure of a function counts. It may be that the function has gone. */
void apply_fail(struct apply *apply, const struct work *work, enum reason reason, int error);

#endif
