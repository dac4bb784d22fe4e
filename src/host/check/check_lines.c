// SPDX-License-Identifier: GPL-2.0-or-later
/* Lines of the many small configuration files that other tools read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/sysfs.h"
#include "host/check/check.h"

#define FILE_MAX 65536
#define NAMES_MAX 256

const char *const check_modprobe_dirs[] = {"etc/modprobe.d", "run/modprobe.d", "usr/local/lib/modprobe.d",
	"usr/lib/modprobe.d", "lib/modprobe.d", NULL};

struct files {
	int root;
	const char *dir;
	const char *suffix;
	void (*each)(void *context, const struct check_line *line);
	void *context;
	unsigned int count;
	char *seen[NAMES_MAX];
};

/* Comments, and white space at the ends, go; a backslash at the end joins the next line. */
static void give_lines(struct files *files, const char *path, char *text)
{
	for (char *c = text; (c = strstr(c, "\\\n"));)
		memcpy(c, "  ", 2);
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		struct check_line given = {path, line + strspn(line, " \t")};
		size_t length;

		line[strcspn(line, "#")] = '\0';
		length = strlen(line);
		while (length && strchr(" \t\r", line[length - 1]))
			line[--length] = '\0';
		if (*given.text)
			files->each(files->context, &given);
	}
}

static bool is_new(struct files *files, const char *name)
{
	for (unsigned int i = 0; i < files->count; i++) {
		if (!strcmp(files->seen[i], name))
			return false;
	}
	if (files->count == NAMES_MAX)
		return true;
	files->seen[files->count] = strdup(name);
	files->count += files->seen[files->count] != NULL;
	return true;
}

static int give_file(void *context, const char *name)
{
	struct files *files = context;
	size_t length = strlen(name);
	size_t suffix = strlen(files->suffix);
	char path[512];
	char *text;

	if (length < suffix || strcmp(name + length - suffix, files->suffix) != 0 || !is_new(files, name))
		return 0;
	snprintf(path, sizeof(path), "%s/%s", files->dir, name);
	text = malloc(FILE_MAX);
	if (text && sysfs_read_file(files->root, path, text, FILE_MAX) >= 0)
		give_lines(files, path, text);
	free(text);
	return 0;
}

void check_lines(int root, const char *const *dirs, const char *suffix,
	void (*each)(void *context, const struct check_line *line), void *context)
{
	struct files files = {.root = root, .suffix = suffix, .each = each, .context = context};

	for (; *dirs; dirs++) {
		files.dir = *dirs;
		sysfs_list(root, files.dir, give_file, &files);
	}
	for (unsigned int i = 0; i < files.count; i++)
		free(files.seen[i]);
}
