// SPDX-License-Identifier: GPL-2.0-or-later
/* What an image will do for gpupt: who runs the binder, when, and with which modules. */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/table.h"
#include "host/image/image.h"

#define BINDER "usr/lib/gpupt/gpupt-bind"
#define SCRIPTS "/scripts/init-top/"

const char *image_generator_name(enum image_generator generator)
{
	static const char *const name[] = {
		"of an unknown generator", "of initramfs-tools", "of dracut", "of mkinitcpio"};

	return name[generator];
}

static const char *basename_of(const char *name)
{
	const char *slash = strrchr(name, '/');

	return slash ? slash + 1 : name;
}

static bool is_program(const struct image_entry *entry)
{
	return entry && S_ISREG(entry->mode) && entry->mode & 0111;
}

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

/* Whether the word at found is a command: /sbin/modprobe is, modprobe.d is not. */
static bool is_command(const char *found, const char *begin, size_t length)
{
	return (found == begin || !isalnum((unsigned char)found[-1])) &&
	       (found == begin || !strchr("._-", found[-1])) &&
	       (!found[length] || strchr(" \t\n;&|\"'", found[length]));
}

/* Whether a script inserts modules or starts udev in a line that is no comment. */
static bool inserts_modules(const char *text)
{
	static const char *const words[] = {"modprobe", "insmod", "load_modules", "udevadm", "systemd-udevd"};

	for (; text && *text; text += strcspn(text, "\n"), text += *text == '\n') {
		const char *end = text + strcspn(text, "\n");

		text += strspn(text, " \t");
		for (size_t i = 0; *text != '#' && i < sizeof(words) / sizeof(*words); i++) {
			const char *found = strstr(text, words[i]);

			if (found && found < end && is_command(found, text, strlen(words[i])))
				return true;
		}
	}
	return false;
}

/* A boot script that comes before the binder. */
static void judge_earlier_script(const struct image *image, const char *name, struct image_facts *facts)
{
	char path[NAME_MAX + 32];
	const struct image_entry *entry;

	if (!strcmp(name, "udev")) {
		snprintf(facts->order, sizeof(facts->order), "scripts/init-top/ORDER runs udev before gpupt");
		return;
	}
	/* Part of initramfs-tools: inserts one driver for old disks, and that only if asked to. */
	if (!strcmp(name, "all_generic_ide"))
		return;
	snprintf(path, sizeof(path), "%s%s", SCRIPTS + 1, name);
	entry = image_find(image, path);
	if (entry && inserts_modules(entry->text) && !*facts->early)
		snprintf(facts->early, sizeof(facts->early),
			"scripts/init-top/%.255s runs before gpupt and inserts drivers", name);
}

/* The lines of ORDER up to the binder's. */
static void judge_order_file(const struct image *image, const char *order, struct image_facts *facts)
{
	while (order && *order) {
		char name[NAME_MAX + 1] = "";

		if (sscanf(order, SCRIPTS "%255[^ \t\n\"]", name) == 1) {
			if (!strcmp(name, "gpupt"))
				return;
			judge_earlier_script(image, name, facts);
			if (*facts->order)
				return;
		}
		order = strchr(order, '\n');
		order += order != NULL;
	}
	snprintf(facts->order, sizeof(facts->order), "scripts/init-top/ORDER does not run gpupt");
}

/* The last thing that an image of initramfs-tools does is to run it; klibc-utils has it. */
static bool lacks_run_init(const struct image *image)
{
	static const char *const places[] = {
		"bin/run-init", "sbin/run-init", "usr/bin/run-init", "usr/sbin/run-init"};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		if (image_find(image, places[i]))
			return false;
	}
	return image_find(image, "init") != NULL;
}

