/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text files below a root directory, as the boot configuration has them. */
#ifndef GPUPT_FILES_H
#define GPUPT_FILES_H

#include "core/sysfs.h"

#define FILES_MAX_SIZE (4 * 1024 * 1024)

/* Whether there is something of this name. */
bool files_has(int root, const char *name);

/*
 * A text file as a whole, terminated; the caller frees it. NULL and *error otherwise: -ENOENT,
 * -EISDIR, -EFBIG, -EINVAL where it is no text...
 */
char *files_read(int root, const char *name, int *error);

/* When it was last changed, in seconds; 0 if that cannot be known. */
long long files_changed(int root, const char *name);

#endif
