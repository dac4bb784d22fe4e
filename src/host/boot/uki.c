// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/boot/entries.h"
#include "host/boot/files.h"
#include "host/boot/uki.h"

#define SECTION_MAX 65536 /* of a command line */
#define SECTIONS_MAX 128

static uint32_t le(const unsigned char *at, int bytes)
{
	uint32_t value = 0;

	while (bytes--)
		value = value << 8 | at[bytes];
	return value;
}

static bool read_at(int fd, off_t offset, void *buf, size_t size)
{
	return pread(fd, buf, size, offset) == (ssize_t)size;
}

/* Where the section table of a PE file begins and how many sections it has; 0 if it is none. */
static off_t find_table(int fd, unsigned int *count)
{
	unsigned char mz[64];
	unsigned char pe[24];
	off_t at;

	if (!read_at(fd, 0, mz, sizeof(mz)) || memcmp(mz, "MZ", 2) != 0)
		return 0;
	at = le(mz + 60, 4);
	if (!read_at(fd, at, pe, sizeof(pe)) || memcmp(pe, "PE\0\0", 4) != 0)
		return 0;
	*count = le(pe + 6, 2);
	return *count <= SECTIONS_MAX ? at + 24 + le(pe + 20, 2) : 0;
}

static char *read_section(int fd, const char *name)
{
	unsigned int count = 0;
	off_t at = find_table(fd, &count);

	if (!at)
		return NULL;
	for (unsigned int i = 0; i < count; i++, at += 40) {
		unsigned char header[40];
		uint32_t size;
		char *text;

		if (!read_at(fd, at, header, sizeof(header)))
			return NULL;
		if (strncmp((const char *)header, name, 8) != 0)
			continue;
		/* The virtual size is what was put in; the raw one is rounded up. */
		size = le(header + 8, 4) < le(header + 16, 4) ? le(header + 8, 4) : le(header + 16, 4);
		text = size < SECTION_MAX ? calloc(1, size + 1) : NULL;
		if (text && read_at(fd, le(header + 20, 4), text, size))
			return text;
		free(text);
		return NULL;
	}
	return strdup("");
}

char *uki_section(int root, const char *path, const char *section)
{
	int fd = at_open(root, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *text;

	if (fd < 0)
		return NULL;
	text = read_section(fd, section);
	close(fd);
	return text;
}

struct search {
	struct ukis *ukis;
	const char *dir;
	const char *suffix;
};

static int add(void *context, const char *name)
{
	struct search *search = context;
	struct ukis *ukis = search->ukis;
	size_t length = strlen(name);
	size_t suffix = strlen(search->suffix);

	if (length <= suffix || strcasecmp(name + length - suffix, search->suffix) != 0 ||
		strlen(search->dir) + length + 2 > UKI_PATH || ukis->count == UKIS_MAX)
		return 0;
	snprintf(ukis->path[ukis->count++], UKI_PATH, "%s/%s", search->dir, name);
	return 0;
}

static int newest_first(const void *a, const void *b)
{
	return strverscmp(b, a);
}

void ukis_read(int root, struct ukis *ukis)
{
	ukis->count = 0;
	for (const char *const *base = entries_bases; *base; base++) {
		char dir[64];
		struct search search = {ukis, dir, ".efi"};

		snprintf(dir, sizeof(dir), "%s/EFI/Linux", *base);
		sysfs_list(root, dir, add, &search);
	}
	qsort(ukis->path, ukis->count, sizeof(*ukis->path), newest_first);
}

static bool append(char **line, char *more)
{
	char *joined = NULL;

	if (!more)
		return true;
	more[strcspn(more, "\r\n")] = '\0';
	if (asprintf(&joined, "%s%s%s", *line, **line ? " " : "", more) < 0)
		joined = NULL;
	free(more);
	free(*line);
	*line = joined;
	return joined;
}

/* Puts the command lines of a directory's addons behind, in the order of their names. */
static bool append_addons(int root, const char *dir, char **line)
{
	struct ukis *addons = calloc(1, sizeof(*addons));
	struct search search = {addons, dir, ".addon.efi"};
	bool done = addons;

	if (addons) {
		sysfs_list(root, dir, add, &search);
		qsort(addons->path, addons->count, sizeof(*addons->path), newest_first);
		for (unsigned int i = addons->count; i-- > 0 && done;)
			done = append(line, uki_section(root, addons->path[i], ".cmdline"));
	}
	free(addons);
	return done;
}

char *uki_next(int root, const char *path)
{
	char *line = uki_section(root, path, ".cmdline");
	const char *efi = strstr(path, "/EFI/");
	char dir[UKI_PATH + 16];
	bool done;

	if (line)
		line[strcspn(line, "\r\n")] = '\0';
	if (!line || !efi)
		return line;
	/* The image's own first, then those for all. */
	snprintf(dir, sizeof(dir), "%s.extra.d", path);
	done = append_addons(root, dir, &line);
	snprintf(dir, sizeof(dir), "%.*s/loader/addons", (int)(efi - path), path);
	done = done && append_addons(root, dir, &line);
	if (done)
		return line;
	free(line);
	return NULL;
}
