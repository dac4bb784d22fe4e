// SPDX-License-Identifier: GPL-2.0-or-later
/* What an image will do for gpupt: its parts, and the modules of its table. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/table.h"
#include "host/image/image_runner.h"
#include "host/path.h"

#define BINDER "usr/lib/gpupt/gpupt-bind"

static enum image_generator generator_of(const struct image *image)
{
	if (image_find(image, "usr/lib/dracut") || image_find(image, "lib/dracut"))
		return IMAGE_DRACUT;
	if (image_find(image, "buildconfig") || image_find(image, "init_functions"))
		return IMAGE_MKINITCPIO;
	if (image_find(image, "conf/initramfs.conf") || image_find(image, "scripts/functions"))
		return IMAGE_INITRAMFS_TOOLS;
	return IMAGE_FOREIGN;
}

static void judge_cmdline_d(const struct image *image, struct image_facts *facts)
{
	const struct image_entry *entry;
	size_t at = 0;

	while ((entry = image_next_in(image, "etc/cmdline.d", &at))) {
		if (entry->text && (strstr(entry->text, "gpupt") || strstr(entry->text, "vfio-pci.ids") ||
					   strstr(entry->text, "vfio_pci.ids")))
			snprintf(facts->cmdline_d, sizeof(facts->cmdline_d), "etc/cmdline.d/%.255s",
				path_last(entry->name));
	}
}

static bool has_module(const struct image *image, struct token path)
{
	static const char *const suffix[] = {"", ".xz", ".zst", ".gz"};
	char name[PATH_MAX];

	for (size_t i = 0; i < sizeof(suffix) / sizeof(*suffix); i++) {
		snprintf(name, sizeof(name), "%.*s%s", (int)path.length, path.text, suffix[i]);
		if (image_find(image, name))
			return true;
	}
	return false;
}

static void judge_modules(const struct image *image, const struct table *table, struct image_facts *facts)
{
	struct table_record record;
	size_t at = 0;

	while (!*facts->modules && table_next(table, &at, &record)) {
		if (record.kind == TABLE_MODULE && record.path.length && !has_module(image, record.path))
			snprintf(facts->modules, sizeof(facts->modules), "%.*s is not in the image",
				(int)(record.name.length < 255 ? record.name.length : 255), record.name.text);
	}
}

static void judge_table(const struct image *image, const char *release, struct image_facts *facts)
{
	const struct image_entry *entry = image_find(image, TABLE_FILE);
	struct table *table = NULL;

	if (!entry || !entry->text) {
		snprintf(facts->table, sizeof(facts->table), "it is not in the image");
		return;
	}
	sscanf(entry->text, "gpupt-modules 1 %63s", facts->release);
	if (strlen(entry->text) < TABLE_MAX)
		table = calloc(1, sizeof(*table));
	if (!table) {
		snprintf(facts->table, sizeof(facts->table), "it is too long");
		return;
	}
	strcpy(table->text, entry->text);
	table_check(table, (long)strlen(entry->text), release ? release : facts->release);
	if (table->wrong)
		snprintf(facts->table, sizeof(facts->table), "%s", table->wrong);
	else
		judge_modules(image, table, facts);
	free(table);
}

void image_judge(const struct image *image, const char *release, struct image_facts *facts)
{
	memset(facts, 0, sizeof(*facts));
	facts->generator = generator_of(image);
	facts->systemd = image_find(image, "usr/lib/systemd/systemd") != NULL;
	facts->binder = image_is_program(image_find(image, BINDER));
	judge_table(image, release, facts);
	judge_cmdline_d(image, facts);
	if (facts->generator == IMAGE_INITRAMFS_TOOLS)
		image_judge_initramfs_tools(image, facts);
	else if (facts->generator != IMAGE_FOREIGN && facts->systemd)
		image_judge_systemd(image, facts);
	else if (facts->generator == IMAGE_DRACUT)
		image_judge_dracut(image, facts);
	else if (facts->generator == IMAGE_MKINITCPIO)
		image_judge_mkinitcpio(image, facts);
	else
		snprintf(facts->order, sizeof(facts->order), "it is not known what this image runs");
}
