/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/capture/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool tree_fail(struct tree *tree, const char *format, ...)
{
	va_list args;

	if (*tree->why)
		return false;
	va_start(args, format);
	vsnprintf(tree->why, sizeof(tree->why), format, args);
	va_end(args);
	return false;
}

static bool failed(struct tree *tree, const char *path)
{
	return tree_fail(tree, "%.120s: %s", path, strerror(errno));
}

/* Names between slashes, none of them "." or ".." and none empty. */
static bool is_plain(const char *path)
{
	unsigned int depth = 1;

	for (const char *name = path; *name; name = strchr(name, '/') + 1) {
		size_t length = strcspn(name, "/");

		if (!length || length > 255 ||
			(*name == '.' && (length == 1 || (length == 2 && name[1] == '.'))))
			return false;
		if (!name[length])
			return depth <= TREE_DEPTH;
		depth++;
	}
	return false;
}

static bool name_it(struct tree *tree, char path[TREE_PATH], const char *format, va_list args)
{
	int length = vsnprintf(path, TREE_PATH, format, args);

	if (length < 0 || length >= TREE_PATH || !is_plain(path))
		return tree_fail(tree, "%.60s: this is no path below the machine's root", path);
	return true;
}

/* Whether it is a directory; through_links: or a link to one. */
static bool is_directory(struct tree *tree, const char *path, bool through_links)
{
	struct stat status;

	return !fstatat(tree->root, path, &status, through_links ? 0 : AT_SYMLINK_NOFOLLOW) &&
	       S_ISDIR(status.st_mode);
}

static bool make_directory(struct tree *tree, const char *path, bool through_links)
{
	if (mkdirat(tree->root, path, 0755) && errno != EEXIST)
		return failed(tree, path);
	if (!is_directory(tree, path, through_links))
		return tree_fail(tree, "%.120s: this is no directory", path);
	return true;
}

/* The directories on the way to a name. */
static bool make_parents(struct tree *tree, char *path, bool through_links)
{
	char *slash = strrchr(path, '/');
	bool made = true;

	if (!slash)
		return true;
	if (through_links) {
		*slash = '\0';
		made = is_directory(tree, path, true);
		*slash = '/';
		if (made)
			return true;
	}
	for (slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		made = make_directory(tree, path, through_links);
		*slash = '/';
		if (!made)
			return false;
	}
	return true;
}

bool tree_dir(struct tree *tree, const char *format, ...)
{
	char path[TREE_PATH];
	va_list args;
	bool good;

	va_start(args, format);
	good = name_it(tree, path, format, args);
	va_end(args);
	return good && make_parents(tree, path, true) && make_directory(tree, path, true);
}

bool tree_has(struct tree *tree, const char *format, ...)
{
	char path[TREE_PATH];
	struct stat status;
	va_list args;
	bool good;

	va_start(args, format);
	good = name_it(tree, path, format, args);
	va_end(args);
	return good && !fstatat(tree->root, path, &status, AT_SYMLINK_NOFOLLOW);
}

static bool write_all(struct tree *tree, const void *bytes, size_t length)
{
	const char *from = bytes;

	while (length) {
		ssize_t written = write(tree->last, from, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return tree_fail(tree, "it cannot be written: %s", strerror(errno));
		from += written;
		length -= (size_t)written;
	}
	return true;
}

static bool open_file(struct tree *tree, char *path)
{
	if (!make_parents(tree, path, true))
		return false;
	if (tree->last >= 0)
		close(tree->last);
	tree->last = openat(
		tree->root, path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0644);
	return tree->last >= 0 || failed(tree, path);
}

bool tree_bytes(struct tree *tree, const void *bytes, size_t length, const char *format, ...)
{
	char path[TREE_PATH];
	va_list args;
	bool good;

	va_start(args, format);
	good = name_it(tree, path, format, args);
	va_end(args);
	return good && open_file(tree, path) && write_all(tree, bytes, length);
}

bool tree_more(struct tree *tree, const char *text)
{
	if (tree->last < 0)
		return tree_fail(tree, "there is no file that this line goes on");
	return write_all(tree, text, strlen(text)) && write_all(tree, "\n", 1);
}

bool tree_file(struct tree *tree, const char *text, const char *format, ...)
{
	char path[TREE_PATH];
	va_list args;
	bool good;

	va_start(args, format);
	good = name_it(tree, path, format, args);
	va_end(args);
	return good && open_file(tree, path) && tree_more(tree, text);
}

/* So many times "../" in front of names, and no more than there are directories. */
static bool stays(const char *target, const char *path)
{
	unsigned int depth = 0;

	for (; *path; path++)
		depth += *path == '/';
	for (; !strncmp(target, "../", 3); target += 3) {
		if (!depth--)
			return false;
	}
	return is_plain(target);
}

bool tree_link(struct tree *tree, const char *target, const char *format, ...)
{
	char path[TREE_PATH];
	va_list args;
	bool good;

	va_start(args, format);
	good = name_it(tree, path, format, args);
	va_end(args);
	if (!good)
		return false;
	if (strlen(target) >= TREE_PATH || !stays(target, path))
		return tree_fail(tree, "%.60s: this link would leave the machine's root", target);
	if (!make_parents(tree, path, false))
		return false;
	return !symlinkat(target, tree->root, path) || failed(tree, path);
}
