// SPDX-License-Identifier: GPL-2.0-or-later
/* Whether the scripts that an image runs start the binder, and what comes before it. */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "host/image/image_runner.h"
#include "host/path.h"

#define SCRIPTS "/scripts/init-top/"

bool image_is_program(const struct image_entry *entry)
{
	return entry && S_ISREG(entry->mode) && entry->mode & 0111;
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

void image_judge_initramfs_tools(const struct image *image, struct image_facts *facts)
{
	const struct image_entry *order = image_find(image, "scripts/init-top/ORDER");
	const struct image_entry *entry;
	size_t at = 0;

	facts->runner = image_is_program(image_find(image, "scripts/init-top/gpupt"));
	facts->no_run_init = lacks_run_init(image);
	while ((entry = image_next_in(image, "conf/conf.d", &at))) {
		if (inserts_modules(entry->text))
			snprintf(facts->early, sizeof(facts->early),
				"conf/conf.d/%.255s is read before gpupt runs and inserts drivers",
				path_last(entry->name));
	}
	judge_order_file(image, order ? order->text : NULL, facts);
}

/* Hooks run in the order of their names. */
void image_judge_dracut(const struct image *image, struct image_facts *facts)
{
	static const char *const dirs[] = {"var/lib/dracut/hooks/cmdline", "usr/lib/dracut/hooks/cmdline"};

	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++) {
		const struct image_entry *entry;
		size_t at = 0;

		while ((entry = image_next_in(image, dirs[i], &at))) {
			facts->runner = strstr(path_last(entry->name), "gpupt-hook") != NULL;
			if (facts->runner)
				return;
			if (inserts_modules(entry->text) && !*facts->early)
				snprintf(facts->early, sizeof(facts->early),
					"hook cmdline/%.255s runs before gpupt and inserts drivers",
					path_last(entry->name));
		}
	}
	snprintf(facts->order, sizeof(facts->order), "no hook of dracut runs gpupt");
}

/* Early hooks run in the order of EARLYHOOKS in config; udev's starts udev. */
void image_judge_mkinitcpio(const struct image *image, struct image_facts *facts)
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
