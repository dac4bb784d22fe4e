/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the properties are about: a random command line on a random machine, and what came of it. */
#ifndef GPUPT_TEST_PROPERTY_H
#define GPUPT_TEST_PROPERTY_H

#include "oracle.h"
#include "random.h"

#define CMDLINE 4096

/* The verdict on each function of the machine. */
struct outcome {
	bool sound;  /* all that was asked is claimed, and no error is noted */
	bool absent; /* a claim on what is not there */
	set claimed; /* or to be claimed; nothing where the line says off or plan */
	set refused;
	set kept;
	set released;
	uint8_t reason[MACHINE_FUNCTIONS];
	uint8_t why[MACHINE_FUNCTIONS];
};

/* The case: each property begins with them being those of words. */
extern struct words words;
extern char cmdline[CMDLINE];
extern size_t cmdline_length;
extern struct planned planned; /* of the line that was planned last */
extern struct outcome first;

/* What comes of a command line, or of words. */
void outcome_of_text(const char *text, size_t length, struct outcome *outcome);
void outcome_of(const struct words *asked, struct outcome *outcome);

/* Prints the case with what is wrong, "# " before each line. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

struct property {
	const char *name;
	bool (*holds)(void);
	unsigned long tried; /* how often it said something: a property that nothing reaches is none */
	unsigned long broken;
};

/* Called by a property when a case is one that it is about. */
void it_counts(void);

extern struct property promises[]; /* promises.c: of every plan; the last has no name */
extern struct property mistakes[]; /* mistakes.c: of what is asked wrongly, or is there no more */

#endif
