/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * VFIO from user space, as QEMU uses it: by the node of an IOMMU group, or by that of the function
 * itself. Nothing is written to a region but, for a change of power, the state in the function's own
 * power management register. Errors are errno, 0 for none. Only the child calls these: each may hang.
 */
#ifndef GPUPT_PROBE_VFIO_H
#define GPUPT_PROBE_VFIO_H

#include "host/probe/facts.h"
#include "host/vfio_nodes.h"

struct vfio {
	int root;
	int group;     /* descriptor, or -1 where functions have nodes of their own */
	int container; /* of the group, or /dev/iommu */
	uint32_t space;
};

/* Opens what the function's nodes need and sets an IOMMU; facts: not_viable, noiommu. */
int vfio_open(int root, const struct vfio_nodes *nodes, struct vfio *vfio, struct probe_facts *facts);
void vfio_close(struct vfio *vfio);

/* Opens a function: *device is its descriptor. */
int vfio_device(const struct vfio *vfio, const char *address, const struct vfio_nodes *nodes, int *device);

/* Regions, interrupts and what a reset would hit. */
int vfio_describe(int device, struct probe_facts *facts);

void vfio_read_config(int device, struct probe_config *config);

/* Maps the region, or where it cannot be mapped reads it through the kernel: the first word. */
int vfio_read_region(int device, unsigned int index, bool map, uint32_t *word);

/* Resets the function alone, or (by_bus) all that is on its bus, which must be of the open group. */
int vfio_reset(const struct vfio *vfio, int device, bool by_bus);

/* Writes the power state into the register at pm of the configuration space. */
int vfio_set_power(int device, unsigned int pm, unsigned int state);

#endif
