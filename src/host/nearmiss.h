/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What in a command line looks like a parameter of gpupt or vfio-pci and is not, so that neither
 * the kernel nor the binder says a word about it: vfio-pci-ids=, vfio-pci.id=, a space behind a
 * comma (gpupt.slots=02:00, 01:00), what stands behind a bare --.
 */
#ifndef GPUPT_NEARMISS_H
#define GPUPT_NEARMISS_H

#include "core/note.h"

/*
 * Calls for each, in the order of the command line. quoted: the name as written, any bytes: escape
 * before printing. text: a sentence without full stop that says what is wrong and what was perhaps
 * meant. Both are valid during the call only. notes: of request_parse for the same line; what it
 * says is not said twice. Returns how many there are. each may be NULL.
 *
 * plan_notes_print says them already; who prints a plan in another way calls this.
 */
unsigned int nearmiss_find(const char *cmdline, size_t length, const struct notes *notes,
	void (*each)(void *context, const char *quoted, const char *text), void *context);

#endif
