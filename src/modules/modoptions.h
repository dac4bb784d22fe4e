/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Options from modprobe.d, and only from there. */
#ifndef GPUPT_MODOPTIONS_H
#define GPUPT_MODOPTIONS_H

#include <stdbool.h>
#include <stdio.h>

struct kmod_ctx;

/*
 * A libkmod context for the modules in @dir, with the modprobe.d directories of the
 * system below @root. The caller frees it. NULL: errno.
 */
struct kmod_ctx *modoptions_open(const char *dir, const char *root);

/*
 * Write the options of module @name to @out, a space before each, without `ids`.
 * False: there was an `ids`.
 */
bool modoptions_write(const struct kmod_ctx *ctx, const char *name, FILE *out);

#endif
