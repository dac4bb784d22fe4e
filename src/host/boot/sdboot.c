// SPDX-License-Identifier: GPL-2.0-or-later
/* Which entry systemd-boot boots next. */
#define _GNU_SOURCE
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/note.h"
#include "core/sysfs.h"
#include "host/boot/efivar.h"
#include "host/boot/entries.h"
#include "host/boot/files.h"
#include "host/boot/sdboot.h"
#include "host/boot/shell.h"
#include "host/boot/uki.h"

/* The pattern that loader.conf has as its default; "" if none. */
static void read_default(int root, char pattern[EFIVAR_TEXT])
{
	*pattern = '\0';
	for (const char *const *base = entries_bases; *base && !*pattern; base++) {
		char path[64];
		char *text;
		int error;

		snprintf(path, sizeof(path), "%s/loader/loader.conf", *base);
		text = files_read(root, path, &error);
		for (const char *line = text; line && *line; line = shell_next_line(line)) {
			const char *value = line + strspn(line, " \t");

			if (strncmp(value, "default", 7) != 0 || !value[7] || !strchr(" \t", value[7]))
				continue;
			value += 7 + strspn(value + 7, " \t");
			snprintf(pattern, EFIVAR_TEXT, "%.*s", (int)strcspn(value, " \t\r\n"), value);
		}
		free(text);
	}
}

/* What was chosen, the strongest first; says who chose it. */
static const char *chosen(int root, char pattern[EFIVAR_TEXT])
{
	static const char *const variable[] = {"LoaderEntryOneShot", "LoaderEntryDefault"};

	for (size_t i = 0; i < 2; i++) {
		if (*efivar_read(root, variable[i], pattern) && strcmp(pattern, "@saved") != 0)
			return variable[i];
		if (*pattern)
			break;
	}
	if (!*pattern)
		read_default(root, pattern);
	if (strcmp(pattern, "@saved") != 0)
		return "loader.conf";
	efivar_read(root, "LoaderEntryLastBooted", pattern);
	return "LoaderEntryLastBooted";
}

/* An entry's name as systemd-boot has it: what counts its boots does not belong to it. */
static bool matches(const char *pattern, const char *name, const char *suffix)
{
	char id[ENTRY_NAME + 8];
	const char *plus = strrchr(name, '+');
	size_t length = plus && strspn(plus + 1, "0123456789-") == strlen(plus + 1) ? (size_t)(plus - name)
										    : strlen(name);

	snprintf(id, sizeof(id), "%.*s", (int)length, name);
	if (!fnmatch(pattern, id, FNM_CASEFOLD))
		return true;
	snprintf(id, sizeof(id), "%.*s%s", (int)length, name, suffix);
	return !fnmatch(pattern, id, FNM_CASEFOLD);
}

static const struct entry *find_entry(const struct entries *entries, const char *pattern)
{
	for (unsigned int i = 0; i < entries->count; i++) {
		if (matches(pattern, entries->entry[i].name, ".conf"))
			return &entries->entry[i];
	}
	return NULL;
}

static void take_entry(int root, const struct entry *entry, struct bootcfg *cfg)
{
	entries_path(entry, cfg->entry, sizeof(cfg->entry));
	cfg->next = entries_options(root, entry, NULL);
	if (!cfg->next)
		snprintf(cfg->why, sizeof(cfg->why),
			"/%s boots next, and no kernel's options can be read there", cfg->entry);
}

static void take_image(int root, const char *path, struct bootcfg *cfg)
{
	snprintf(cfg->entry, sizeof(cfg->entry), "%s", path);
	cfg->next = uki_next(root, path);
	if (!cfg->next)
		snprintf(cfg->why, sizeof(cfg->why), "/%s boots next, and its command line cannot be read",
			cfg->entry);
}

static int pass_over(void *context, const char *name)
{
	(void)context;
	(void)name;
	return 0;
}

/* A boot partition is often for root only. */
static void say_nothing(int root, struct bootcfg *cfg)
{
	char dir[64];

	snprintf(cfg->why, sizeof(cfg->why),
		"no loader/entries in /boot, /efi or /boot/efi: is the partition mounted?");
	for (const char *const *base = entries_bases; *base && !cfg->denied; base++) {
		snprintf(dir, sizeof(dir), "%s/loader/entries", *base);
		cfg->denied = sysfs_exists(root, dir) == -EACCES ||
			      sysfs_list(root, dir, pass_over, NULL) == -EACCES;
		if (cfg->denied)
			snprintf(cfg->why, sizeof(cfg->why), "/%s: %s", dir, errno_text(-EACCES));
	}
}

static void find_next(int root, const struct entries *entries, const struct ukis *ukis, struct bootcfg *cfg)
{
	char pattern[EFIVAR_TEXT];
	const char *by = chosen(root, pattern);
	const struct entry *entry = *pattern ? find_entry(entries, pattern) : NULL;

	if (entry) {
		take_entry(root, entry, cfg);
		return;
	}
	for (unsigned int i = 0; i < ukis->count && *pattern; i++) {
		const char *slash = strrchr(ukis->path[i], '/');

		if (matches(pattern, slash + 1, "")) {
			take_image(root, ukis->path[i], cfg);
			return;
		}
	}
	if (*pattern && !strncmp(pattern, "auto-", 5))
		snprintf(cfg->why, sizeof(cfg->why), "%s chooses '%s', which is no kernel's entry", by,
			pattern);
	else if (entries->count && ukis->count)
		snprintf(cfg->why, sizeof(cfg->why),
			"there are entries and unified kernel images, and %s names none of them", by);
	else if (entries->count)
		take_entry(root, &entries->entry[0], cfg);
	else if (ukis->count)
		take_image(root, ukis->path[0], cfg);
	else
		say_nothing(root, cfg);
}

void sdboot_next(int root, struct bootcfg *cfg)
{
	struct entries *entries = entries_read(root, false);
	struct ukis ukis;

	ukis_read(root, &ukis);
	if (entries)
		find_next(root, entries, &ukis, cfg);
	free(entries);
}
