// SPDX-License-Identifier: GPL-2.0-or-later
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "core/sysfs.h"
#include "host/boot/block.h"
#include "host/boot/needs.h"
#include "host/path.h"
#include "host/root.h"

bool block_is(int root, const char *name)
{
	struct text path = {NULL, 0, 0};
	bool there;

	text_addf(&path, BLOCK_DIR "/%s", name);
	there = *name && sysfs_exists(root, text_string(&path)) == 1;
	text_free(&path);
	return there;
}

/* A file of a block device that has this text in it. */
struct match {
	int root;
	const char *file;
	const char *text;
	char *name;
};

static int match_block(void *context, const char *name)
{
	struct match *match = context;
	struct text directory = {NULL, 0, 0};
	char line[BLOCK_NAME];

	text_addf(&directory, BLOCK_DIR "/%s", name);
	if (needs_line(match->root, text_string(&directory), match->file, line, sizeof(line)) &&
		!strcmp(line, match->text) && strlen(name) < BLOCK_NAME)
		strcpy(match->name, name);
	text_free(&directory);
	return *match->name != '\0';
}

static bool find_block(int root, const char *file, const char *text, char name[BLOCK_NAME])
{
	struct match match = {root, file, text, name};

	*name = '\0';
	sysfs_list(root, BLOCK_DIR, match_block, &match);
	return *name;
}

bool block_of_node(int root, const char *node, char name[BLOCK_NAME])
{
	char real[PATH_MAX];
	const char *last = path_last(node);

	if (!root_real(root, node + 1, real, sizeof(real)) && strlen(path_last(real)) < BLOCK_NAME &&
		block_is(root, path_last(real))) {
		strcpy(name, path_last(real));
		return true;
	}
	if (!strncmp(node, "/dev/mapper/", 12) && find_block(root, "dm/name", last, name))
		return true;
	if (strlen(last) >= BLOCK_NAME || !block_is(root, last))
		return false;
	strcpy(name, last);
	return true;
}

bool block_of_number(int root, unsigned int major, unsigned int minor, char name[BLOCK_NAME])
{
	char number[32];

	snprintf(number, sizeof(number), "%u:%u", major, minor);
	return major && find_block(root, "dev", number, name);
}
