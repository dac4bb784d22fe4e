/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The module table of a kernel below the root, which libkmod never leaves. */
#ifndef GPUPT_KERNEL_TABLE_H
#define GPUPT_KERNEL_TABLE_H

#include "host/host.h"
#include "modules/modtable.h"

/*
 * As modtable_write. libkmod opens its files itself: where a link would lead it out of the root, warn
 * says so and the result is MODTABLE_NO_KERNEL.
 */
enum modtable_result kernel_table_write(
	const struct host *host, const char *release, FILE *out, void (*warn)(const char *text));

#endif
