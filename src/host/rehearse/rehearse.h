/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of gpupt rehearse share: what is booted, and what came of it. */
#ifndef GPUPT_REHEARSE_H
#define GPUPT_REHEARSE_H

#include "host/host.h"
#include "host/image/image.h"
#include "host/image/kernels.h"
#include "host/layout.h"
#include "host/rehearse/rehearsal.h"

struct rehearse {
	const struct host *host;
	const char *release; /* as asked for, or NULL */
	const char *image_file;
	bool json;
	struct kernels kernels;
	struct image_facts facts;
	struct rehearsal rehearsal;
	char *kernel; /* the files for QEMU */
	char *image;
};

/* Sets kernel and image. 0, or the exit status, and it was said why. */
int rehearse_choose(struct rehearse *rehearse);

/* For people: what came of it; the exit status. */
int rehearse_tell(const struct rehearse *rehearse);
/* The same for programs, given the exit status. */
int rehearse_json(const struct rehearse *rehearse, int status);

/* One sentence, broken where it must be. */
void rehearse_say(const struct rehearse *rehearse, enum tone tone, const char *label, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
