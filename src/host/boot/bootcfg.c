// SPDX-License-Identifier: GPL-2.0-or-later
/* Which boot loader there is, and what it says. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/cmdline.h"
#include "core/sysfs.h"
#include "host/boot/bootcfg.h"

#define GRUB_FILE "etc/default/grub.d/gpupt.cfg"
#define GRUB_MENU "boot/grub/grub.cfg"
#define CMDLINE_FILE "etc/kernel/cmdline"
#define LOADER_INFO "sys/firmware/efi/efivars/LoaderInfo-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
#define FILE_MAX 1048576

static bool has(int root, const char *name)
{
	return sysfs_exists(root, name) == 1;
}

/* Reads a text file; NULL and *error otherwise, -ENOENT if it is not there. */
static char *read_text(int root, const char *name, int *error)
{
	char *text = malloc(FILE_MAX);
	long length = text ? sysfs_read_file(root, name, text, FILE_MAX) : -ENOMEM;

	*error = length < 0 ? (int)length : 0;
	if (length >= 0)
		return text;
	free(text);
	return NULL;
}

/* What a boot loader wrote about itself: UTF-16 behind four bytes of attributes. */
static bool loader_is(int root, const char *name)
{
	char info[256];
	char text[128];
	long length = sysfs_read_file(root, LOADER_INFO, info, sizeof(info));
	size_t used = 0;

	for (long i = 4; i + 1 < length; i += 2)
		text[used++] = info[i];
	text[used] = '\0';
	return strstr(text, name) != NULL;
}

static enum bootcfg_kind find_kind(int root)
{
	bool grub = has(root, "usr/sbin/update-grub") && has(root, "etc/default/grub");
	bool cmdline = has(root, CMDLINE_FILE);
	bool proxmox = cmdline && has(root, "etc/kernel/proxmox-boot-uuids");

	if (loader_is(root, "systemd-boot"))
		grub = false;
	/* Proxmox keeps both: GRUB starts it where the firmware is no EFI. */
	if (proxmox && (!grub || (has(root, "sys/firmware/efi") && !loader_is(root, "GRUB"))))
		return BOOTCFG_PROXMOX;
	if (grub)
		return BOOTCFG_GRUB;
	if (has(root, "usr/sbin/grubby") || has(root, "usr/bin/grubby"))
		return BOOTCFG_GRUBBY;
	if (cmdline && (has(root, "usr/bin/kernel-install") || has(root, "bin/kernel-install")))
		return BOOTCFG_KERNEL_INSTALL;
	return BOOTCFG_UNKNOWN;
}

const char *bootcfg_name(enum bootcfg_kind kind)
{
	static const char *const name[] = {
		"an unknown boot loader",
		"GRUB",
		"grubby",
		"/etc/kernel/cmdline",
		"/etc/kernel/cmdline of Proxmox",
	};

	return name[kind];
}

/* Copies a line without what follows it. */
static char *copy_line(const char *text)
{
	return strndup(text, strcspn(text, "\n"));
}

/* The parameters of the first entry of grub.cfg, without the kernel's own name. */
static char *grub_next(const char *menu)
{
	for (; menu && *menu; menu += strcspn(menu, "\n"), menu += *menu == '\n') {
		const char *word = menu + strspn(menu, " \t");
		size_t length = strcspn(word, " \t\n");

		if ((length != 5 && length != 8) || strncmp(word, "linuxefi", length) != 0)
			continue;
		word += length;
		word += strspn(word, " \t");
		word += strcspn(word, " \t\n");
		return copy_line(word + strspn(word, " \t"));
	}
	return NULL;
}

struct newest {
	char name[256];
};

static int newer(void *context, const char *name)
{
	struct newest *newest = context;
	size_t length = strlen(name);

	if (length > 5 && length < sizeof(newest->name) && !strcmp(name + length - 5, ".conf") &&
		!strstr(name, "rescue") && strverscmp(name, newest->name) > 0)
		strcpy(newest->name, name);
	return 0;
}

