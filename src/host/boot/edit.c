// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/sysfs.h"
#include "host/boot/edit.h"
#include "host/layout.h"

#define NEW_FILE ".gpupt-new"
#define PATH_TEXT 512

/* The directory of a path, made if its parent is there; the name in it. */
static int open_parent(int root, const char *path, const char **name)
{
	char dir[PATH_TEXT];
	const char *slash = strrchr(path, '/');
	int fd;

	*name = slash ? slash + 1 : path;
	snprintf(dir, sizeof(dir), "%.*s", slash ? (int)(slash - path) : 1, slash ? path : ".");
	fd = sysfs_open_dir(root, dir);
	if (fd != -ENOENT)
		return fd;
	if (mkdirat(root, dir, 0755) < 0)
		return -errno;
	return sysfs_open_dir(root, dir);
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

/* Mode and owner of the file that is to be replaced. */
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

static int write_new(int dir, const char *name, const char *text)
{
	int fd = openat(dir, NEW_FILE, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
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
	return error;
}

int edit_replace(int root, const char *path, const char *text)
{
	const char *name;
	int dir = open_parent(root, path, &name);
	int error;

	if (dir < 0)
		return dir;
	/* Left by somebody who was killed between the two steps. */
	unlinkat(dir, NEW_FILE, 0);
	error = write_new(dir, name, text);
	if (!error && renameat(dir, NEW_FILE, dir, name) < 0)
		error = -errno;
	if (error)
		unlinkat(dir, NEW_FILE, 0);
	else
		fsync(dir);
	close(dir);
	return error;
}

int edit_remove(int root, const char *path)
{
	if (unlinkat(root, path, 0) < 0 && errno != ENOENT)
		return -errno;
	return 0;
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

int edit_run(char *const *words)
{
	/* What su and sudo leave of PATH may lack sbin. */
	static char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
	extern char **environ;
	posix_spawnattr_t attributes;
	sigset_t interrupts;
	pid_t pid;
	int status;
	int error;

	fflush(stdout);
	putenv(path);
	/* The caller may ignore them for itself; the program shall end. */
	sigemptyset(&interrupts);
	sigaddset(&interrupts, SIGINT);
	sigaddset(&interrupts, SIGQUIT);
	sigaddset(&interrupts, SIGTERM);
	sigaddset(&interrupts, SIGHUP);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &interrupts);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	error = posix_spawnp(&pid, words[0], NULL, &attributes, words, environ);
	posix_spawnattr_destroy(&attributes);
	if (error)
		return -error;
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return -errno;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
