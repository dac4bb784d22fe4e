/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The report of contract, section 6 as JSON and as the lines of the kernel log. Plan and boot, binder
 * and host command: one writer.
 */
#ifndef GPUPT_REPORT_H
#define GPUPT_REPORT_H

#include "core/out.h"
#include "core/claim.h"

#define REPORT_FILE "run/gpupt/report.json"
#define REPORT_LINES 8 /* in the kernel log, the summary included */

struct report {
	const struct request *request;
	const struct inventory *inventory;
	const struct plan *plan;
	const struct notes *notes;
	enum result result;
	bool is_plan;
	unsigned int elapsed_us; /* of a boot */
};

/* The whole report; the caller flushes out. */
void report_json(const struct report *report, struct out *out);

/*
 * Calls line for each line of the kernel log: a level as in "<3>", then text that begins with
 * "gpupt: ", terminated, without newline, only printable ASCII.
 */
void report_lines(const struct report *report,
	void (*line)(void *context, unsigned int level, const char *text), void *context);

/* "gpupt.slots=02:00" or "vfio-pci.ids=10de:2204": what asked for a claim; returns buf. */
char *report_by(const struct request *request, const struct claim *claim, char buf[QUOTE_MAX + 1]);

/* The exit status of contract, section 7 for this report: 0, 1 or 3. */
int report_exit_status(const struct report *report);

#endif
