/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of kernel parameters, for the readers and writers of the boot configuration. Pure but for malloc. */
#ifndef GPUPT_LINE_H
#define GPUPT_LINE_H

#include "core/cmdline.h"

/* Adds the values of every gpupt.slots= to a list with commas. False without memory. */
bool line_add_slots(const char *line, char **list);

/* "gpupt.slots=LIST intel_iommu=on", or what of it is wanted; the caller frees it. */
char *line_parameters(const char *slots, bool intel_iommu);

/* Whether a parameter is to be taken out; before: the name of the one in front of it. */
typedef bool line_unwanted(struct token before, const struct param *param);

/* The line without some parameters, also behind a bare --, the rest byte by byte; the caller frees it. */
char *line_without(const char *line, line_unwanted *unwanted);

/* Whether a parameter of this name and value is in it. */
bool line_has(const char *line, struct token name, struct token value);

/* Whether something follows a bare --. */
bool line_has_dashes(const char *line);

/* What of a command line, parameter by parameter, decides what gpupt does; the caller frees it. */
char *line_ours(const char *line);

/* The same of what stands behind a bare --, which the kernel gives to init; "" if nothing. */
char *line_hidden(const char *line);

/* Whether a gpupt.slots= of the line is exactly this list; "": whether it has none. */
bool line_gets(const char *line, const char *slots);

/* A line of parameters with these slots in place of every gpupt.slots=, in front; the caller frees it. */
char *line_with_slots(const char *line, const char *slots, bool intel_iommu);

#endif