/* The options of the newest entry of the Boot Loader Specification. */
static char *entry_next(int root)
{
	struct newest newest = {""};
	char path[320];
	char *found = NULL;
	char *text;
	int error;

	sysfs_list(root, "boot/loader/entries", newer, &newest);
	snprintf(path, sizeof(path), "boot/loader/entries/%s", newest.name);
	text = *newest.name ? read_text(root, path, &error) : NULL;
	for (char *line = text; line && *line && !found; line += strcspn(line, "\n"), line += *line == '\n') {
		if (!strncmp(line, "options", 7) && strchr(" \t", line[7]))
			found = copy_line(line + 8);
	}
	free(text);
	return found;
}

/* Adds to a list with commas. */
static bool join(char **list, struct token item)
{
	char *joined = NULL;

	if (asprintf(&joined, "%s%s%.*s", *list, **list && item.length ? "," : "", (int)item.length,
		    item.text) < 0)
		return false;
	free(*list);
	*list = joined;
	return true;
}

/* The gpupt.slots of a line, and whether intel_iommu=on is in it. */
static bool find_own(const char *line, char **slots, bool *iommu)
{
	struct cmdline cmdline = cmdline_start(line, strlen(line));
	struct param param;

	*slots = strdup("");
	*iommu = false;
	while (*slots && cmdline_next(&cmdline, &param)) {
		if (token_is_name(param.name, "gpupt.slots") && !join(slots, param.value))
			return false;
		if (token_is_name(param.name, "intel_iommu") && token_is(param.value, "on"))
			*iommu = true;
	}
	return *slots != NULL;
}

/* Our drop-in holds one assignment: what is behind $GRUB_CMDLINE_LINUX_DEFAULT in it. */
static int read_grub(int root, struct bootcfg *cfg)
{
	static const char variable[] = "\"$GRUB_CMDLINE_LINUX_DEFAULT ";
	char *menu;
	char *line = NULL;
	int error;

	cfg->file = GRUB_FILE;
	cfg->text = read_text(root, GRUB_FILE, &error);
	if (!cfg->text && error != -ENOENT)
		return error;
	if (cfg->text && strstr(cfg->text, variable)) {
		const char *begin = strstr(cfg->text, variable) + strlen(variable);

		line = strndup(begin, strcspn(begin, "\"\n"));
	}
	menu = read_text(root, GRUB_MENU, &error);
	cfg->next = grub_next(menu);
	free(menu);
	error = find_own(line ? line : "", &cfg->own, &cfg->own_iommu) ? 0 : -ENOMEM;
	free(line);
	return error;
}

static int read_kernel_cmdline(int root, struct bootcfg *cfg)
{
	int error;

	cfg->file = CMDLINE_FILE;
	cfg->text = read_text(root, CMDLINE_FILE, &error);
	if (!cfg->text)
		return error;
	cfg->next = copy_line(cfg->text);
	if (!cfg->next || !find_own(cfg->next, &cfg->own, &cfg->own_iommu))
		return -ENOMEM;
	cfg->own_iommu = false; /* it may be somebody else's */
	return 0;
}

int bootcfg_read(int root, struct bootcfg *cfg)
{
	memset(cfg, 0, sizeof(*cfg));
	cfg->kind = find_kind(root);
	if (cfg->kind == BOOTCFG_GRUB)
		return read_grub(root, cfg);
	if (cfg->kind == BOOTCFG_KERNEL_INSTALL || cfg->kind == BOOTCFG_PROXMOX)
		return read_kernel_cmdline(root, cfg);
	cfg->next = entry_next(root);
	if (!find_own(cfg->kind == BOOTCFG_GRUBBY && cfg->next ? cfg->next : "", &cfg->own, &cfg->own_iommu))
		return -ENOMEM;
	cfg->own_iommu = false;
	return 0;
}

void bootcfg_free(struct bootcfg *cfg)
{
	free(cfg->text);
	free(cfg->next);
	free(cfg->own);
	memset(cfg, 0, sizeof(*cfg));
}
