/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report where others find it: the kernel log and /run/gpupt/report.json. */
#ifndef GPUPT_KMSG_H
#define GPUPT_KMSG_H

#include "core/report.h"

/* Writes the report's lines to dev/kmsg below root; where that cannot be, to standard error. */
void kmsg_write(int root, const struct report *report);

/* Writes run/gpupt/report.json below root, whole or not at all. 0 or -errno. */
int report_publish(int root, const struct report *report);

#endif
