/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is mounted, as mountinfo tells. */
#ifndef GPUPT_MOUNTS_H
#define GPUPT_MOUNTS_H

#include <stdbool.h>

struct mount {
	unsigned int major;
	unsigned int minor;
	char *point;
	char *type;
	char *source;
};

struct mounts {
	unsigned int count;
	struct mount *mount;
};

/* The mounts point into text, which is changed; the caller frees text and mounts->mount. */
void mounts_read(char *text, struct mounts *mounts);

/* Whether another one lies on it: what is mounted at a point is the last one there. */
bool mounts_is_covered(const struct mounts *mounts, unsigned int i);

/* The file system that a file is in; NULL if there is none. */
const struct mount *mounts_of_file(const struct mounts *mounts, const char *path);

/* "\040" and the like of proc, in place. */
void mounts_unescape(char *text);

#endif
