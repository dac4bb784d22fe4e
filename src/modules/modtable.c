// SPDX-License-Identifier: GPL-2.0-or-later
#include "modules/modtable.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <libkmod.h>

#include "modules/modlist.h"
#include "modules/modoptions.h"
#include "modules/modplace.h"

#define TABLE_PATH "/etc/gpupt/modules"

struct table {
	struct modlist list;
	char *text;       /* the lines, held back until all is well */
	size_t text_size; /* fclose still writes it */
};

static const char *const texts[] = {
	[MODTABLE_OK] = "has VFIO",
	[MODTABLE_NO_VFIO] = "has no vfio-pci, neither as a module nor built in",
	[MODTABLE_BAD_RELEASE] = "is not a kernel version",
	[MODTABLE_NO_KERNEL] = "has no directory below /lib/modules",
	[MODTABLE_NO_INDEX] = "has no modules.dep.bin: run depmod for it",
	[MODTABLE_INCOMPLETE] = "is in the image without some of its modules",
	[MODTABLE_FAILED] = "cannot be read, or its table not written",
};

const char *modtable_text(enum modtable_result result)
{
	return texts[result];
}

/* The directory of modules: /lib/modules, or /usr/lib/modules where /lib is no link to it. */
static enum modtable_result find_dir(const char *root, const char *release, char *dir)
{
	char index[PATH_MAX + 32];

	if (!*release || *release == '.' || strpbrk(release, "/ \t\n"))
		return MODTABLE_BAD_RELEASE;
	for (unsigned int i = 0; i < 2; i++) {
		int n = snprintf(dir, PATH_MAX, "%s%s/lib/modules/%s", root, i ? "/usr" : "", release);

		if (n < 0 || n >= PATH_MAX)
			return MODTABLE_BAD_RELEASE;
		if (access(dir, F_OK))
			continue;
		snprintf(index, sizeof(index), "%s/modules.dep.bin", dir);
		return access(index, R_OK) ? MODTABLE_NO_INDEX : MODTABLE_OK;
	}
	return MODTABLE_NO_KERNEL;
}

/* Works the table out. In any case, table_close(). */
static enum modtable_result table_open(struct table *t, const char *root, const char *release)
{
	struct modlist *list = &t->list;
	enum modtable_result result;

	list->root = strcmp(root, "/") != 0 ? root : "";
	list->release = release;
	result = find_dir(list->root, release, list->whole_dir);
	if (result != MODTABLE_OK)
		return result;
	list->dir = list->whole_dir + strlen(list->root);
	list->ctx = modoptions_open(list->whole_dir, list->root);
	list->lines = open_memstream(&t->text, &t->text_size);
	if (!list->ctx || !list->lines)
		return MODTABLE_FAILED;
	kmod_load_resources(list->ctx);
	if (modlist_fill(list) || fflush(list->lines))
		return MODTABLE_FAILED;
	return list->has_vfio ? MODTABLE_OK : MODTABLE_NO_VFIO;
}

static void table_close(struct table *t)
{
	while (t->list.n_seen)
		kmod_module_unref(t->list.seen[--t->list.n_seen]);
	if (t->list.lines)
		fclose(t->list.lines);
	free(t->text);
	kmod_unref(t->list.ctx);
}

static enum modtable_result print(const struct table *t, FILE *out)
{
	fprintf(out, "gpupt-modules 1 %s\n%send %u\n", t->list.release, t->text, t->list.records);
	return fflush(out) || ferror(out) ? MODTABLE_FAILED : MODTABLE_OK;
}

enum modtable_result modtable_write(
	const char *root, const char *release, FILE *out, void (*warn)(const char *text))
{
	struct table t = {.list.warn = warn};
	enum modtable_result result = table_open(&t, root, release);

	if (result == MODTABLE_OK)
		result = print(&t, out);
	table_close(&t);
	return result;
}

static enum modtable_result place_table(const struct table *t, const char *into)
{
	int fd = modplace_create(into, TABLE_PATH);
	FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
	enum modtable_result result;

	if (!out) {
		if (fd >= 0)
			close(fd);
		return MODTABLE_FAILED;
	}
	result = print(t, out);
	return fclose(out) ? MODTABLE_FAILED : result;
}

static bool place_module(const struct modlist *list, const struct modplace *place, const char *source)
{
	char path[PATH_MAX];
	int length, err;
	const char *below = modlist_below(list, source, &length);

	snprintf(path, sizeof(path), "%s%.*s", list->dir, length, below);
	err = modplace_copy(place, source, path);
	if (err == -ENOEXEC)
		modlist_warn(list,
			"%s is not put in: the kernel cannot decompress it, and xz, zstd or gzip "
			"is not installed or failed",
			source);
	else if (err)
		modlist_warn(list, "%s is not put in: %s", source, strerror(-err));
	return !err;
}

static enum modtable_result place_modules(const struct modlist *list, const char *into)
{
	struct modplace place = modplace_for(list->root, list->whole_dir, list->release, into);
	enum modtable_result result = MODTABLE_OK;

	for (unsigned int i = 0; i < list->n_seen; i++) {
		const char *source = kmod_module_get_path(list->seen[i]);

		if (list->listed[i] && source && !place_module(list, &place, source))
			result = MODTABLE_INCOMPLETE;
	}
	return result;
}

enum modtable_result modtable_place(
	const char *root, const char *release, const char *into, void (*warn)(const char *text))
{
	struct table t = {.list.warn = warn};
	enum modtable_result result = table_open(&t, root, release);

	if (result == MODTABLE_OK)
		result = place_table(&t, into);
	if (result == MODTABLE_OK)
		result = place_modules(&t.list, into);
	else
		modplace_remove(into, TABLE_PATH);
	table_close(&t);
	return result;
}
