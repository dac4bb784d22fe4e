// SPDX-License-Identifier: GPL-2.0-or-later
/* Lines of the many small configuration files that other tools read. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/sysfs.h"
#include "host/check/check.h"

#define FILE_MAX 1048577 /* a configuration file of more than 1 MiB is not looked at, and that is said */
#define NAMES_MAX 256

const char *const check_modprobe_dirs[] = {"etc/modprobe.d", "run/modprobe.d", "usr/local/lib/modprobe.d",
	"usr/lib/modprobe.d", "lib/modprobe.d", NULL};

struct files {
	const struct judge *judge;
	const char *dir;
	const char *suffix;
	check_line_fn *each;
	unsigned int count;
	char *seen[NAMES_MAX];
};

/* Comments, and white space at the ends, go; a backslash at the end joins the next line. */
static void give_lines(const struct judge *judge, const char *path, char *text, check_line_fn *each)
{
	for (char *c = text; (c = strstr(c, "\r\n"));)
		*c = ' ';
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
			each(judge, &given);
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

void check_file_lines(const struct judge *judge, const char *path, check_line_fn *each)
{
	char *text = host_alloc(FILE_MAX, 1);
	long length = sysfs_read_file(judge->c->host->root, path, text, FILE_MAX);

	if (length >= 0)
		give_lines(judge, path, text, each);
	else if (length != -ENOENT && length != -EISDIR && length != -ENOTDIR)
		finding_add(judge->f, VERDICT_SKIP, length == -EFBIG ? "look at it" : "sudo gpupt check",
			"/%s cannot be read: %s", path, errno_text((int)length));
	free(text);
}

static int give_file(void *context, const char *name)
{
	struct files *files = context;
	size_t length = strlen(name);
	size_t suffix = strlen(files->suffix);
	struct text path = {NULL, 0, 0};

	if (length < suffix || strcmp(name + length - suffix, files->suffix) != 0 || !is_new(files, name))
		return 0;
	text_addf(&path, "%s/%s", files->dir, name);
	check_file_lines(files->judge, text_string(&path), files->each);
	text_free(&path);
	return 0;
}

void check_lines(const struct judge *judge, const char *const *dirs, const char *suffix, check_line_fn *each)
{
	struct files files = {.judge = judge, .suffix = suffix, .each = each};

	for (; *dirs; dirs++) {
		files.dir = *dirs;
		sysfs_list(judge->c->host->root, files.dir, give_file, &files);
	}
	for (unsigned int i = 0; i < files.count; i++)
		free(files.seen[i]);
}
