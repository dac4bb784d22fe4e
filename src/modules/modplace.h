/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Puts module files into an image that is being made, so that its kernel can insert them. */
#ifndef GPUPT_MODPLACE_H
#define GPUPT_MODPLACE_H

#include <stdbool.h>

#define MODPLACE_FORMATS 3 /* .xz, .zst, .gz */

struct modplace {
	const char *into;                    /* the directory that becomes the image */
	bool decompresses[MODPLACE_FORMATS]; /* what the kernel reads itself */
};

/*
 * What kernel @release below @root says of itself (CONFIG_MODULE_DECOMPRESS and the
 * one algorithm that goes with it), in /boot/config-RELEASE or in its directory of
 * modules @dir. A kernel that says nothing gets its modules uncompressed.
 */
struct modplace modplace_for(const char *root, const char *dir, const char *release, const char *into);

/*
 * Create @path below @into for writing, with the directories above it, in place of
 * what may be there. The descriptor, or -errno.
 */
int modplace_create(const char *into, const char *path);
void modplace_remove(const char *into, const char *path);

/*
 * Copy module file @source to @path (ending in .ko) in the image: with @source's
 * suffix where the kernel can read that, else through xz, zstd or gzip; in place of
 * what is there, however compressed.
 * 0 or -errno, then nothing was put or dropped; -ENOEXEC: that program is missing or failed.
 */
int modplace_copy(const struct modplace *place, const char *source, const char *path);

#endif
