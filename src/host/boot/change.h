/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A change of the boot configuration, shared by enable and disable: shown, asked for, made, and
 * taken back if a step fails. It prints.
 */
#ifndef GPUPT_CHANGE_H
#define GPUPT_CHANGE_H

#include "host/boot/bootcfg.h"
#include "host/host.h"
#include "host/text.h"

#define CHANGE_TIMEOUT 1800

/* What came of it, for programs. */
enum change_result {
	CHANGE_FAILED,  /* a step failed; it was taken back, or the messages say what is left */
	CHANGE_REFUSED, /* nothing was done; up to here the configuration is as it was */
	CHANGE_BY_HAND, /* the boot loader is none that is changed; the parameters are there to copy */
	CHANGE_NOTHING, /* it was so already */
	CHANGE_WOULD,   /* --dry-run */
	CHANGE_DONE,
	CHANGE_RESULTS
};

struct change_outcome {
	enum change_result result;
	struct text commands; /* one a line: that were run, or would be */
};

struct change {
	const struct host *host;
	bool dry_run;
	bool yes;
	bool json; /* nothing else on standard output */
	struct change_outcome *outcome;
	bool images;          /* rebuild them first, and see that they hold the binder */
	unsigned int timeout; /* seconds that a program may run */
	/* Says what the change means, before it is shown; or NULL. */
	void (*preview)(const struct change *change);
	struct bootcfg cfg;
	char *file; /* of cfg, for people: "/etc/..."; "" if there is none */
	struct kernels kernels;
	const char *slots; /* the whole list that the configuration is to have; "" for none */
	bool intel_iommu;
	const char *done; /* what to say at the end */
};

/* Reads the configuration and the kernels; false, and what is wrong was said. */
bool change_read(const struct host *host, struct change *change);
void change_free(struct change *change);

/*
 * --json: from here on people's text goes nowhere, and the messages are kept for change_end, which
 * prints the object and returns the exit status, given what it is without.
 */
void change_begin(const struct change *change);
int change_end(const struct change *change, int status);

/* Whether gpupt must not change this configuration; then it was said why. */
bool change_is_refused(const struct change *change);

/* Whether it may ask a question, or need not; false, and it was said what is missing. */
bool change_may_ask(const struct change *change);

/* The argument of --timeout; false, and it was said what is expected. */
bool change_set_timeout(struct change *change, const char *text);

/*
 * Takes the lock, shows the change, asks, and makes it; what a killed run has left is named first.
 * The exit status.
 */
int change_make(const struct change *change);

/* For the files change*.c. */

/* Does what was asked for; the exit status. text: what the file is to have. */
int change_apply(const struct change *change, const char *text, int lock);
/* Says what would be done, and does nothing. */
int change_rehearse(const struct change *change);
/* Of two texts; NULL is the empty one. */
bool change_same(const char *a, const char *b);

/* Whether each kernel's image, as it is now, will run the binder; told: say so where not. */
bool change_images_are_good(const struct change *change, bool told);
/* Whether something can make images; false: it was said that nothing can. */
bool change_has_generator(const struct change *change);

#endif
