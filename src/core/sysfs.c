/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* getdents64, O_PATH */
#endif
#include "core/sysfs.h"
#include "core/at.h"
#include "core/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define SYSFS_MAGIC_NUMBER 0x62656572 /* SYSFS_MAGIC of linux/magic.h */

static int open_at(int dir, const char *name, int flags)
{
	int fd = at_open(dir, name, flags | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int sysfs_open_dir(int dir, const char *name)
{
	return open_at(dir, name, O_RDONLY | O_DIRECTORY);
}

int sysfs_open_path(int dir, const char *name)
{
	return open_at(dir, name, O_PATH | O_DIRECTORY);
}

/*
 * To the end of the file. Of an attribute from its start, which makes the kernel look once more, and to a
 * read that ends with a newline: it may be short.
 */
static long read_fd(int fd, char *buf, size_t size, bool attribute)
{
	size_t used = 0;

	while (used < size) {
		ssize_t n = attribute ? pread(fd, buf + used, size - used, (off_t)used)
				      : read(fd, buf + used, size - used);

		if (n < 0)
			return -errno;
		used += (size_t)n;
		if (attribute && n && buf[used - 1] == '\n') {
			used -= used == size;
			n = 0;
		}
		if (n == 0) {
			buf[used] = '\0';
			return (long)used;
		}
	}
	return -EFBIG;
}

static long read_file(int dir, const char *name, char *buf, size_t size, bool attribute)
{
	int fd = open_at(dir, name, O_RDONLY);
	long result;

	if (fd < 0)
		return fd;
	result = read_fd(fd, buf, size, attribute);
	at_close(fd);
	return result;
}

long sysfs_read_fd(int fd, char *buf, size_t size)
{
	return read_fd(fd, buf, size, false);
}

long sysfs_read_file(int dir, const char *name, char *buf, size_t size)
{
	return read_file(dir, name, buf, size, false);
}

long sysfs_read_text(int dir, const char *name, char *buf, size_t size)
{
	return read_file(dir, name, buf, size, true);
}

long sysfs_read_bytes(int dir, const char *name, void *buf, size_t size)
{
	int fd = open_at(dir, name, O_RDONLY);
	ssize_t length;

	if (fd < 0)
		return fd;
	length = read(fd, buf, size);
	if (length < 0)
		length = -errno;
	at_close(fd);
	return length;
}

int sysfs_read_line(int dir, const char *name, char *buf, size_t size)
{
	int file = -1;

	return sysfs_read_line_of(dir, name, &file, buf, size);
}

int sysfs_read_line_of(int dir, const char *name, int *file, char *buf, size_t size)
{
	int fd = *file >= 0 ? *file : open_at(dir, name, O_RDONLY);
	long length;
	char *end;

	if (fd < 0)
		return fd;
	length = read_fd(fd, buf, size, true);
	*file = at_close(fd) ? -1 : fd;
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
	long length = at_readlink(dir, name, buf, size);

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

	if (!at_stat(dir, name, &st))
		return 1;
	return errno == ENOENT || errno == ENOTDIR ? 0 : -errno;
}

_Static_assert(sizeof(((struct dirent *)0)->d_ino) == 8, "struct dirent is that of getdents64");

int sysfs_list(int dir, const char *name, int (*each)(void *context, const char *name), void *context)
{
	struct dirent entries[8];
	int fd = sysfs_open_dir(dir, name);
	int result = fd < 0 ? fd : 0;

	/* The system call: the buffer is ours, and nothing is allocated. */
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
		at_close(fd);
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
	at_close(fd);
	return real;
}
