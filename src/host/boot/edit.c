// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/sysfs.h"
#include "host/boot/edit.h"
#include "host/layout.h"

/* The directory that a path is in, "." for a name alone; NULL without memory. The caller frees it. */
static char *parent_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? strndup(path, (size_t)(slash - path)) : strdup(".");
}

/* Makes a directory whose parent is there. 0 or -errno. */
static int make_directory(int root, const char *path)
{
	char *parent = parent_of(path);
	const char *slash = strrchr(path, '/');
	int dir = parent ? sysfs_open_dir(root, parent) : -ENOMEM;
	int error = dir < 0 ? dir : 0;

	if (!error && mkdirat(dir, slash ? slash + 1 : path, 0755) < 0)
		error = -errno;
	if (dir >= 0)
		close(dir);
	free(parent);
	return error;
}

int edit_directory(int root, const char *path, const char **name)
{
	char *parent = parent_of(path);
	const char *slash = strrchr(path, '/');
	int dir = parent ? sysfs_open_dir(root, parent) : -ENOMEM;

	*name = slash ? slash + 1 : path;
	if (dir == -ENOENT) {
		dir = make_directory(root, parent);
		if (!dir)
			dir = sysfs_open_dir(root, parent);
	}
	free(parent);
	return dir;
}

static int write_all(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left) {
		ssize_t n = write(fd, text, left);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			text += n;
			left -= (size_t)n;
		}
	}
	return 0;
}

/* Mode and owner of the file that stands for it. */
static int take_after(int dir, const char *name, int fd)
{
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : -errno;
	if (S_ISLNK(st.st_mode))
		return -ELOOP;
	if (fchown(fd, st.st_uid, st.st_gid) < 0 || fchmod(fd, st.st_mode & 07777) < 0)
		return -errno;
	return 0;
}

/* 0, -ESTALE if that is not the file's text (before: NULL if there is none), or -errno. */
static int compare(int dir, const char *name, const char *before)
{
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	size_t length = before ? strlen(before) : 0;
	char *text;
	struct stat st;
	long got;

	if (fd < 0)
		return errno != ENOENT ? -errno : before ? -ESTALE : 0;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return -EISDIR;
	}
	text = malloc(length + 2);
	got = text ? sysfs_read_fd(fd, text, length + 2) : -ENOMEM;
	close(fd);
	if (got >= 0 || got == -EFBIG)
		got = before && got == (long)length && !memcmp(text, before, length) ? 0 : -ESTALE;
	free(text);
	return (int)got;
}

/* A new file; name: of the one whose mode and owner it gets. */
static int write_new(int dir, const char *file, const char *name, const char *text)
{
	int fd = openat(dir, file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	int error;

	if (fd < 0)
		return -errno;
	error = fchmod(fd, 0644) < 0 ? -errno : take_after(dir, name, fd);
	if (!error)
		error = write_all(fd, text);
	if (!error && fsync(fd) < 0)
		error = -errno;
	if (close(fd) < 0 && !error)
		error = -errno;
	if (error)
		unlinkat(dir, file, 0);
	return error;
}

static int replace(int dir, const char *name, const char *before, const char *text)
{
	int error;

	/* Left by somebody who was killed between the two steps. */
	unlinkat(dir, EDIT_NEW, 0);
	error = *text ? write_new(dir, EDIT_NEW, name, text) : 0;
	if (!error)
		error = compare(dir, name, before);
	if (!error && *text && renameat(dir, EDIT_NEW, dir, name) < 0)
		error = -errno;
	if (!error && !*text && before && unlinkat(dir, name, 0) < 0)
		error = -errno;
	if (error)
		unlinkat(dir, EDIT_NEW, 0);
	else
		fsync(dir);
	return error;
}

int edit_replace(int root, const char *path, const char *before, const char *text)
{
	const char *name;
	int dir = edit_directory(root, path, &name);
	int error = dir < 0 ? dir : replace(dir, name, before, text);

	if (dir >= 0)
		close(dir);
	return error;
}

int edit_keep(int root, const char *path, const char *before)
{
	const char *name;
	int dir = edit_directory(root, path, &name);
	int error = dir;

	if (dir >= 0) {
		error = write_new(dir, EDIT_ORIG, name, before ? before : "");
		close(dir);
	}
	/* That of a killed run is older still, and what it changed was taken back by nobody. */
	return error == -EEXIST ? 0 : error;
}

void edit_forget(int root, const char *path)
{
	const char *name;
	int dir = edit_directory(root, path, &name);

	if (dir < 0)
		return;
	unlinkat(dir, EDIT_NEW, 0);
	unlinkat(dir, EDIT_ORIG, 0);
	close(dir);
}

static void show_line(const struct host *host, const char *text, char sign, enum tone tone)
{
	char *line = NULL;

	if (asprintf(&line, "%c%.*s", sign, (int)strcspn(text, "\n"), text) < 0)
		return;
	layout_text(host, tone, line);
	putchar('\n');
	free(line);
}

static const char *next_line(const char *text)
{
	text += strcspn(text, "\n");
	return text + (*text == '\n');
}

static bool same_line(const char *a, const char *b)
{
	size_t length = strcspn(a, "\n");

	return length == strcspn(b, "\n") && !strncmp(a, b, length);
}

void edit_show(const struct host *host, const char *what, const char *before, const char *after)
{
	printf("--- %s\n+++ %s\n", before ? what : "(not there)", *after ? what : "(removed)");
	before = before ? before : "";
	for (; *before && *after && same_line(before, after);
		after = next_line(after), before = next_line(before))
		show_line(host, before, ' ', TONE_PLAIN);
	for (; *before; before = next_line(before))
		show_line(host, before, '-', TONE_BAD);
	for (; *after; after = next_line(after))
		show_line(host, after, '+', TONE_GOOD);
}
