// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE /* O_PATH */
#include "host/root.h"
#include "core/at.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LINKS_MAX 40 /* as the kernel */
#ifndef ROOT_OPENAT2 /* a test takes it away */
#define ROOT_OPENAT2 SYS_openat2
#endif

static int confined = -1;
static struct stat top;         /* of it */
static char top_path[PATH_MAX]; /* where(confined) */

/* Where a descriptor is, seen from "/". */
static int where(int fd, char buf[PATH_MAX])
{
	char link[40];
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = readlink(link, buf, PATH_MAX - 1);
	if (length < 0)
		return -errno;
	buf[length] = '\0';
	return 0;
}

/* What comes behind the root's path, without a slash in front; NULL if the path leads elsewhere. */
static const char *below(const char *root_path, const char *path)
{
	size_t length = strcmp(root_path, "/") != 0 ? strlen(root_path) : 0;

	if (strncmp(path, root_path, length) != 0 || (path[length] && path[length] != '/'))
		return NULL;
	return path + length + (path[length] == '/');
}

void root_confine(int root)
{
	confined = root >= 0 && !fstat(root, &top) ? root : -1;
	if (confined >= 0 && where(confined, top_path))
		*top_path = '\0';
}

static bool is_top(const struct stat *st)
{
	return st->st_dev == top.st_dev && st->st_ino == top.st_ino;
}

static bool fd_is_top(int fd)
{
	struct stat st;

	return !fstat(fd, &st) && is_top(&st);
}

/* Closes what a step came from; errno stays. */
static int step(int from, int to)
{
	int error = errno;

	if (from >= 0)
		close(from);
	errno = error;
	return to;
}

/* A path that is walked, and where on it. */
struct walk {
	int at;     /* the directory */
	char *rest; /* what is still to be walked, in path */
	int links;  /* followed so far */
	char path[PATH_MAX];
};

/* Goes on at a descriptor, -1 if that failed. */
static void go(struct walk *walk, int to)
{
	walk->at = step(walk->at, to);
}

/* Goes on with a link's target, in front of what remains. */
static void follow(struct walk *walk, int link)
{
	char target[PATH_MAX];
	ssize_t length = readlinkat(link, "", target, sizeof(target));

	step(link, 0);
	if (length >= 0 && walk->links++ == LINKS_MAX) {
		errno = ELOOP;
		length = -1;
	} else if (length >= 0 && (size_t)length + strlen(walk->rest) + 2 > PATH_MAX) {
		errno = ENAMETOOLONG;
		length = -1;
	}
	if (length < 0) {
		go(walk, -1);
		return;
	}
	memmove(walk->path + length + 1, walk->rest, strlen(walk->rest) + 1);
	memcpy(walk->path, target, (size_t)length);
	walk->path[length] = '/';
	walk->rest = walk->path;
	if (*target == '/')
		go(walk, fcntl(confined, F_DUPFD_CLOEXEC, 0));
}

/* The next part of the path, terminated in place; NULL at the end. */
static char *next_part(struct walk *walk)
{
	char *part = walk->rest + strspn(walk->rest, "/");

	if (!*part)
		return NULL;
	walk->rest = part + strcspn(part, "/");
	if (*walk->rest)
		*walk->rest++ = '\0';
	return part;
}

static bool is_link(int fd)
{
	struct stat st;

	return !fstat(fd, &st) && S_ISLNK(st.st_mode);
}

/* One part of the path. True: that was the last, and walk->at is what was to be opened. */
static bool take(struct walk *walk, const char *part, int flags)
{
	bool last = !walk->rest[strspn(walk->rest, "/")];
	int fd;

	if (!strcmp(part, ".") || (!strcmp(part, "..") && fd_is_top(walk->at)))
		return false;
	fd = openat(walk->at, part, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0 && is_link(fd) && !(last && flags & O_NOFOLLOW)) {
		follow(walk, fd);
		return false;
	}
	if (fd < 0 || !last || !strcmp(part, "..")) {
		go(walk, fd);
		return false;
	}
	close(fd);
	go(walk, openat(walk->at, part, flags | O_NOFOLLOW));
	return true;
}

/* For kernels before 5.6, and where the place of dir is not known. */
static int walk_to(int dir, const char *name, int flags)
{
	struct walk walk;
	char *part;

	walk.at = fcntl(*name == '/' ? confined : dir, F_DUPFD_CLOEXEC, 0);
	walk.links = 0;
	if (strlen(name) >= sizeof(walk.path)) {
		errno = ENAMETOOLONG;
		return step(walk.at, -1);
	}
	walk.rest = strcpy(walk.path, name);
	while (walk.at >= 0 && (part = next_part(&walk))) {
		if (take(&walk, part, flags))
			return walk.at;
	}
	return walk.at < 0 ? -1 : step(walk.at, openat(walk.at, ".", flags));
}

