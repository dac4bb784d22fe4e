// SPDX-License-Identifier: GPL-2.0-or-later
/* What the boot loader's configuration is to become, and the commands that make it so. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/cmdline.h"
#include "core/sysfs.h"
#include "host/boot/bootcfg.h"

#define GRUB_HEAD                                                                                            \
	"# Written by `gpupt enable`, taken out again by `gpupt disable`.\n"                                 \
	"# If a boot with it goes wrong: add gpupt=off in GRUB's menu (key e), or boot\n"                    \
	"# the recovery entry, which does not get these parameters.\n"

static bool is_ours(struct token name)
{
	return token_begins_name(name, "gpupt.") || token_is_name(name, "gpupt") ||
	       token_is_name(name, "vfio-pci.ids") || token_is_name(name, "intel_iommu");
}

char *bootcfg_ours(const char *line, char *buf, size_t size)
{
	struct cmdline cmdline = cmdline_start(line, strlen(line));
	struct param param;
	size_t used = 0;

	buf[0] = '\0';
	while (cmdline_next(&cmdline, &param)) {
		if (!is_ours(param.name) || used + param.name.length + param.value.length + 3 > size)
			continue;
		used += (size_t)snprintf(buf + used, size - used, "%s%.*s%s%.*s", used ? " " : "",
			(int)param.name.length, param.name.text, param.has_value ? "=" : "",
			(int)param.value.length, param.value.text);
	}
	return buf;
}

/* gpupt's parameters, each with a space in front. */
static char *own_parameters(const char *slots, bool intel_iommu)
{
	char *text = NULL;

	if (asprintf(&text, "%s%s%s", *slots ? " gpupt.slots=" : "", slots,
		    intel_iommu ? " intel_iommu=on" : "") < 0)
		return NULL;
	return text;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* Copies the line without gpupt.slots=, up to a bare --; returns where it stopped. */
static const char *copy_others(const char *line, FILE *out)
{
	struct cmdline cmdline = cmdline_start(line, strlen(line));
	const char *begin = line;
	struct param param;

	for (;;) {
		const char *at = cmdline.at;
		const char *end;

		if (!cmdline_next(&cmdline, &param)) {
			fwrite(begin, 1, (size_t)(at - begin), out);
			return at;
		}
		end = cmdline.at;
		while (end > at && is_space(end[-1]))
			end--;
		if (!token_is_name(param.name, "gpupt.slots"))
			continue;
		while (at > begin && is_space(at[-1]))
			at--;
		fwrite(begin, 1, (size_t)(at - begin), out);
		begin = end;
	}
}

/* Cuts white space at both ends off, in place. */
static char *trim(char *text)
{
	size_t length = strlen(text);
	const char *begin = text;

	while (length && is_space(text[length - 1]))
		length--;
	text[length] = '\0';
	while (is_space(*begin))
		begin++;
	memmove(text, begin, strlen(begin) + 1);
	return text;
}

char *bootcfg_line(const char *line, const char *slots, bool intel_iommu)
{
	char *own = own_parameters(slots, intel_iommu);
	char *others = NULL;
	char *made = NULL;
	size_t size = 0;
	FILE *out = own ? open_memstream(&others, &size) : NULL;
	const char *rest = "";

	if (out) {
		rest = copy_others(line, out);
		rest += strspn(rest, " \t\n");
		if (fclose(out) == 0 &&
			asprintf(&made, "%s%s%s%s", trim(others), own, *rest ? " " : "", rest) < 0)
			made = NULL;
	}
	free(others);
	free(own);
	return made ? trim(made) : NULL;
}

static char *grub_text(const char *slots, bool intel_iommu)
{
	char *own = own_parameters(slots, intel_iommu);
	char *text = NULL;

	if (!own || !*slots) {
		free(own);
		return strdup("");
	}
	if (asprintf(&text, GRUB_HEAD "GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT%s\"\n", own) <
		0)
		text = NULL;
	free(own);
	return text;
}

char *bootcfg_text(const struct bootcfg *cfg, const char *slots, bool intel_iommu)
{
	char *line;
	char *text = NULL;

	if (cfg->kind == BOOTCFG_GRUB)
		return grub_text(slots, intel_iommu);
	line = bootcfg_line(cfg->next ? cfg->next : "", slots, intel_iommu);
	/* What follows the first line is kept as it is. */
	if (line &&
		asprintf(&text, "%s%s", line, cfg->text ? cfg->text + strcspn(cfg->text, "\n") : "\n") < 0)
		text = NULL;
	free(line);
	return text;
}

/* words: up to a NULL. */
static bool add(struct bootcfg_commands *commands, const char *const *words)
{
	char **word = commands->command[commands->count].word;
	bool done = true;

	for (size_t i = 0; i < BOOTCFG_WORDS - 1 && words[i]; i++) {
		word[i] = strdup(words[i]);
		done = done && word[i];
	}
	commands->count++;
	return done;
}

#define ADD(commands, ...) add(commands, (const char *const[]){__VA_ARGS__, NULL})

static bool grubby_command(const char *slots, bool intel_iommu, struct bootcfg_commands *commands)
{
	char *own = own_parameters(slots, intel_iommu);
	char *args = NULL;
	bool done;

	if (!own)
		return false;
	if (!*own) {
		done = ADD(commands, "grubby", "--update-kernel=ALL", "--remove-args=gpupt.slots");
	} else {
		done = asprintf(&args, "--args=%s", own + 1) >= 0 &&
		       ADD(commands, "grubby", "--update-kernel=ALL", "--remove-args=gpupt.slots", args);
	}
	free(args);
	free(own);
	return done;
}

bool bootcfg_commands(const struct bootcfg *cfg, const struct kernels *kernels, const char *slots,
	bool intel_iommu, struct bootcfg_commands *commands)
{
	bool done = true;

	memset(commands, 0, sizeof(*commands));
	switch (cfg->kind) {
	case BOOTCFG_GRUB:
		return ADD(commands, "update-grub");
	case BOOTCFG_GRUBBY:
		return grubby_command(slots, intel_iommu, commands);
	case BOOTCFG_PROXMOX:
		return ADD(commands, "proxmox-boot-tool", "refresh");
	case BOOTCFG_KERNEL_INSTALL:
		for (unsigned int i = 0; i < kernels->count && done; i++) {
			char file[KERNEL_PATH + 1];

			snprintf(file, sizeof(file), "/%s", kernels->kernel[i].file);
			done = ADD(commands, "kernel-install", "add", kernels->kernel[i].release, file);
		}
		return done;
	default:
		return true;
	}
}

bool bootcfg_image_commands(int root, struct bootcfg_commands *commands)
{
	memset(commands, 0, sizeof(*commands));
	if (sysfs_exists(root, "usr/sbin/update-initramfs") == 1)
		return ADD(commands, "update-initramfs", "-u", "-k", "all");
	if (sysfs_exists(root, "usr/bin/dracut") == 1 || sysfs_exists(root, "usr/sbin/dracut") == 1)
		return ADD(commands, "dracut", "--regenerate-all", "--force");
	return true;
}

void bootcfg_commands_free(struct bootcfg_commands *commands)
{
	for (unsigned int i = 0; i < commands->count; i++) {
		for (size_t j = 0; j < BOOTCFG_WORDS; j++)
			free(commands->command[i].word[j]);
	}
	commands->count = 0;
}
