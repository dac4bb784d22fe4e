/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One run of the binder, from the command line to the report. */
#ifndef GPUPT_SESSION_H
#define GPUPT_SESSION_H

#include "bind/options.h"

/* The exit status of contract, section 7. */
int session_run(const struct options *options);

#endif
