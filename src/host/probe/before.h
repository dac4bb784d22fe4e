/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What sysfs tells of a function before it is opened, for the child that looks at it. */
#ifndef GPUPT_PROBE_BEFORE_H
#define GPUPT_PROBE_BEFORE_H

#include "host/probe/facts.h"

/* Reading the configuration space, as the host sees it, is an access to the device. */
void before_read(int root, const struct pci_addr *addr, struct probe_facts *facts);

#endif
