/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A boot of a kernel and an image in QEMU: no disk, no network, an emulated IOMMU, and two
 * identical cards of two functions at 01:00 and 02:00, of which gpupt.slots= names the second.
 */
#ifndef GPUPT_REHEARSAL_H
#define GPUPT_REHEARSAL_H

#include <stdbool.h>

#define REHEARSAL_LINES 16
#define REHEARSAL_LINE 256

enum rehearsal_end {
	REHEARSAL_NO_QEMU,  /* it is not installed */
	REHEARSAL_NO_START, /* it could not be started, or gave up before the kernel said a word */
	REHEARSAL_TIMEOUT,
	REHEARSAL_PANIC,
	REHEARSAL_SILENT, /* the image went on past udev, or the machine stopped, without the binder */
	REHEARSAL_SPOKE   /* the binder's summary came */
};

struct rehearsal {
	const char *kernel; /* files */
	const char *image;
	bool kvm;
	unsigned int timeout; /* seconds */
	/* What comes to pass, if somebody looks: every second, and each line of the console. */
	void (*tick)(void *context, unsigned int seconds);
	void (*heard)(void *context, const char *line);
	void *context;
	/* Results. */
	enum rehearsal_end end;
	unsigned int seconds;
	bool kernel_began;
	unsigned int lines; /* of the binder, in line[], from "gpupt: " on; the last one is its summary */
	char line[REHEARSAL_LINES][REHEARSAL_LINE];
	char last[REHEARSAL_LINE]; /* the last line of the console, or QEMU's message; the panic */
};

/* Runs it; nothing of it is left running. */
void rehearsal_run(struct rehearsal *rehearsal);

/* NULL if the stand-in was claimed, it alone, and before udev; else what was wrong. */
const char *rehearsal_wrong(const struct rehearsal *rehearsal);

#endif
