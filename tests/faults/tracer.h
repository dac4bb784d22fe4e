/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs the binder and its child under ptrace on a tree: kernel.c answers what they write to
 * sysfs, one system call may fail, and time stands still while either of them runs.
 */
#ifndef GPUPT_TRACER_H
#define GPUPT_TRACER_H

#include "kernel.h"

#include <stdbool.h>

enum role { PARENT, CHILD, ROLES };
#define CALLS_MAX 4096

enum fault_kind {
	FAULT_NONE,
	FAULT_ERRNO,  /* the call is not made and returns -error; close is made all the same */
	FAULT_SHORT,  /* a read of one byte, a write of half */
	FAULT_KILL,   /* the process is killed before the call */
	FAULT_HANG,   /* the call never returns */
	FAULT_VANISH, /* the functions whose address begins with vanish are unplugged before the call */
	FAULT_LATE    /* the deadline is over behind this call of the child */
};

struct fault {
	enum fault_kind kind;
	enum role role;
	unsigned int at; /* the process's call, counted from 1 */
	int error;
	const char *vanish;
};

struct behaviour {
	struct kernel kernel;
	const char *root;        /* the tree's path, canonical */
	const char *hang_path;   /* a write to a path that ends so ... */
	const char *hang_text;   /* ... and begins with this never returns */
	bool kills;              /* ... but is killed there ... */
	unsigned int hang_kills; /* ... as often as this */
	const char *replace;     /* before its override is written, another card is at this address */
	bool real_clock;
	bool quiet; /* what the binder says on standard error is not shown */
	struct fault fault;
};

struct call {
	long number;
	long result;
	char what[112]; /* the file, with = and the text for a write to one of the tree */
};

struct outcome {
	int status;     /* of the binder, as waitpid gives it */
	bool stuck;     /* it did not end by itself */
	bool hung;      /* the child came to what never returns */
	bool kill_sent; /* by the binder */
	bool child_killed;
	bool child_left;            /* still there when the binder had ended */
	bool hit;                   /* the fault's call was reached */
	unsigned int parent_stores; /* writes to sysfs by the binder itself, which must not be */
	unsigned int undo_at;       /* the child's call that wrote the first override back */
	unsigned int calls[ROLES];
	struct call call[ROLES][CALLS_MAX];
};

/* argv[0] is the program. The outcome is overwritten. */
void tracer_run(struct behaviour *behaviour, char *const argv[], struct outcome *outcome);

/* "openat" and so on, "?" if the binder is not known to make the call. */
const char *tracer_call_name(long number);

#endif
