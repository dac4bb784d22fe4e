/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the next boot would be with more slots: enable makes it so, plan SLOT only tells. Both ask
 * here, so both add to what is enabled, refuse the same, and end with the same exit status.
 */
#ifndef GPUPT_PROPOSAL_H
#define GPUPT_PROPOSAL_H

#include "host/boot/bootcfg.h"
#include "host/plan/plan_input.h"
#include "host/slots.h"
#include "host/text.h"

/* Why it is not done. */
struct refusal {
	char *subject;
	char *text;
	bool in_plan; /* the plan's own text says it */
};

#define PROPOSAL_FORCED 16

struct proposal {
	/* What is asked; all zero else. */
	const struct host *host;
	const struct bootcfg *cfg; /* what is configured */
	enum slot_form form;
	bool headless;
	bool only;     /* what was enabled before does not stay */
	bool as_given; /* a slot that is not there is planned as it was written: the plan says so */
	unsigned int forced;
	const char *force[PROPOSAL_FORCED];
	/* What comes of it. */
	struct inventory all;
	struct plan_input *running; /* this boot's command line, for what is not configured */
	struct plan_input *plan;    /* of the next boot's then */
	bool exact;                 /* every slot of the command is there */
	char *named;                /* ... by their exact names */
	char *slots;                /* ... with those that the configuration had */
	char *cmdline;
	bool intel_iommu; /* intel_iommu=on is to be added */
	unsigned int refusals;
	struct refusal *refusal;
};

/* NULL is never returned; proposal_free(). */
struct proposal *proposal_new(const struct host *host);
void proposal_free(struct proposal *proposal);

/* NAME of --force; false if there are too many. */
bool proposal_force(struct proposal *proposal, const char *name);

/*
 * Works it out: 0, or the exit status with the reasons in refusal. What is no slot, or not there,
 * is said at once, and then plan is NULL.
 */
int proposal_make(struct proposal *proposal, int count, char **slots);

/*
 * What the next boot will do with each function; in front of it what is claimed that is no GPU, and
 * that groups are not known.
 */
void proposal_print(const struct proposal *proposal);

/* For the files proposal*.c. */

/* Adds a refusal; EXIT_NO. */
int proposal_refuse(struct proposal *proposal, bool in_plan, const char *subject, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* The parameters of the next boot as configured now; of this boot, where that is not known. */
const char *proposal_configured(const struct proposal *proposal);

/* The plan for the new command line, with more in front; NULL: it is too long, which was said. */
struct plan_input *proposal_plan_with(const struct proposal *proposal, const char *more);

/* Whether a slot of this command names a function of the plan or takes it along: that slot. */
bool proposal_asked_here(const struct proposal *proposal, unsigned int i, struct pci_slot *slot);

/* Before there is a plan; EXIT_NO if it is refused. */
int proposal_judge_iommu(struct proposal *proposal);
/* All the rest; the worse of status and what comes of it. */
int proposal_judge(struct proposal *proposal, int status);

#endif
