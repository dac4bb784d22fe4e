/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * --root is never left, whatever links say: an absolute link begins at the root, and .. stops
 * there. This file has at_open, at_stat and at_readlink of core/at.h for the host command, so
 * that core's reading goes through it too. In host/ every file below the root is opened with
 * at_open or a function of core/sysfs.h, never with openat; only a name without a slash, in a
 * directory that was opened so and with O_NOFOLLOW, may be.
 */
#ifndef GPUPT_ROOT_H
#define GPUPT_ROOT_H

#include <stdbool.h>
#include <stddef.h>

/* From now on names are kept below this directory; -1: they are not (the root is "/"). */
void root_confine(int root);

/*
 * The name of a file or directory with all links followed, seen from the root, without a slash
 * in front: "sys/devices/pci0000:00/...". 0 or -errno.
 */
int root_real(int root, const char *name, char *buf, size_t size);

/*
 * Whether a library that opens ROOT/NAME itself gets the same file: false if a link leads
 * elsewhere, or it is not there. root_path: as it was given.
 */
bool root_is_plain(int root, const char *root_path, const char *name);

#endif
