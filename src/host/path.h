/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GPUPT_PATH_H
#define GPUPT_PATH_H

#include <string.h>

/* What follows the last slash of a path. */
static inline const char *path_last(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

#endif
