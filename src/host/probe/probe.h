/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What gpupt probe was asked for, and what came of it. */
#ifndef GPUPT_PROBE_H
#define GPUPT_PROBE_H

#include "core/inventory.h"
#include "host/host.h"
#include "host/probe/facts.h"
#include "host/probe/verdict.h"
#include "host/vfio_nodes.h"

#define PROBE_LIMIT 30 /* seconds for an IOMMU group */

struct probe_device {
	const struct function *function;
	struct vfio_nodes nodes;
	struct probe_facts *facts; /* NULL: it was not looked at */
	struct probe_verdict verdict;
};

struct probe {
	const struct host *host;
	const struct inventory *all;
	bool reset;
	bool power;
	bool complained; /* something that was asked for is not there */
	unsigned int count;
	struct probe_device *device; /* in address order */
};

/*
 * Adds the functions of the slots, or without one all that VFIO has. Those that must not be touched have
 * their verdict at once. 0, or an exit status after a message.
 */
int probe_choose(struct probe *probe, unsigned int slots, char *const *slot);

/* Looks at the others, one IOMMU group after the other, and judges. */
void probe_look(struct probe *probe);

void probe_free(struct probe *probe);

/* The worst of all functions, or of those of a card. */
enum probe_result probe_result(const struct probe *probe, const struct function *card);

/* For people and for programs, on standard output; 0 or EXIT_UNKNOWN. */
void probe_text(const struct probe *probe);
int probe_json(const struct probe *probe);

#endif
