// SPDX-License-Identifier: GPL-2.0-or-later
/* Looking things up in an image as it will be when it is unpacked. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "host/image/image.h"

#define LINKS_MAX 32 /* symbolic links on the way to a file */

struct name {
	const char *text;
	size_t length;
};

static int compare(const void *key, const void *member)
{
	const struct name *name = key;
	const struct image_entry *entry = member;
	int order = strncmp(name->text, entry->name, name->length);

	return order ? order : -(entry->name[name->length] != '\0');
}

static const struct image_entry *exact(const struct image *image, const char *text, size_t length)
{
	struct name name = {text, length};

	if (!image->count)
		return NULL;
	return bsearch(&name, image->entry, image->count, sizeof(*image->entry), compare);
}

/* path becomes what a link, found as its first length bytes, makes of it. False if too long. */
static bool follow(char path[PATH_MAX], size_t length, const char *link)
{
	char rest[PATH_MAX];
	size_t dir = length;
	int n;

	strcpy(rest, path + length);
	while (dir && path[dir - 1] != '/')
		dir--;
	if (*link == '/')
		dir = 0;
	n = snprintf(path + dir, PATH_MAX - dir, "%s%s", link + strspn(link, "/"), rest);
	return n >= 0 && (size_t)n < PATH_MAX - dir;
}

/* Takes "." and ".." and doubled slashes out of a path, in place. */
static void clean(char *path)
{
	char *to = path;
	const char *from = path;

	while (*from) {
		size_t length = strcspn(from, "/");

		if (length == 2 && from[0] == '.' && from[1] == '.') {
			while (to > path && *--to != '/')
				;
		} else if (length && !(length == 1 && *from == '.')) {
			if (to > path)
				*to++ = '/';
			memmove(to, from, length);
			to += length;
		}
		from += length;
		from += strspn(from, "/");
	}
	*to = '\0';
}

/* The first link among the directories of a path and the path itself. */
static const struct image_entry *first_link(const struct image *image, const char *path, size_t *length)
{
	for (*length = 0; path[*length];) {
		const struct image_entry *entry;

		*length += *length > 0;
		*length += strcspn(path + *length, "/");
		entry = exact(image, path, *length);
		if (entry && entry->link)
			return entry;
	}
	return NULL;
}

/* The path without links in it; false for a loop. */
static bool resolve(const struct image *image, const char *name, char path[PATH_MAX])
{
	if (strlen(name) >= PATH_MAX)
		return false;
	strcpy(path, name);
	for (unsigned int links = 0; links < LINKS_MAX; links++) {
		const struct image_entry *entry;
		size_t length;

		clean(path);
		entry = first_link(image, path, &length);
		if (!entry)
			return true;
		if (!follow(path, length, entry->link))
			return false;
	}
	return false;
}

const struct image_entry *image_find(const struct image *image, const char *name)
{
	char path[PATH_MAX];

	if (!resolve(image, name, path))
		return NULL;
	return exact(image, path, strlen(path));
}

const struct image_entry *image_next_in(const struct image *image, const char *dir, size_t *at)
{
	char path[PATH_MAX];
	size_t length;

	if (!resolve(image, dir, path))
		return NULL;
	length = strlen(path);
	for (; *at < image->count; (*at)++) {
		const struct image_entry *entry = &image->entry[*at];

		if (!strncmp(entry->name, path, length) && entry->name[length] == '/' &&
			!strchr(entry->name + length + 1, '/')) {
			(*at)++;
			return entry;
		}
	}
	return NULL;
}