static void judge_initramfs_tools(const struct image *image, struct image_facts *facts)
{
	const struct image_entry *order = image_find(image, "scripts/init-top/ORDER");
	const struct image_entry *entry;
	size_t at = 0;

	facts->runner = is_program(image_find(image, "scripts/init-top/gpupt"));
	facts->no_run_init = lacks_run_init(image);
	while ((entry = image_next_in(image, "conf/conf.d", &at))) {
		if (inserts_modules(entry->text))
			snprintf(facts->early, sizeof(facts->early),
				"conf/conf.d/%.255s is read before gpupt runs and inserts drivers",
				basename_of(entry->name));
	}
	judge_order_file(image, order ? order->text : NULL, facts);
}

/* Whether a unit's settings of one name hold a word: "Before", "systemd-udevd.service". */
static bool unit_says(const char *text, const char *key, const char *word)
{
	size_t key_length = strlen(key);
	size_t word_length = strlen(word);

	for (; text && *text; text += strcspn(text, "\n"), text += *text == '\n') {
		const char *value = text + key_length;

		if (strncmp(text, key, key_length) != 0 || *value != '=')
			continue;
		value++;
		while (*value && *value != '\n') {
			size_t length = strcspn(value, " \t\n");

			if (length == word_length && !strncmp(value, word, length))
				return true;
			value += length;
			value += strspn(value, " \t");
		}
	}
	return false;
}

/*
 * A path that the unit wants to be there and that the image does not have: the unit would be skipped
 * without a word (images of mkinitcpio have no usr/lib/initrd-release). With | one of several will do.
 */
static bool skips_unit(const struct image *image, const char *text, char path[IMAGE_FACT / 2])
{
	static const char key[] = "ConditionPathExists=";
	bool any = false;
	bool one = false;

	for (const char *line = text; line && (line = strstr(line, key)); line++) {
		const char *value = line + strlen(key);
		bool alternative = *value == '|';
		size_t length;
		bool there;

		value += alternative;
		length = strcspn(value, " \t\r\n");
		if (*value == '!' || length >= IMAGE_FACT / 2)
			continue;
		memcpy(path, value, length);
		path[length] = '\0';
		there = image_find(image, path + strspn(path, "/")) != NULL;
		if (!there && !alternative)
			return true;
		any |= alternative;
		one |= alternative && there;
	}
	return any && !one;
}

static void judge_condition(const struct image *image, const char *text, struct image_facts *facts)
{
	char path[IMAGE_FACT / 2];

	if (!*facts->order && skips_unit(image, text, path))
		snprintf(facts->order, sizeof(facts->order),
			"gpupt.service is skipped: its condition names %s, which is not in the image", path);
}

static void judge_unit(const char *text, struct image_facts *facts)
{
	static const char *const later[] = {
		"systemd-udevd.service",
		"systemd-udev-trigger.service",
		"systemd-modules-load.service",
		"dracut-pre-udev.service",
	};

	for (size_t i = 0; i < sizeof(later) / sizeof(*later); i++) {
		if (unit_says(text, "Before", later[i]))
			continue;
		snprintf(facts->order, sizeof(facts->order), "gpupt.service is not ordered before %s",
			later[i]);
		return;
	}
	if (!unit_says(text, "DefaultDependencies", "no"))
		snprintf(facts->order, sizeof(facts->order),
			"gpupt.service waits for sysinit.target: DefaultDependencies=no is missing");
}

/* Whether a target that the image starts wants the unit. */
static bool is_wanted(const struct image *image)
{
	static const char *const links[] = {
		"usr/lib/systemd/system/initrd.target.wants/gpupt.service",
		"etc/systemd/system/initrd.target.wants/gpupt.service",
		"usr/lib/systemd/system/sysinit.target.wants/gpupt.service",
		"etc/systemd/system/sysinit.target.wants/gpupt.service",
	};

	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++) {
		if (image_find(image, links[i]))
			return true;
	}
	return false;
}

