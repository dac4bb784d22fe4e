/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report where others find it: the kernel log and /run/gpupt/report.json. */
#ifndef GPUPT_PUBLISH_H
#define GPUPT_PUBLISH_H

#include "core/report.h"

#define RUN_DIR "run/gpupt"

/* Opens a file of gpupt's own in RUN_DIR for writing; both are made if need be. Descriptor or -errno. */
int publish_create(int root, const char *name, int flags);

/* Writes the report's lines to dev/kmsg below root; where that cannot be, to standard error. */
void publish_lines(int root, const struct report *report);

/* Writes run/gpupt/report.json below root, whole or not at all. 0 or -errno. */
int publish_report(int root, const struct report *report);

/* Writes to dev/kmsg that an earlier run's report stands. */
void publish_unchanged(int root);

#endif
