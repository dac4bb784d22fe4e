// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/boot/efivar.h"
#include "host/boot/grub_file.h"
#include "host/boot/files.h"
#include "host/boot/shell.h"
#include "host/boot/uki.h"
#include "host/boot/which.h"

#define STUB_WITH_ADDONS 254 /* systemd-stub's version */

static bool has(int root, const char *program)
{
	static const char *const dirs[] = {"usr/sbin", "usr/bin", "sbin", "bin", NULL};
	char path[128];

	for (const char *const *dir = dirs; *dir; dir++) {
		snprintf(path, sizeof(path), "%s/%s", *dir, program);
		if (files_has(root, path))
			return true;
	}
	return false;
}

bool which_booted_by(int root, const char *name)
{
	char info[EFIVAR_TEXT];

	return !strncasecmp(efivar_read(root, "LoaderInfo", info), name, strlen(name));
}

/* systemd-stub may have been started by any: its images have their own ways. */
bool which_booted_by_another(int root)
{
	char text[EFIVAR_TEXT];

	return *efivar_read(root, "LoaderInfo", text) && !which_booted_by(root, "GRUB") &&
	       !which_booted_by(root, "systemd-boot") && !which_booted_by(root, "limine") &&
	       !*efivar_read(root, "StubInfo", text);
}

bool which_has_kernel_install(int root)
{
	return has(root, "kernel-install");
}

bool which_has_proxmox_list(int root)
{
	return files_has(root, "etc/kernel/proxmox-boot-uuids");
}

const char *which_grub_program(int root)
{
	static const char *const names[] = {"update-grub", "grub2-mkconfig", "grub-mkconfig"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (has(root, names[i]))
			return names[i];
	}
	return NULL;
}

/*
 * Whether grub-mkconfig, a shell script, reads etc/default/grub.d: it does on Debian and what came
 * from it, not on Arch, Void and others. update-grub without it is Debian's in small.
 */
static bool reads_dropins(int root)
{
	static const char *const scripts[] = {"usr/sbin/grub-mkconfig", "usr/bin/grub-mkconfig",
		"usr/sbin/grub2-mkconfig", "usr/bin/grub2-mkconfig", NULL};

	for (const char *const *script = scripts; *script; script++) {
		int error;
		char *text = files_read(root, *script, &error);
		bool does = text && strstr(text, "/default/grub.d");

		free(text);
		if (text)
			return does;
	}
	return true;
}

/* update-grub anywhere; the others where a menu was made with them and grubby does not make it. */
static bool has_grub(int root)
{
	if (!files_has(root, GRUB_FILE))
		return false;
	if (has(root, "update-grub"))
		return true;
	return which_grub_program(root) &&
	       (files_has(root, "boot/grub/grub.cfg") || files_has(root, "boot/grub2/grub.cfg"));
}

static bool is_ostree(int root)
{
	return files_has(root, "run/ostree-booted") || files_has(root, "ostree/repo");
}

const char *which_limine_file(int root)
{
	static const char *const files[] = {"boot/limine.conf", "boot/limine/limine.conf",
		"boot/EFI/limine/limine.conf", "boot/efi/limine.conf", "boot/efi/limine/limine.conf",
		"boot/efi/EFI/limine/limine.conf", "efi/limine.conf", "efi/EFI/limine/limine.conf", NULL};

	for (const char *const *file = files; *file; file++) {
		if (files_has(root, *file))
			return *file;
	}
	return NULL;
}

static int has_image_line(void *context, const char *name)
{
	int root = *(int *)context;
	char path[320];
	char *text;
	int error;
	int found = 0;

	snprintf(path, sizeof(path), "etc/mkinitcpio.d/%s", name);
	text = files_read(root, path, &error);
	for (const char *line = text; line && *line && !found; line = shell_next_line(line)) {
		struct assignment a;

		if (shell_assignment(line, &a) && a.name.length > 4)
			found = !strncmp(a.name.text + a.name.length - 4, "_uki", 4);
	}
	free(text);
	return found;
}

/* Whether mkinitcpio's presets make unified images. */
static bool mkinitcpio_makes_images(int root)
{
	return has(root, "mkinitcpio") && sysfs_list(root, "etc/mkinitcpio.d", has_image_line, &root) == 1;
}

bool which_takes_addons(int root)
{
	char stub[EFIVAR_TEXT];
	int version;

	return sscanf(efivar_read(root, "StubInfo", stub), "systemd-stub %d", &version) == 1 &&
	       version >= STUB_WITH_ADDONS &&
	       (has(root, "ukify") || files_has(root, "usr/lib/systemd/ukify"));
}

/* By what writes the entries or images that systemd-boot, or the firmware, starts. */
static enum bootcfg_kind by_writer(int root)
{
	if (files_has(root, KERNEL_CMDLINE)) {
		if (has(root, "sdbootutil"))
			return BOOTCFG_SDBOOTUTIL;
		if (mkinitcpio_makes_images(root))
			return BOOTCFG_MKINITCPIO;
		if (has(root, "kernel-install"))
			return BOOTCFG_KERNEL_INSTALL;
	}
	if (which_takes_addons(root))
		return BOOTCFG_ADDON;
	if (has(root, "kernelstub"))
		return BOOTCFG_KERNELSTUB;
	return BOOTCFG_UNKNOWN;
}

enum bootcfg_kind which_kind(int root)
{
	bool systemd_boot = which_booted_by(root, "systemd-boot");
	bool limine = which_booted_by(root, "limine");
	bool grub = has_grub(root) && !systemd_boot && !limine && !which_booted_by_another(root);
	bool list = files_has(root, KERNEL_CMDLINE) && which_has_proxmox_list(root);

	if (is_ostree(root) && has(root, "rpm-ostree"))
		return BOOTCFG_RPM_OSTREE;
	if (files_has(root, "usr/lib/bootc/kargs.d") || (is_ostree(root) && has(root, "bootc")))
		return BOOTCFG_BOOTC;
	/* Proxmox keeps both lists. GRUB starts it from BIOS, and with Secure Boot, and may not tell. */
	if (list && !grub)
		return BOOTCFG_PROXMOX;
	if (which_booted_by_another(root))
		return BOOTCFG_UNKNOWN;
	if (!systemd_boot && !limine && has(root, "grubby") && !has(root, "update-grub"))
		return BOOTCFG_GRUBBY;
	if (grub)
		return reads_dropins(root) ? BOOTCFG_GRUB : BOOTCFG_GRUB_LINE;
	if (limine || (!systemd_boot && which_limine_file(root)))
		return BOOTCFG_LIMINE;
	return by_writer(root);
}
