/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What --verbose adds to list, plan, status, enable and disable: what their answer is made of. */
#ifndef GPUPT_BOTH_LINES_H
#define GPUPT_BOTH_LINES_H

#include "host/host.h"

/*
 * With --verbose: the parameters that matter of this boot and of the next one, and where each of them was
 * read. An empty line stands above, or below if this is the first that is printed.
 */
void both_lines_tell(const struct host *host, bool first);

#endif
