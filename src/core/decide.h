/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The decision: a command line and a machine in, a report out. The binder and the host command both
 * decide here, so what one plans the other does: gpupt-bind --dry-run and gpupt plan --json print the
 * same bytes because one function makes them.
 *
 *	question_read, question_parse	what is asked
 *	decide				what is there, and who gets what
 *	(the binder carries it out)
 *	decision_report			what is to be said
 */
#ifndef GPUPT_DECIDE_H
#define GPUPT_DECIDE_H

#include "core/report.h"

#define CMDLINE_MAX 131072 /* x86 has 2 KiB, bootconfig can make it longer */

struct question {
	int root;      /* directory descriptor; the caller's */
	bool running;  /* the machine is up: it is the next boot that is planned */
	size_t length; /* of the command line */
	/*
	 * Makes a table where the root has none, into text; its length or -errno. NULL: there is none
	 * then, as in an image.
	 */
	long (*make_table)(const struct question *question, const char *release, char text[TABLE_MAX]);
	const void *context; /* of make_table */
	struct request request;
	struct notes notes; /* of the command line */
	char cmdline[CMDLINE_MAX];
};

struct decision {
	struct table table;
	struct inventory inventory;
	struct plan plan;
	struct notes notes;
};

/*
 * Reads the command line: file, or NULL for proc/cmdline below the root, or "-" for standard input.
 * What fails is a note.
 */
void question_read(struct question *question, const char *file);
/* Parses the command line that is there. */
void question_parse(struct question *question);

/* Whether something is to be decided: it was asked for, and gpupt is not off. */
bool question_is_open(const struct question *question);

/* Reads the module table and the machine, and plans. The decision is made new. */
void decide(const struct question *question, struct decision *decision);

/*
 * Adds the decision's notes and the warnings to the question's, and says what came of it all.
 * decision: NULL if nothing was decided. The report points at both.
 */
void decision_report(
	struct question *question, const struct decision *decision, bool is_plan, struct report *report);

/* The release of the kernel that runs below root; "" if it cannot be known. */
void decide_release(int root, char *buf, size_t size);

#endif
