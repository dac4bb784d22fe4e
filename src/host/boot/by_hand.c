// SPDX-License-Identifier: GPL-2.0-or-later
/* What gpupt does not change itself, as exactly as it can be said. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/boot/bootcfg.h"
#include "host/boot/line.h"

static char *kernelstub_text(const struct bootcfg *cfg, const char *own)
{
	const char *line = cfg->next ? cfg->next : "";
	char *old = strdup("");
	char *text = NULL;
	bool done = old && line_add_slots(line, &old);

	if (done &&
		asprintf(&text, "Run:\n\n%s%s%s%s%s%s",
			*old ? "  kernelstub --delete-options \"gpupt.slots=" : "", old, *old ? "\"\n" : "",
			*own ? "  kernelstub --add-options \"" : "", own, *own ? "\"\n" : "") < 0)
		text = NULL;
	free(old);
	return text;
}

static char *entry_text(const struct bootcfg *cfg, const char *slots, bool intel_iommu)
{
	char *line = line_with_slots(cfg->next ? cfg->next : "", slots, intel_iommu);
	char *text = NULL;

	if (line &&
		asprintf(&text,
			cfg->kind == BOOTCFG_NO_CMDLINE
				? "/%s is kernel-install's. Put this\n"
				  "into /etc/kernel/cmdline, rebuild the initramfs images, and run kernel-install\n"
				  "add for each kernel:\n\n  %s\n"
				: "/%s boots next, and no program writes it. Put in\n"
				  "place of its options lines:\n\n  options %s\n",
			cfg->entry, line) < 0)
		text = NULL;
	free(line);
	return text;
}

static char *unknown_text(const struct bootcfg *cfg, const char *slots, const char *own)
{
	char *text = NULL;
	int length;

	(void)cfg;
	if (!*slots)
		length = asprintf(&text, "Take gpupt.slots= out by the means of your boot loader.\n");
	else
		length = asprintf(&text,
			"Add this to the kernel's parameters by the means of your boot loader, and\n"
			"rebuild the initramfs images:\n\n  %s\n",
			own);
	return length < 0 ? NULL : text;
}

static char *limine_text(const struct bootcfg *cfg, const char *slots, const char *own)
{
	char *text = NULL;
	int length;

	if (!*slots)
		length = asprintf(&text, "Take gpupt.slots= out of the cmdline: lines of /%s.\n", cfg->path);
	else
		length = asprintf(&text,
			"In /%s put this right behind cmdline: of each entry\n"
			"that shall claim, in front of the parameters that are there:\n\n  cmdline: %s\n",
			*cfg->path ? cfg->path : "boot/limine.conf", own);
	return length < 0 ? NULL : text;
}

static char *bootc_text(const char *slots, const char *own)
{
	static const char file[] = "usr/lib/bootc/kargs.d/50-gpupt.toml";
	char *text = NULL;
	int length;

	if (!*slots)
		length = asprintf(&text, "Take /%s out of the image, and run bootc upgrade.\n", file);
	else
		length = asprintf(&text,
			"The parameters are part of the image. Build it with gpupt in it and this file,\n"
			"then run bootc upgrade:\n\n  /%s:\n  kargs = [%s%s%s]\n",
			file, "\"", own, "\"");
	return length < 0 ? NULL : text;
}

char *bootcfg_by_hand(const struct bootcfg *cfg, const char *slots, bool intel_iommu)
{
	char *own = line_parameters(slots, intel_iommu);
	char *text = NULL;

	if (!own)
		return NULL;
	switch (cfg->kind) {
	case BOOTCFG_KERNELSTUB:
		text = kernelstub_text(cfg, own);
		break;
	case BOOTCFG_LIMINE:
		text = limine_text(cfg, slots, own);
		break;
	case BOOTCFG_BOOTC:
		text = bootc_text(slots, own);
		break;
	case BOOTCFG_ENTRIES:
	case BOOTCFG_NO_CMDLINE:
		text = entry_text(cfg, slots, intel_iommu);
		break;
	default:
		text = unknown_text(cfg, slots, own);
	}
	free(own);
	return text;
}
