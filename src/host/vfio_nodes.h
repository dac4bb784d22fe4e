/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The nodes by which user space has a function that is on a VFIO driver, and who has them open. */
#ifndef GPUPT_VFIO_NODES_H
#define GPUPT_VFIO_NODES_H

#include "core/inventory.h"
#include "host/host.h"
#include "host/text.h"

struct vfio_nodes {
	char group[32];  /* "/dev/vfio/5", "/dev/vfio/noiommu-5"; "" if it is on no VFIO driver */
	char device[48]; /* "/dev/vfio/devices/vfio0"; "" if the kernel makes none */
};

void vfio_nodes_read(const struct host *host, const struct function *function, struct vfio_nodes *nodes);

/* A process that has a node open. */
struct vfio_holder {
	char node[48];
	unsigned int pid;
	char command[32]; /* as the kernel has it; "" if that cannot be read */
	char guest[64];   /* QEMU's -name; "" if it has none */
};

struct vfio_holders {
	unsigned int count;
	struct vfio_holder *holder;
	bool complete; /* the descriptors of every process could be read */
};

/* All that is open below /dev/vfio, by /proc/PID/fd; vfio_holders_free releases. */
void vfio_holders_read(const struct host *host, struct vfio_holders *holders);
void vfio_holders_free(struct vfio_holders *holders);

/* Who has the function, by one of its nodes; NULL if nobody does, or nobody that can be seen. */
const struct vfio_holder *vfio_holder_of(const struct vfio_holders *holders, const struct vfio_nodes *nodes);

/* "guest win11 (qemu-system-x86, process 4711)" */
void vfio_holder_describe(const struct vfio_holder *holder, struct text *text);

#endif
