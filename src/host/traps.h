/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a guest will trip over though the claim is good. */
#ifndef GPUPT_TRAPS_H
#define GPUPT_TRAPS_H

#include "core/inventory.h"
#include "host/text.h"

struct trap {
	struct pci_addr addr; /* in whose memory it is */
	char what[24];        /* "BOOTFB", as /proc/iomem calls it */
};

struct traps {
	unsigned int count;
	struct trap *trap;
};

/* The framebuffers of the firmware that are still in use, by /proc/iomem. traps_free releases. */
void traps_read(int root, struct traps *traps);
void traps_free(struct traps *traps);

/*
 * The firmware's framebuffer in the function's memory where vfio-pci leaves it, which is with every
 * class but VGA (vfio_pci_core.c, vfio_pci_vga_init): the host goes on writing into memory that the guest's
 * driver has, and the guest finds a dead card. NULL if there is none.
 */
const char *traps_framebuffer(const struct traps *traps, const struct function *function);

/* "0000:4d:00.0: BOOTFB is in its memory ...", a sentence without full stop; false, and nothing, if none is.
 */
bool traps_describe(const struct traps *traps, const struct function *function, struct text *text);

/* Whether a kernel with this command line makes no such framebuffer. */
bool traps_are_off(const char *cmdline, size_t length);

/* What to do about it. */
extern const char traps_framebuffer_advice[];

#endif
