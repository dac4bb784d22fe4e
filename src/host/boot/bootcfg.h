/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The boot loader's configuration below a root: what it says, the text that would give gpupt's
 * parameters to the next boot, and the commands that put it into effect. It writes nothing.
 */
#ifndef GPUPT_BOOTCFG_H
#define GPUPT_BOOTCFG_H

#include "host/image/kernels.h"

#include <stdbool.h>

#define BOOTCFG_COMMANDS (KERNELS_MAX + 2)
#define BOOTCFG_WORDS 6
#define BOOTCFG_WORD 4096

enum bootcfg_kind {
	BOOTCFG_UNKNOWN,
	BOOTCFG_GRUB,           /* Debian, Ubuntu: a drop-in of our own */
	BOOTCFG_GRUBBY,         /* Fedora, RHEL: a program, no file of ours */
	BOOTCFG_KERNEL_INSTALL, /* etc/kernel/cmdline */
	BOOTCFG_PROXMOX         /* etc/kernel/cmdline too */
};

struct bootcfg {
	enum bootcfg_kind kind;
	const char *file; /* what is edited, below the root; NULL if there is none */
	char *text;       /* what is in it; NULL if it is not there */
	char *next;       /* the parameters of the next boot; NULL if they cannot be known */
	char *own;        /* the values of gpupt.slots that gpupt may change, joined by commas; "" if none */
	bool own_iommu;   /* intel_iommu=on is ours */
};

struct bootcfg_command {
	char *word[BOOTCFG_WORDS]; /* an argument vector */
};

struct bootcfg_commands {
	unsigned int count;
	struct bootcfg_command command[BOOTCFG_COMMANDS];
};

/* 0 or -errno. Free it whatever the result. */
int bootcfg_read(int root, struct bootcfg *cfg);
void bootcfg_free(struct bootcfg *cfg);

/* What of a command line, parameter by parameter, decides what gpupt does; returns buf. */
char *bootcfg_ours(const char *line, char *buf, size_t size);

/* For people: "GRUB (update-grub)". */
const char *bootcfg_name(enum bootcfg_kind kind);

/*
 * The text of the file with these slots in place of its own: "" if nothing is left and the file
 * is to be removed. The caller frees it; NULL without memory.
 */
char *bootcfg_text(const struct bootcfg *cfg, const char *slots, bool intel_iommu);

/* A line of parameters with these slots in place of every gpupt.slots=; the caller frees it. */
char *bootcfg_line(const char *line, const char *slots, bool intel_iommu);

/* What makes a changed file (grubby: these slots) effective. False without memory. */
bool bootcfg_commands(const struct bootcfg *cfg, const struct kernels *kernels, const char *slots,
	bool intel_iommu, struct bootcfg_commands *commands);

/* What rebuilds the images of all installed kernels; no command if no generator was found. */
bool bootcfg_image_commands(int root, struct bootcfg_commands *commands);

void bootcfg_commands_free(struct bootcfg_commands *commands);

#endif
