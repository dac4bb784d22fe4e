/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What guests get, as people call it: cards by name and slot, not functions. */
#ifndef GPUPT_GIFTS_H
#define GPUPT_GIFTS_H

#include "host/plan/plan_input.h"
#include "host/text.h"

struct gift {
	struct pci_addr addr;
	struct pci_ids ids;
	uint32_t class;
	unsigned int card; /* the same number for functions of one card */
};

/*
 * "NVIDIA GeForce RTX 3090 at 02:00, 2 AMD ... at 03:00 and 04:00" of these functions, in address order;
 * what goes along with a GPU is not told. Returns how many cards, or functions without one, are told.
 */
unsigned int gifts_tell(
	const struct host *host, const struct gift *gift, unsigned int count, struct text *text);

/* The same of what a plan claims. */
unsigned int gifts_of_plan(const struct host *host, const struct plan_input *plan, struct text *text);

/* "02:00" for a GPU, "02:00.1" for another function; the domain only where it is not 0. */
char *gifts_where(const struct pci_addr *addr, uint32_t class, char where[PCI_ADDR_TEXT]);

#endif
