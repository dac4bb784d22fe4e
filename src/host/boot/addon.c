// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/boot/addon.h"
#include "host/boot/efivar.h"
#include "host/boot/entries.h"
#include "host/boot/files.h"
#include "host/boot/line.h"
#include "host/boot/shell.h"
#include "host/boot/uki.h"

/* Where ukify's settings are, also those for kernel-install. */
static const char *const settings[] = {
	"etc/kernel/uki.conf",
	"etc/systemd/ukify.conf",
	"usr/lib/systemd/ukify.conf",
	NULL,
};

/* The boot partition: where the image that boots is, or any image. */
static const char *find_base(int root, const struct bootcfg *cfg)
{
	for (const char *const *base = entries_bases; *base; base++) {
		char dir[64];
		size_t length = strlen(*base);

		if (!strncmp(cfg->entry, *base, length) && !strncmp(cfg->entry + length, "/EFI/", 5))
			return *base;
		snprintf(dir, sizeof(dir), "%s/EFI/Linux", *base);
		if (!*cfg->entry && files_has(root, dir))
			return *base;
	}
	return NULL;
}

static void read_setting(const char *line, const char *name, char *buf)
{
	size_t length = strlen(name);

	line += strspn(line, " \t");
	if (strncasecmp(line, name, length) != 0)
		return;
	line += length + strspn(line + length, " \t");
	if (*line++ != '=')
		return;
	line += strspn(line, " \t");
	snprintf(buf, BOOTCFG_TEXT, "%.*s", (int)strcspn(line, " \t\r\n"), line);
}

static void read_keys(int root, struct bootcfg *cfg)
{
	for (const char *const *name = settings; *name && !*cfg->key; name++) {
		int error;
		char *text = files_read(root, *name, &error);

		for (const char *line = text; line && *line; line = shell_next_line(line)) {
			read_setting(line, "SecureBootPrivateKey", cfg->key);
			read_setting(line, "SecureBootCertificate", cfg->certificate);
		}
		free(text);
	}
	if (!*cfg->key || !*cfg->certificate)
		*cfg->key = *cfg->certificate = '\0';
}

int addon_read(int root, struct bootcfg *cfg)
{
	const char *base = find_base(root, cfg);
	char *line;

	if (!base) {
		snprintf(cfg->wrong, sizeof(cfg->wrong),
			"no unified kernel image in EFI/Linux of /boot, /efi or /boot/efi: is the partition "
			"mounted?");
		return 0;
	}
	snprintf(cfg->path, sizeof(cfg->path), "%s/loader/addons/" UKI_ADDON, base);
	cfg->program = files_has(root, "usr/bin/ukify") ? "ukify" : "/usr/lib/systemd/ukify";
	line = uki_section(root, cfg->path, ".cmdline");
	if (!line_add_slots(line ? line : "", &cfg->own)) {
		free(line);
		return -ENOMEM;
	}
	cfg->own_iommu = line && line_has(line, token_of("intel_iommu"), token_of("on"));
	cfg->passed_over = *cfg->own && uki_is_passed_over(root, cfg->path);
	free(line);
	read_keys(root, cfg);
	if (efivar_secure_boot(root) && !*cfg->key)
		snprintf(cfg->wrong, sizeof(cfg->wrong),
			"Secure Boot is on, so an unsigned addon does nothing, and no key to sign it is "
			"configured: SecureBootPrivateKey= and SecureBootCertificate= in /etc/kernel/uki.conf");
	return 0;
}
