// SPDX-License-Identifier: GPL-2.0-or-later
/* What the boot loader's configuration says. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/boot/addon.h"
#include "host/boot/bootcfg.h"
#include "host/boot/efivar.h"
#include "host/boot/entries.h"
#include "host/boot/grub_file.h"
#include "host/boot/grub_menu.h"
#include "host/boot/files.h"
#include "host/boot/kernel_cmdline.h"
#include "host/boot/line.h"
#include "host/boot/sdboot.h"
#include "host/boot/which.h"
#include "host/root.h"

/* The file that is edited. */
static int read_file(int root, const char *name, struct bootcfg *cfg)
{
	int error;

	snprintf(cfg->path, sizeof(cfg->path), "%s", name);
	cfg->file = cfg->path;
	cfg->text = files_read(root, cfg->path, &error);
	return error;
}

static int read_grub(int root, struct bootcfg *cfg)
{
	bool marked = cfg->kind == BOOTCFG_GRUB_LINE;
	int error = read_file(root, marked ? GRUB_FILE : GRUB_DROPIN, cfg);

	if (error && (marked || error != -ENOENT))
		return error;
	cfg->program = which_grub_program(root);
	cfg->refresh = which_has_proxmox_list(root);
	cfg->wanted = grub_settings(root, !marked);
	grub_menu_read(root, cfg);
	return grub_file_own(cfg->text, marked, cfg) ? 0 : -ENOMEM;
}

/* The loader's own copy of the line, where it can be seen; else what the file says. */
static void find_next(int root, struct bootcfg *cfg)
{
	sdboot_next(root, cfg);
	if (cfg->next || *cfg->entry)
		return;
	cfg->next = strdup(cfg->wanted);
	cfg->assumed = true;
}

static void judge_proxmox(struct bootcfg *cfg)
{
	if (kernel_cmdline_begins_with_comment(cfg->text))
		snprintf(cfg->wrong, sizeof(cfg->wrong),
			"its first line is a comment, and proxmox-boot-tool takes only that line: make it "
			"the line with the parameters");
	else if (kernel_cmdline_has_more(cfg->text))
		snprintf(cfg->note, sizeof(cfg->note),
			"only line 1 of /etc/kernel/cmdline counts for proxmox-boot-tool: what is in the "
			"others does not reach the kernel");
}

static int read_kernel_cmdline(int root, struct bootcfg *cfg)
{
	bool proxmox = cfg->kind == BOOTCFG_PROXMOX;
	char path[BOOTCFG_PATH];
	/* Some keep it elsewhere, and a link here: the file itself is replaced then. */
	bool real = !root_real(root, KERNEL_CMDLINE, path, sizeof(path));
	int error = read_file(root, real ? path : KERNEL_CMDLINE, cfg);
	char *all;

	if (error)
		return error;
	if (proxmox)
		judge_proxmox(cfg);
	cfg->wanted = kernel_cmdline_join(cfg->text, proxmox);
	all = kernel_cmdline_join(cfg->text, false);
	if (!cfg->wanted || !all || !line_add_slots(all, &cfg->own)) {
		free(all);
		return -ENOMEM;
	}
	free(all);
	find_next(root, cfg);
	return 0;
}

/* Programs that append: behind a bare -- it would be init's. */
static void refuse_dashes(struct bootcfg *cfg)
{
	if (cfg->next && line_has_dashes(cfg->next))
		snprintf(cfg->wrong, sizeof(cfg->wrong),
			"the line of the next boot has a bare --, behind which %s would put the parameters, "
			"and the kernel gives those to init: take the -- out first",
			bootcfg_name(cfg->kind));
}

static int read_program(int root, struct bootcfg *cfg)
{
	grub_menu_read(root, cfg);
	if (!cfg->next && cfg->kind == BOOTCFG_RPM_OSTREE) {
		*cfg->why = '\0';
		sdboot_next(root, cfg);
	}
	refuse_dashes(cfg);
	return !cfg->next || line_add_slots(cfg->next, &cfg->own) ? 0 : -ENOMEM;
}

/*
 * What kernel-install does not write it does not change: entries that somebody wrote, and images
 * where its layout is another one.
 */
static void look_at_writer(int root, struct bootcfg *cfg)
{
	size_t length = strlen(cfg->entry);
	bool image = length > 4 && !strcasecmp(cfg->entry + length - 4, ".efi");

	if (!length || cfg->assumed)
		return;
	if (image ? !entries_layout_is_uki(root) : !entries_is_made(root, cfg->entry)) {
		free(cfg->own);
		cfg->own = strdup("");
		cfg->file = NULL;
		cfg->kind = image ? BOOTCFG_UNKNOWN : BOOTCFG_ENTRIES;
		if (image && which_takes_addons(root))
			cfg->kind = BOOTCFG_ADDON;
	}
}

static int read_others(int root, struct bootcfg *cfg)
{
	const char *limine = which_limine_file(root);
	char loader[EFIVAR_TEXT];

	if (cfg->kind == BOOTCFG_LIMINE && limine) {
		snprintf(cfg->path, sizeof(cfg->path), "%s", limine);
		snprintf(cfg->why, sizeof(cfg->why), "/%s is not read for it", limine);
		return 0;
	}
	if (which_booted_by_another(root)) {
		efivar_read(root, "LoaderInfo", loader);
		snprintf(cfg->why, sizeof(cfg->why), "%.64s starts this machine", loader);
		return 0;
	}
	sdboot_next(root, cfg);
	if (cfg->kind == BOOTCFG_UNKNOWN && cfg->next)
		cfg->kind = which_has_kernel_install(root) && entries_is_made(root, cfg->entry)
				    ? BOOTCFG_NO_CMDLINE
				    : BOOTCFG_ENTRIES;
	return !cfg->next || line_add_slots(cfg->next, &cfg->own) ? 0 : -ENOMEM;
}

static int read_kind(int root, struct bootcfg *cfg)
{
	int error;

	switch (cfg->kind) {
	case BOOTCFG_GRUB:
	case BOOTCFG_GRUB_LINE:
		return read_grub(root, cfg);
	case BOOTCFG_GRUBBY:
	case BOOTCFG_RPM_OSTREE:
		return read_program(root, cfg);
	case BOOTCFG_KERNEL_INSTALL:
		error = read_kernel_cmdline(root, cfg);
		if (!error)
			look_at_writer(root, cfg);
		return !error && cfg->kind == BOOTCFG_ADDON ? addon_read(root, cfg) : error;
	case BOOTCFG_PROXMOX:
	case BOOTCFG_SDBOOTUTIL:
	case BOOTCFG_MKINITCPIO:
		return read_kernel_cmdline(root, cfg);
	case BOOTCFG_ADDON:
		sdboot_next(root, cfg);
		error = addon_read(root, cfg);
		refuse_dashes(cfg);
		return error;
	default:
		return read_others(root, cfg);
	}
}

int bootcfg_read(int root, struct bootcfg *cfg)
{
	memset(cfg, 0, sizeof(*cfg));
	cfg->own = strdup("");
	if (!cfg->own)
		return -ENOMEM;
	cfg->kind = which_kind(root);
	return read_kind(root, cfg);
}
