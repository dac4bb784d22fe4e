// SPDX-License-Identifier: GPL-2.0-or-later
/* What a changed boot configuration is to become, and the commands that put it into effect. */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/boot/bootcfg.h"
#include "host/boot/grub_file.h"
#include "host/boot/kernel_cmdline.h"
#include "host/boot/line.h"
#include "host/image/image_generator.h"

char *bootcfg_text(const struct bootcfg *cfg, const char *slots, bool intel_iommu)
{
	if (cfg->kind == BOOTCFG_GRUB || cfg->kind == BOOTCFG_GRUB_LINE)
		return grub_file_text(cfg->text, cfg->kind == BOOTCFG_GRUB_LINE, slots, intel_iommu);
	return kernel_cmdline_text(cfg->text ? cfg->text : "", slots, intel_iommu);
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

/* One more word for the last command. */
__attribute__((format(printf, 2, 3))) static bool add_word(
	struct bootcfg_commands *commands, const char *format, ...)
{
	char **word = commands->command[commands->count - 1].word;
	size_t i = 0;
	va_list args;
	bool done;

	while (i < BOOTCFG_WORDS - 2 && word[i])
		i++;
	free(word[i]);
	va_start(args, format);
	done = vasprintf(&word[i], format, args) >= 0;
	va_end(args);
	if (!done)
		word[i] = NULL;
	return done;
}

static bool grub_commands(const struct bootcfg *cfg, struct bootcfg_commands *commands)
{
	const char *program = cfg->program ? cfg->program : "update-grub";
	bool done = ADD(commands, program);

	if (!strcmp(program, "grub2-mkconfig"))
		done = done && add_word(commands, "-o") && add_word(commands, "/boot/grub2/grub.cfg");
	else if (!strcmp(program, "grub-mkconfig"))
		done = done && add_word(commands, "-o") && add_word(commands, "/boot/grub/grub.cfg");
	return done && (!cfg->refresh || ADD(commands, "proxmox-boot-tool", "refresh"));
}

static bool grubby_command(const char *own, struct bootcfg_commands *commands)
{
	bool done = ADD(commands, "grubby", "--update-kernel=ALL", "--remove-args=gpupt.slots");

	return done && (!*own || add_word(commands, "--args=%s", own));
}

/* rpm-ostree takes out a parameter by its name and value, so each of them is named. */
static bool ostree_command(
	const struct bootcfg *cfg, const char *slots, bool intel_iommu, struct bootcfg_commands *commands)
{
	const char *line = cfg->next ? cfg->next : "";
	struct cmdline cmdline = cmdline_start(line, strlen(line));
	struct param param;
	bool done = ADD(commands, "rpm-ostree", "kargs");

	while (done && cmdline_next(&cmdline, &param)) {
		if (token_is_name(param.name, "gpupt.slots"))
			done = add_word(commands, "--delete-if-present=gpupt.slots=%.*s",
				(int)param.value.length, param.value.text);
	}
	if (done && *slots)
		done = add_word(commands, "--append=gpupt.slots=%s", slots);
	return done && (!intel_iommu || add_word(commands, "--append-if-missing=intel_iommu=on"));
}

static bool addon_commands(const struct bootcfg *cfg, const char *own, struct bootcfg_commands *commands)
{
	const char *slash = strrchr(cfg->path, '/');
	bool done;

	if (!*own)
		return ADD(commands, "rm", "-f") && add_word(commands, "/%s", cfg->path);
	done = ADD(commands, "mkdir", "-p") &&
	       add_word(commands, "/%.*s", (int)(slash - cfg->path), cfg->path) &&
	       ADD(commands, cfg->program, "build", "--config=/dev/null") &&
	       add_word(commands, "--cmdline=%s", own) && add_word(commands, "--output=/%s", cfg->path);
	if (done && *cfg->key)
		done = add_word(commands, "--secureboot-private-key=%s", cfg->key) &&
		       add_word(commands, "--secureboot-certificate=%s", cfg->certificate);
	return done;
}

static bool kernel_install_commands(const struct kernels *kernels, struct bootcfg_commands *commands)
{
	bool done = true;

	for (unsigned int i = 0; i < kernels->count && done; i++)
		done = ADD(commands, "kernel-install", "add", kernels->kernel[i].release) &&
		       add_word(commands, "/%s", kernels->kernel[i].file);
	return done;
}

bool bootcfg_commands(const struct bootcfg *cfg, const struct kernels *kernels, const char *slots,
	bool intel_iommu, struct bootcfg_commands *commands)
{
	char *own = line_parameters(slots, intel_iommu);
	bool done = own;

	memset(commands, 0, sizeof(*commands));
	if (!own)
		return false;
	if (cfg->kind == BOOTCFG_GRUB || cfg->kind == BOOTCFG_GRUB_LINE)
		done = grub_commands(cfg, commands);
	else if (cfg->kind == BOOTCFG_GRUBBY)
		done = grubby_command(own, commands);
	else if (cfg->kind == BOOTCFG_RPM_OSTREE)
		done = ostree_command(cfg, slots, intel_iommu, commands);
	else if (cfg->kind == BOOTCFG_ADDON)
		done = addon_commands(cfg, own, commands);
	else if (cfg->kind == BOOTCFG_PROXMOX)
		done = ADD(commands, "proxmox-boot-tool", "refresh");
	else if (cfg->kind == BOOTCFG_SDBOOTUTIL)
		done = ADD(commands, "sdbootutil", "update-all-entries");
	else if (cfg->kind == BOOTCFG_MKINITCPIO)
		done = ADD(commands, "mkinitcpio", "-P");
	else if (cfg->kind == BOOTCFG_KERNEL_INSTALL)
		done = kernel_install_commands(kernels, commands);
	free(own);
	return done;
}

bool bootcfg_image_commands(int root, struct bootcfg_commands *commands)
{
	const char *command = image_generator_command(image_generator_installed(root));
	size_t length;
	bool done;

	memset(commands, 0, sizeof(*commands));
	if (!*command)
		return true;
	done = add(commands, (const char *const[]){NULL});
	for (; done && *command; command += strspn(command, " ")) {
		length = strcspn(command, " ");
		done = add_word(commands, "%.*s", (int)length, command);
		command += length;
	}
	return done;
}

void bootcfg_commands_free(struct bootcfg_commands *commands)
{
	for (unsigned int i = 0; i < commands->count; i++) {
		for (size_t j = 0; j < BOOTCFG_WORDS; j++)
			free(commands->command[i].word[j]);
	}
	commands->count = 0;
}
