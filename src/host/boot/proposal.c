// SPDX-License-Identifier: GPL-2.0-or-later
/* A proposal: what is asked, and why it is refused. */
#define _GNU_SOURCE /* vasprintf */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "host/boot/proposal.h"
#include "host/machine.h"

struct proposal *proposal_new(const struct host *host)
{
	struct proposal *proposal = host_alloc(1, sizeof(*proposal));

	proposal->host = host;
	proposal->named = host_strdup("");
	proposal->exact = true;
	return proposal;
}

void proposal_free(struct proposal *proposal)
{
	for (unsigned int i = 0; i < proposal->refusals; i++) {
		free(proposal->refusal[i].subject);
		free(proposal->refusal[i].text);
	}
	free(proposal->refusal);
	free(proposal->running);
	free(proposal->plan);
	free(proposal->named);
	free(proposal->slots);
	free(proposal->cmdline);
	free(proposal);
}

bool proposal_force(struct proposal *proposal, const char *name)
{
	if (proposal->forced == PROPOSAL_FORCED) {
		host_error("--force", "more than %d names", PROPOSAL_FORCED);
		return false;
	}
	proposal->force[proposal->forced++] = name;
	return true;
}

int proposal_refuse(struct proposal *proposal, bool in_plan, const char *subject, const char *format, ...)
{
	struct refusal *refusal;
	va_list args;

	proposal->refusal = host_realloc(proposal->refusal, proposal->refusals + 1, sizeof(*refusal));
	refusal = &proposal->refusal[proposal->refusals++];
	refusal->in_plan = in_plan;
	refusal->subject = host_strdup(subject);
	va_start(args, format);
	if (vasprintf(&refusal->text, format, args) < 0)
		refusal->text = host_strdup(format);
	va_end(args);
	return EXIT_NO;
}

const char *proposal_configured(const struct proposal *proposal)
{
	return proposal->cfg->next ? proposal->cfg->next : proposal->running->question.cmdline;
}

/* pci-stub needs no IOMMU: all but that can be judged so. */
struct plan_input *proposal_plan_with(const struct proposal *proposal, const char *more)
{
	struct plan_input *plan = host_alloc(1, sizeof(*plan));
	struct text line = {NULL, 0, 0};
	bool fits;

	text_addf(&line, "%s%s%s", machine_has_groups(&proposal->all) ? "" : "gpupt.driver=pci-stub ", more,
		proposal->cmdline);
	fits = plan_input_set_cmdline(plan, text_string(&line));
	text_free(&line);
	if (!fits) {
		host_error("command line", "it is longer than %d bytes", CMDLINE_MAX - 1);
		free(plan);
		return NULL;
	}
	plan_input_make(proposal->host, plan);
	return plan;
}
