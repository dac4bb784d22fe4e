/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the facts of a probe mean. Pure. */
#ifndef GPUPT_PROBE_JUDGE_H
#define GPUPT_PROBE_JUDGE_H

#include "host/probe/facts.h"
#include "host/probe/verdict.h"

/* What judge_facts must know besides the facts. */
struct probe_question {
	bool reset;              /* it was to be reset */
	unsigned int limit;      /* seconds that it had */
	int signal;              /* what ended the child that looked, or 0 */
	const char *framebuffer; /* the firmware's, left in its memory, or NULL */
	const char *blocker;     /* who has a driver in its group: "0000:02:00.1 (snd_hda_intel)", or NULL */
	/* Whether a reset may hit this function, since the same guest has it. */
	bool (*may_hit)(const void *context, const struct pci_addr *addr);
	const void *context;
};

/* Adds to a verdict what the facts mean. */
void judge_facts(const struct probe_question *question, const struct probe_facts *facts,
	struct probe_verdict *verdict);

#endif
