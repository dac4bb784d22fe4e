// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/sysfs.h"
#include "host/boot/entries.h"
#include "host/boot/files.h"
#include "host/boot/shell.h"

const char *const entries_bases[] = {"boot", "efi", "boot/efi", NULL};

struct search {
	int root;
	const char *base;
	struct entries *entries;
};

/* The value of a line KEY VALUE; its text is NULL if the line has another key. */
static struct token value_of(const char *line, const char *key)
{
	size_t length = strlen(key);
	struct token value = {NULL, 0};

	line += strspn(line, " \t");
	if (strncmp(line, key, length) != 0 || !strchr(" \t", line[length]) || !line[length])
		return value;
	value.text = line + length + strspn(line + length, " \t");
	value.length = strcspn(value.text, "\r\n");
	return value;
}

static char *read_entry(int root, const struct entry *entry)
{
	char path[256];
	int error;

	return files_read(root, entries_path(entry, path, sizeof(path)), &error);
}

static void read_keys(int root, struct entry *entry)
{
	char *text = read_entry(root, entry);

	for (const char *line = text; line && *line; line = shell_next_line(line)) {
		struct token key = value_of(line, "sort-key");
		struct token version = value_of(line, "version");

		if (key.text)
			snprintf(entry->sort_key, sizeof(entry->sort_key), "%.*s", (int)key.length, key.text);
		if (version.text)
			snprintf(entry->version, sizeof(entry->version), "%.*s", (int)version.length,
				version.text);
	}
	free(text);
}

static bool is_known(const struct entries *entries, const char *name, size_t length)
{
	for (unsigned int i = 0; i < entries->count; i++) {
		if (strlen(entries->entry[i].name) == length &&
			!strncmp(entries->entry[i].name, name, length))
			return true;
	}
	return false;
}

static int add(void *context, const char *name)
{
	struct search *search = context;
	struct entries *entries = search->entries;
	size_t length = strlen(name);
	struct entry *entry = &entries->entry[entries->count];

	if (length <= 5 || length >= ENTRY_NAME || strcmp(name + length - 5, ".conf") != 0 ||
		entries->count == ENTRIES_MAX || is_known(entries, name, length - 5))
		return 0;
	memset(entry, 0, sizeof(*entry));
	entry->base = search->base;
	snprintf(entry->name, sizeof(entry->name), "%.*s", (int)(length - 5), name);
	read_keys(search->root, entry);
	entries->count++;
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strverscmp(((const struct entry *)b)->name, ((const struct entry *)a)->name);
}

/* Whether boot counting gave it up: NAME+0-TRIES. */
static bool is_bad(const struct entry *entry)
{
	const char *plus = strrchr(entry->name, '+');

	return plus && plus[1] == '0' && (!plus[2] || plus[2] == '-');
}

/* As systemd-boot: those with a sort-key first, by that, then the newest version. */
static int by_key(const void *a, const void *b)
{
	const struct entry *x = a;
	const struct entry *y = b;
	int order = is_bad(x) - is_bad(y);

	if (!order)
		order = !*x->sort_key - !*y->sort_key;
	if (!order)
		order = strcmp(x->sort_key, y->sort_key);
	if (!order && *x->sort_key)
		order = strverscmp(y->version, x->version);
	return order ? order : by_name(a, b);
}

struct entries *entries_read(int root, bool names_only)
{
	struct entries *entries = calloc(1, sizeof(*entries));
	struct search search = {root, NULL, entries};

	for (const char *const *base = entries_bases; entries && *base; base++) {
		char dir[64];

		search.base = *base;
		snprintf(dir, sizeof(dir), "%s/loader/entries", *base);
		sysfs_list(root, dir, add, &search);
		if (names_only)
			break;
	}
	if (entries)
		qsort(entries->entry, entries->count, sizeof(*entries->entry), names_only ? by_name : by_key);
	return entries;
}

char *entries_path(const struct entry *entry, char *buf, size_t size)
{
	snprintf(buf, size, "%s/loader/entries/%s.conf", entry->base, entry->name);
	return buf;
}

char *entries_options(int root, const struct entry *entry, const struct vars *vars)
{
	char *text = read_entry(root, entry);
	char *line = NULL;
	size_t size = 0;
	FILE *out = text ? open_memstream(&line, &size) : NULL;
	const char *between = "";
	bool kernel = false;

	for (const char *at = text; out && *at; at = shell_next_line(at)) {
		struct token options = value_of(at, "options");
		char *expanded = NULL;

		kernel = kernel || value_of(at, "linux").text;
		if (!options.text)
			continue;
		if (vars)
			expanded = vars_expand(vars, options);
		fprintf(out, "%s%.*s", between, expanded ? (int)strlen(expanded) : (int)options.length,
			expanded ? expanded : options.text);
		between = " ";
		free(expanded);
	}
	free(text);
	if (out && fclose(out) == 0 && kernel)
		return line;
	free(line);
	return NULL;
}

bool entries_is_made(int root, const char *path)
{
	const char *name = strrchr(path, '/') + 1;
	char id[64];
	char *text;
	bool made;
	int error;

	if (sysfs_read_line(root, "etc/kernel/entry-token", id, sizeof(id)) &&
		sysfs_read_line(root, "etc/machine-id", id, sizeof(id)))
		*id = '\0';
	if (*id && !strncmp(name, id, strlen(id)) && name[strlen(id)] == '-')
		return true;
	text = files_read(root, path, &error);
	made = text && strstr(text, "# File created by ");
	free(text);
	return made;
}

bool entries_layout_is_uki(int root)
{
	static const char *const files[] = {"etc/kernel/install.conf", "usr/lib/kernel/install.conf"};

	for (size_t i = 0; i < 2; i++) {
		int error;
		char *text = files_read(root, files[i], &error);
		bool uki = false;

		for (const char *line = text; line && *line; line = shell_next_line(line)) {
			struct assignment a;

			if (shell_assignment(line, &a) && token_is(a.name, "layout"))
				uki = token_is(a.value, "uki");
		}
		free(text);
		if (text)
			return uki;
	}
	return false;
}
