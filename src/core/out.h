/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A buffered writer on a file descriptor. The first error is kept; nothing is written after it.
 */
#ifndef GPUPT_OUT_H
#define GPUPT_OUT_H

#include "core/text.h"

struct out {
	struct sink sink; /* into buf, which is written when it is full */
	int fd;
	int error; /* 0 or -errno */
	char buf[4096];
};

void out_init(struct out *out, int fd);
void out_text(struct out *out, const char *text);
void out_format(struct out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A JSON string with its quotes; bytes outside 0x20 to 0x7e become \u00XX. NULL becomes null. */
void out_json(struct out *out, const char *text);
/* Writes what is left; 0, or the first error as -errno. */
int out_flush(struct out *out);

/* "gpupt-bind: SUBJECT: what" on standard error, at once. */
void out_complain(const char *subject, const char *what);

#endif
