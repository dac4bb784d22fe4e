/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The boot loader's configuration below a root: what it says, the text that would give gpupt's
 * parameters to the next boot, and the commands that put it into effect. It writes nothing.
 */
#ifndef GPUPT_BOOTCFG_H
#define GPUPT_BOOTCFG_H

#include "host/boot/loader.h"
#include "host/image/kernels.h"

#define BOOTCFG_COMMANDS (KERNELS_MAX + 4)
#define BOOTCFG_WORDS 10

struct bootcfg_command {
	char *word[BOOTCFG_WORDS]; /* an argument vector */
};

struct bootcfg_commands {
	unsigned int count;
	struct bootcfg_command command[BOOTCFG_COMMANDS];
};

/* 0 or -errno. bootcfg_free() it whatever the result. */
int bootcfg_read(int root, struct bootcfg *cfg);

/*
 * Whether the configuration has parameters of gpupt that neither the next boot's line has nor,
 * where that is not known, the one of this boot (running): text tells which, hint what to run.
 */
#define BOOTCFG_FINDING 1536
bool bootcfg_not_applied(const struct bootcfg *cfg, int root, const char *running, char text[BOOTCFG_FINDING],
	char hint[BOOTCFG_FINDING]);

/*
 * Whether the next boot has what the configuration says, these slots among it: nothing is to be
 * made anew. Where that cannot be seen, the configuration is believed.
 */
bool bootcfg_is_in_effect(const struct bootcfg *cfg, int root, const char *slots);

/*
 * The text of the file with these slots in place of its own: "" if nothing is left and the file
 * is to be removed. The caller frees it; NULL without memory.
 */
char *bootcfg_text(const struct bootcfg *cfg, const char *slots, bool intel_iommu);

/* What makes a changed file (where there is none: these slots) effective. False without memory. */
bool bootcfg_commands(const struct bootcfg *cfg, const struct kernels *kernels, const char *slots,
	bool intel_iommu, struct bootcfg_commands *commands);

/* What rebuilds the images of all installed kernels; no command if no generator was found. */
bool bootcfg_image_commands(int root, struct bootcfg_commands *commands);

void bootcfg_commands_free(struct bootcfg_commands *commands);

/*
 * What somebody has to do by hand to have these slots ("": none) at the next boot, in lines; the
 * caller frees it; NULL without memory.
 */
char *bootcfg_by_hand(const struct bootcfg *cfg, const char *slots, bool intel_iommu);

#endif