static int open_beneath(int dir, const char *name, struct open_how *how)
{
	how->resolve = (dir == confined ? RESOLVE_IN_ROOT : RESOLVE_BENEATH) | RESOLVE_NO_MAGICLINKS;
	return (int)syscall(ROOT_OPENAT2, dir, name, how, sizeof(*how));
}

/*
 * A link that leads above dir, as those of all devices in one directory do: the same name from the root,
 * where the kernel goes up and down by itself. -1 with EXDEV if dir's place is not known.
 */
static int open_from_top(int dir, const char *name, struct open_how *how)
{
	char path[PATH_MAX];
	char whole[PATH_MAX];
	const char *place = *top_path && !where(dir, path) ? below(top_path, path) : NULL;

	if (*name == '/')
		return open_beneath(confined, name, how);
	if (!place || (size_t)snprintf(whole, sizeof(whole), "%s/%s", place, name) >= sizeof(whole)) {
		errno = EXDEV;
		return -1;
	}
	return open_beneath(confined, whole, how);
}

static bool is_for_walk(int error)
{
	return error == ENOSYS || error == EXDEV || error == EAGAIN || error == EPERM;
}

/* Only its last part could be a link: a call that follows none needs no care. */
static bool is_simple(const char *name)
{
	return !strchr(name, '/') && strcmp(name, "..") != 0;
}

int at_open(int dir, const char *name, int flags)
{
	struct open_how how = {0};
	int fd;

	if (confined < 0 || dir == AT_FDCWD)
		return openat(dir, name, flags);
	/* What somebody else's root calls a file may be a pipe that nobody writes to. */
	if (!(flags & O_PATH))
		flags |= O_NONBLOCK;
	how.flags = (unsigned int)flags | O_CLOEXEC;
	if (is_simple(name) && !(flags & O_PATH)) {
		fd = openat(dir, name, flags | O_NOFOLLOW | O_CLOEXEC);
		/* Of a link, ENOTDIR where a directory was wanted. */
		if (fd >= 0 || (errno != ELOOP && errno != ENOTDIR))
			return fd;
	}
	fd = open_beneath(dir, name, &how);
	if (fd < 0 && errno == EXDEV && dir != confined)
		fd = open_from_top(dir, name, &how);
	return fd >= 0 || !is_for_walk(errno) ? fd : walk_to(dir, name, flags | O_CLOEXEC);
}

int at_stat(int dir, const char *name, struct stat *st)
{
	int fd;

	if (confined < 0 || dir == AT_FDCWD)
		return fstatat(dir, name, st, 0);
	if (is_simple(name)) {
		int error = fstatat(dir, name, st, AT_SYMLINK_NOFOLLOW);

		if (error || !S_ISLNK(st->st_mode))
			return error;
	}
	fd = at_open(dir, name, O_PATH);
	return fd < 0 ? -1 : step(fd, fstat(fd, st));
}

/* Of what is no link, readlinkat says EINVAL by name and ENOENT by descriptor. */
long at_readlink(int dir, const char *name, char *buf, size_t size)
{
	struct stat st;
	int fd;

	if (confined < 0 || dir == AT_FDCWD || is_simple(name))
		return readlinkat(dir, name, buf, size);
	fd = at_open(dir, name, O_PATH | O_NOFOLLOW);
	if (fd < 0)
		return -1;
	if (!fstat(fd, &st) && !S_ISLNK(st.st_mode)) {
		errno = EINVAL;
		return step(fd, -1);
	}
	return step(fd, (int)readlinkat(fd, "", buf, size));
}

bool at_close(int fd)
{
	close(fd);
	return true;
}

int root_real(int root, const char *name, char *buf, size_t size)
{
	char base[PATH_MAX];
	char path[PATH_MAX];
	const char *real;
	int fd = at_open(root, name, O_PATH | O_CLOEXEC);
	int error;

	if (fd < 0)
		return -errno;
	error = where(root, base);
	if (!error)
		error = where(fd, path);
	close(fd);
	if (error)
		return error;
	real = below(base, path);
	if (!real)
		return -EXDEV;
	if (strlen(real) >= size)
		return -ENAMETOOLONG;
	strcpy(buf, real);
	return 0;
}

bool root_is_plain(int root, const char *root_path, const char *name)
{
	struct stat inside;
	struct stat plain;
	char path[PATH_MAX];

	if ((size_t)snprintf(path, sizeof(path), "%s/%s", root_path, name) >= sizeof(path))
		return false;
	return !at_stat(root, name, &inside) && !stat(path, &plain) && inside.st_dev == plain.st_dev &&
	       inside.st_ino == plain.st_ino;
}
