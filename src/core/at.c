/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names looked up as the kernel does it. */
#include "core/at.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int at_open(int dir, const char *name, int flags)
{
	return openat(dir, name, flags);
}

int at_stat(int dir, const char *name, struct stat *st)
{
	return fstatat(dir, name, st, 0);
}

long at_readlink(int dir, const char *name, char *buf, size_t size)
{
	return readlinkat(dir, name, buf, size);
}

/* What lives for milliseconds leaves its files to its end, unless they become many. */
bool at_close(int fd)
{
	return fd >= 128 && !close(fd);
}
