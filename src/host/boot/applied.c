// SPDX-License-Identifier: GPL-2.0-or-later
/* Whether what the configuration says has reached what boots. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/boot/bootcfg.h"
#include "host/boot/grub_file.h"
#include "host/boot/files.h"
#include "host/boot/line.h"

/* The parameters of gpupt in one line that the other lacks; the caller frees it. */
static char *missing(const char *wanted, const char *there)
{
	char *ours = line_ours(wanted);
	struct cmdline cmdline = cmdline_start(ours ? ours : "", ours ? strlen(ours) : 0);
	struct param param;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	while (out && cmdline_next(&cmdline, &param)) {
		if (line_has(there, param.name, param.value))
			continue;
		fprintf(out, "%s%.*s%s%.*s", ftell(out) ? " " : "", (int)param.name.length, param.name.text,
			param.has_value ? "=" : "", (int)param.value.length, param.value.text);
	}
	free(ours);
	if (out && fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

/* "run update-grub", with all the commands. */
static void say_commands(const struct bootcfg *cfg, int root, char hint[BOOTCFG_FINDING])
{
	static const char between[] = "; ";
	struct kernels kernels;
	struct bootcfg_commands commands;
	size_t used;

	kernels_read(root, &kernels);
	used = (size_t)snprintf(hint, BOOTCFG_FINDING, "run ");
	if (bootcfg_commands(cfg, &kernels, cfg->own, cfg->own_iommu, &commands)) {
		for (unsigned int i = 0; i < commands.count; i++) {
			char *const *word = commands.command[i].word;

			for (size_t j = 0; word[j] && used < BOOTCFG_FINDING; j++)
				used += (size_t)snprintf(hint + used, BOOTCFG_FINDING - used, "%s%s",
					j   ? " "
					: i ? between
					    : "",
					word[j]);
		}
	}
	bootcfg_commands_free(&commands);
}

static bool is_newer_than_menu(const struct bootcfg *cfg, int root)
{
	static const char *const files[] = {GRUB_FILE, GRUB_DROPINS, GRUB_DROPIN};
	long long menu = *cfg->menu ? files_changed(root, cfg->menu) : 0;

	for (size_t i = 0; menu && i < sizeof(files) / sizeof(*files); i++) {
		if (files_changed(root, files[i]) > menu)
			return true;
	}
	return false;
}

/* What is too long to be said whole is shown to be cut. */
static const char *dots(const char *text)
{
	return strlen(text) > 600 ? "..." : "";
}

/* A form of shell text that is not understood leaves what gpupt itself wrote. */
static char *configured(const struct bootcfg *cfg)
{
	if (cfg->wanted)
		return strdup(cfg->wanted);
	return line_with_slots("", cfg->file ? cfg->own : "", false);
}

/* An addon that is there for nothing. */
static void say_passed_over(
	const struct bootcfg *cfg, int root, char text[BOOTCFG_FINDING], char hint[BOOTCFG_FINDING])
{
	snprintf(text, BOOTCFG_FINDING,
		"/%.300s has 'gpupt.slots=%.600s%s', but it is not signed, and with Secure Boot systemd-stub "
		"passes over it",
		cfg->path, cfg->own, dots(cfg->own));
	if (*cfg->key)
		say_commands(cfg, root, hint);
	else
		snprintf(hint, BOOTCFG_FINDING,
			"name keys in /etc/kernel/uki.conf, SecureBootPrivateKey= and "
			"SecureBootCertificate=, and run gpupt enable again; or run gpupt disable");
}

/* What the file asks for and the line does not have, or has left over. */
static bool say_difference(const struct bootcfg *cfg, int root, const char *running,
	char text[BOOTCFG_FINDING], char hint[BOOTCFG_FINDING])
{
	bool seen = cfg->next && !cfg->assumed;
	const char *there = seen ? cfg->next : running;
	const char *place = *cfg->menu ? cfg->menu : cfg->entry;
	char *wanted = configured(cfg);
	char *lacks = wanted ? missing(wanted, there) : NULL;
	char *left = wanted && seen && is_newer_than_menu(cfg, root) ? missing(there, wanted) : NULL;
	bool found = lacks && *lacks;

	if (found)
		snprintf(text, BOOTCFG_FINDING, "/%.300s has '%.600s%s', but %s does not%s%.300s%s",
			cfg->kind == BOOTCFG_GRUB && !*cfg->own ? GRUB_FILE : cfg->file, lacks, dots(lacks),
			seen ? "the boot menu" : "this boot", seen ? " (" : "", seen ? place : "",
			seen ? ")" : "");
	else if (left && *left)
		snprintf(text, BOOTCFG_FINDING,
			"the boot menu (/%.300s) has '%.600s%s', but the configuration, which is newer, does not",
			place, left, dots(left));
	found = found || (left && *left);
	if (found)
		say_commands(cfg, root, hint);
	free(wanted);
	free(lacks);
	free(left);
	return found;
}

/* What our drop-in has is lost: no program mends that. */
static bool say_hidden(
	const struct bootcfg *cfg, int root, char text[BOOTCFG_FINDING], char hint[BOOTCFG_FINDING])
{
	char path[GRUB_PATH];

	if (cfg->kind != BOOTCFG_GRUB || !*cfg->own || !cfg->wanted || line_gets(cfg->wanted, cfg->own) ||
		!*grub_hides_dropin(root, path))
		return false;
	snprintf(text, BOOTCFG_FINDING,
		"/" GRUB_DROPIN " has 'gpupt.slots=%.600s%s', but /%s is read after it and sets "
		"GRUB_CMDLINE_LINUX_DEFAULT anew",
		cfg->own, dots(cfg->own), path);
	snprintf(hint, BOOTCFG_FINDING,
		"begin the value there with $GRUB_CMDLINE_LINUX_DEFAULT, in double quotes, and run gpupt enable "
		"again");
	return true;
}

bool bootcfg_not_applied(const struct bootcfg *cfg, int root, const char *running, char text[BOOTCFG_FINDING],
	char hint[BOOTCFG_FINDING])
{
	if (!cfg->passed_over)
		return say_hidden(cfg, root, text, hint) || say_difference(cfg, root, running, text, hint);
	say_passed_over(cfg, root, text, hint);
	return true;
}

bool bootcfg_is_in_effect(const struct bootcfg *cfg, int root, const char *slots)
{
	char text[BOOTCFG_FINDING];
	char hint[BOOTCFG_FINDING];

	if (cfg->passed_over)
		return false;
	if (!cfg->next || cfg->assumed)
		return true;
	/* Somebody else's slots may be in the line as well, but none of ours that were taken out. */
	if (*slots ? !line_gets(cfg->next, slots) : *cfg->own && line_gets(cfg->next, cfg->own))
		return false;
	return !bootcfg_not_applied(cfg, root, cfg->next, text, hint);
}
