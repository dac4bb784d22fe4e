/* SPDX-License-Identifier: GPL-2.0-or-later */
/* etc/kernel/cmdline: lines of parameters and comments. Pure but for malloc. */
#ifndef GPUPT_KERNEL_CMDLINE_H
#define GPUPT_KERNEL_CMDLINE_H

#include <stdbool.h>

/* The parameters: of all lines, without comments, or of the first line. The caller frees it. */
char *kernel_cmdline_join(const char *text, bool first_only);

/* The text with these slots in place of its own; the caller frees it. */
char *kernel_cmdline_text(const char *text, const char *slots, bool intel_iommu);

/* Whether the first line is a comment; whether parameters follow it. */
bool kernel_cmdline_begins_with_comment(const char *text);
bool kernel_cmdline_has_more(const char *text);

#endif