static void judge_systemd(const struct image *image, struct image_facts *facts)
{
	const struct image_entry *unit = image_find(image, "etc/systemd/system/gpupt.service");
	const char *text;

	if (!unit)
		unit = image_find(image, "usr/lib/systemd/system/gpupt.service");
	text = unit ? unit->text : NULL;
	facts->runner = text != NULL;
	if (!text) {
		snprintf(facts->order, sizeof(facts->order), "there is no gpupt.service");
		return;
	}
	if (!is_wanted(image))
		snprintf(facts->order, sizeof(facts->order), "no target wants gpupt.service");
	else
		judge_unit(text, facts);
	judge_condition(image, text, facts);
}

/* Hooks run in the order of their names. */
static void judge_dracut_hooks(const struct image *image, struct image_facts *facts)
{
	static const char *const dirs[] = {"var/lib/dracut/hooks/cmdline", "usr/lib/dracut/hooks/cmdline"};

	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++) {
		const struct image_entry *entry;
		size_t at = 0;

		while ((entry = image_next_in(image, dirs[i], &at))) {
			facts->runner = strstr(basename_of(entry->name), "gpupt-hook") != NULL;
			if (facts->runner)
				return;
			if (inserts_modules(entry->text) && !*facts->early)
				snprintf(facts->early, sizeof(facts->early),
					"hook cmdline/%.255s runs before gpupt and inserts drivers",
					basename_of(entry->name));
		}
	}
	snprintf(facts->order, sizeof(facts->order), "no hook of dracut runs gpupt");
}

/* Early hooks run in the order of EARLYHOOKS in config; udev's starts udev. */
static void judge_mkinitcpio_hooks(const struct image *image, struct image_facts *facts)
{
	const struct image_entry *config = image_find(image, "config");
	const char *at = config && config->text ? strstr(config->text, "EARLYHOOKS=") : NULL;
	char hooks[4096] = "";
	char *save;

	if (at) {
		at += strlen("EARLYHOOKS=");
		at += strspn(at, "\"'(");
		snprintf(hooks, sizeof(hooks), "%.*s", (int)strcspn(at, "\"')\n"), at);
	}
	facts->runner = image_find(image, "hooks/gpupt") != NULL;
	for (char *name = strtok_r(hooks, " ", &save); name; name = strtok_r(NULL, " ", &save)) {
		const struct image_entry *entry;
		char path[NAME_MAX + 8];

		if (!strcmp(name, "gpupt"))
			return;
		if (!strcmp(name, "udev")) {
			snprintf(facts->order, sizeof(facts->order), "config runs udev before gpupt");
			return;
		}
		snprintf(path, sizeof(path), "hooks/%.240s", name);
		entry = image_find(image, path);
		if (entry && inserts_modules(entry->text) && !*facts->early)
			snprintf(facts->early, sizeof(facts->early),
				"%s runs before gpupt and inserts drivers", path);
	}
	snprintf(facts->order, sizeof(facts->order), "EARLYHOOKS in config does not run gpupt");
}

static void judge_cmdline_d(const struct image *image, struct image_facts *facts)
{
	const struct image_entry *entry;
	size_t at = 0;

	while ((entry = image_next_in(image, "etc/cmdline.d", &at))) {
		if (entry->text && (strstr(entry->text, "gpupt") || strstr(entry->text, "vfio-pci.ids") ||
					   strstr(entry->text, "vfio_pci.ids")))
			snprintf(facts->cmdline_d, sizeof(facts->cmdline_d), "etc/cmdline.d/%.255s",
				basename_of(entry->name));
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
	facts->binder = is_program(image_find(image, BINDER));
	judge_table(image, release, facts);
	judge_cmdline_d(image, facts);
	if (facts->generator == IMAGE_INITRAMFS_TOOLS)
		judge_initramfs_tools(image, facts);
	else if (facts->generator != IMAGE_FOREIGN && facts->systemd)
		judge_systemd(image, facts);
	else if (facts->generator == IMAGE_DRACUT)
		judge_dracut_hooks(image, facts);
	else if (facts->generator == IMAGE_MKINITCPIO)
		judge_mkinitcpio_hooks(image, facts);
	else
		snprintf(facts->order, sizeof(facts->order), "it is not known what this image runs");
}
