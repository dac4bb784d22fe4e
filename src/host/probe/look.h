/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The child that looks at all functions of an IOMMU group that are to be probed, and its parent, which
 * waits until the deadline and touches no device.
 */
#ifndef GPUPT_PROBE_LOOK_H
#define GPUPT_PROBE_LOOK_H

#include "host/probe/facts.h"
#include "host/vfio_nodes.h"

struct look_function {
	struct pci_addr addr;
	struct vfio_nodes nodes;
	bool is_virtual;
};

struct look {
	int root;
	bool reset;
	bool power;
	unsigned int limit; /* seconds */
	unsigned int count;
	const struct look_function *function;
	/* Whether a reset of the bus may hit this one: the same guest has it. */
	bool (*may_hit)(const void *context, const struct pci_addr *addr);
	const void *context;
};

/* In the child: what it sees is in facts, one for each function. */
void look_run(const struct look *look, struct probe_facts *facts);

/*
 * Forks, waits at most look->limit seconds, and kills the child then; one that cannot be killed is left
 * behind. facts: shared memory. *signal: what ended the child before it was done, or 0. 0 or errno.
 */
int look_in_child(const struct look *look, struct probe_facts *facts, int *signal);

/* Memory for the facts of so many functions; NULL and errno. Never freed: a child may still write. */
struct probe_facts *look_memory(unsigned int count);

#endif
