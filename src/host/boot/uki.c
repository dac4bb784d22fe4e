// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/boot/efivar.h"
#include "host/boot/entries.h"
#include "host/boot/files.h"
#include "host/boot/uki.h"
#include "host/image/pe.h"

#define SECTION_MAX 65536 /* of a command line */

char *uki_section(int root, const char *path, const char *section)
{
	char *text = calloc(1, SECTION_MAX);
	long length = text ? pe_read(root, path, section, text, SECTION_MAX) : -ENOMEM;

	if (length >= 0 && length < SECTION_MAX - 1)
		return text;
	free(text);
	return NULL;
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

bool uki_is_passed_over(int root, const char *path)
{
	return efivar_secure_boot(root) && !pe_is_signed(root, path);
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
			done = uki_is_passed_over(root, addons->path[i]) ||
			       append(line, uki_section(root, addons->path[i], ".cmdline"));
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
