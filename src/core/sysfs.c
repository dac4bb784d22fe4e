/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* getdents64 */
#endif
#include "core/sysfs.h"
#include "core/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define SYSFS_MAGIC_NUMBER 0x62656572 /* SYSFS_MAGIC of linux/magic.h */

int sysfs_open_dir(int dir, const char *name)
{
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

long sysfs_read_fd(int fd, char *buf, size_t size)
{
	size_t used = 0;

	/* To the end of the file: a read may be short. */
	while (used < size) {
		ssize_t n = read(fd, buf + used, size - used);

		if (n < 0)
			return -errno;
		if (n == 0) {
			buf[used] = '\0';
			return (long)used;
		}
		used += (size_t)n;
	}
	return -EFBIG;
}

long sysfs_read_file(int dir, const char *name, char *buf, size_t size)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	long result;

	if (fd < 0)
		return -errno;
	result = sysfs_read_fd(fd, buf, size);
	close(fd);
	return result;
}

int sysfs_read_line(int dir, const char *name, char *buf, size_t size)
{
	long length = sysfs_read_file(dir, name, buf, size);
	char *end;

	if (length < 0)
		return length == -EFBIG ? -ENAMETOOLONG : (int)length;
	end = strchr(buf, '\n');
	if (end)
		*end = '\0';
	return 0;
}

int sysfs_read_number(int dir, const char *name, unsigned int base, unsigned int *value)
{
	char text[32];
	int error = sysfs_read_line(dir, name, text, sizeof(text));

	if (error)
		return error;
	return text_number(strncmp(text, "0x", 2) ? text : text + 2, base, value) ? 0 : -EPROTO;
}

int sysfs_read_link(int dir, const char *name, char *buf, size_t size)
{
	ssize_t length = readlinkat(dir, name, buf, size);

	if (length < 0)
		return -errno;
	if ((size_t)length >= size)
		return -ENAMETOOLONG;
	buf[length] = '\0';
	return 0;
}

int sysfs_link_name(int dir, const char *name, char *buf, size_t size)
{
	char target[512];
	const char *base;
	int error = sysfs_read_link(dir, name, target, sizeof(target));

	if (error)
		return error;
	base = strrchr(target, '/');
	base = base ? base + 1 : target;
	if (strlen(base) >= size)
		return -ENAMETOOLONG;
	memcpy(buf, base, strlen(base) + 1);
	return 0;
}

int sysfs_exists(int dir, const char *name)
{
	struct stat st;

	if (!fstatat(dir, name, &st, 0))
		return 1;
	return errno == ENOENT || errno == ENOTDIR ? 0 : -errno;
}

_Static_assert(sizeof(((struct dirent *)0)->d_ino) == 8, "struct dirent is that of getdents64");

int sysfs_list(int dir, const char *name, int (*each)(void *context, const char *name), void *context)
{
	struct dirent entries[8];
	int fd = sysfs_open_dir(dir, name);
	int result = fd < 0 ? fd : 0;

	/* The system call: opendir would bring malloc and stdio into the binder. */
	while (!result) {
		char *at = (char *)entries;
		ssize_t length = getdents64(fd, entries, sizeof(entries));
		const char *end = at + length;

		if (length <= 0) {
			result = length ? -errno : 0;
			break;
		}
		for (; !result && at < end; at += ((struct dirent *)at)->d_reclen) {
			name = ((struct dirent *)at)->d_name;
			if (strcmp(name, ".") && strcmp(name, ".."))
				result = each(context, name);
		}
	}
	if (fd >= 0)
		close(fd);
	return result;
}

bool sysfs_is_real_fd(int fd)
{
	struct statfs fs;

	return !fstatfs(fd, &fs) && fs.f_type == SYSFS_MAGIC_NUMBER;
}

bool sysfs_is_real(int dir, const char *name)
{
	int fd = sysfs_open_dir(dir, name);
	bool real;

	if (fd < 0)
		return false;
	real = sysfs_is_real_fd(fd);
	close(fd);
	return real;
}
