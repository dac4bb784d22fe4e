// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/boot/files.h"
#include "core/at.h"

bool files_has(int root, const char *name)
{
	return sysfs_exists(root, name) == 1;
}

static char *read_open(int fd, int *error)
{
	struct stat st;
	char *text;
	long length;

	*error = fstat(fd, &st) < 0 ? -errno : 0;
	if (!*error && !S_ISREG(st.st_mode))
		*error = S_ISDIR(st.st_mode) ? -EISDIR : -EINVAL;
	if (!*error && st.st_size >= FILES_MAX_SIZE)
		*error = -EFBIG;
	if (*error)
		return NULL;
	text = malloc((size_t)st.st_size + 2);
	length = text ? sysfs_read_fd(fd, text, (size_t)st.st_size + 2) : -ENOMEM;
	if (length >= 0 && !memchr(text, '\0', (size_t)length))
		return text;
	*error = length < 0 ? (int)length : -EINVAL;
	free(text);
	return NULL;
}

char *files_read(int root, const char *name, int *error)
{
	/* A FIFO would be waited for. */
	int fd = at_open(root, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *text;

	*error = fd < 0 ? -errno : 0;
	if (fd < 0)
		return NULL;
	text = read_open(fd, error);
	close(fd);
	return text;
}

long long files_changed(int root, const char *name)
{
	struct stat st;

	return at_stat(root, name, &st) < 0 ? 0 : (long long)st.st_mtime;
}
