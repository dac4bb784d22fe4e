/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who has a function now, told by the driver that holds it. */
#ifndef GPUPT_OWNER_H
#define GPUPT_OWNER_H

#include "core/inventory.h"
#include "host/host.h"

enum owner {
	OWNER_NONE,  /* no driver */
	OWNER_HOST,  /* a driver of the host */
	OWNER_GUEST, /* vfio-pci, a VFIO variant or pci-stub: a guest's, or free for one */
};

enum owner owner_of(const struct host *host, const struct function *function);
const char *owner_name(enum owner owner); /* "none", "host", "guest" */

/*
 * Whether a guest that has another function of its IOMMU group can start: it has no driver, or
 * one that the kernel allows beside a guest's (vfio-pci, a variant, pci-stub, pcieport).
 */
bool owner_lets_guest_start(const struct host *host, const struct function *function);

#endif
