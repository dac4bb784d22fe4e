/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who may have taken a function away from its guest driver after the boot. */
#ifndef GPUPT_CULPRIT_H
#define GPUPT_CULPRIT_H

#include "core/pci_addr.h"
#include "host/host.h"
#include "host/text.h"

/* Adds a sentence, nothing if nothing can be known. What cannot be read is passed over. */
void culprit_find(const struct host *host, const struct pci_addr *addr, struct text *text);

#endif
