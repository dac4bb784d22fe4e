/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The boot loader's configuration below a root: what it says, the text that would give gpupt's
 * parameters to the next boot, and the commands that put it into effect. It writes nothing.
 */
#ifndef GPUPT_BOOTCFG_H
#define GPUPT_BOOTCFG_H

#include "host/image/kernels.h"

#include <stdbool.h>
#include <stddef.h>

#define BOOTCFG_COMMANDS (KERNELS_MAX + 4)
#define BOOTCFG_WORDS 10
#define BOOTCFG_PATH 1024
#define BOOTCFG_TEXT 512
#define BOOTCFG_ENTRY 384

enum bootcfg_kind {
	BOOTCFG_UNKNOWN,
	BOOTCFG_GRUB,           /* Debian, Ubuntu: a drop-in of our own */
	BOOTCFG_GRUB_LINE,      /* a marked line in etc/default/grub: this grub-mkconfig reads no drop-ins */
	BOOTCFG_GRUBBY,         /* Fedora, RHEL: a program, no file of ours */
	BOOTCFG_KERNEL_INSTALL, /* etc/kernel/cmdline */
	BOOTCFG_PROXMOX,        /* etc/kernel/cmdline too, its first line */
	BOOTCFG_SDBOOTUTIL,     /* openSUSE: etc/kernel/cmdline too */
	BOOTCFG_MKINITCPIO,     /* unified images with etc/kernel/cmdline in them */
	BOOTCFG_RPM_OSTREE,     /* a program, no file of ours */
	BOOTCFG_ADDON,          /* unified images: an addon beside them */
	/* From here on the change is printed and not made. */
	BOOTCFG_BOOTC,
	BOOTCFG_KERNELSTUB,
	BOOTCFG_LIMINE,
	BOOTCFG_ENTRIES, /* loader entries that somebody wrote by hand */
};

struct bootcfg {
	enum bootcfg_kind kind;
	const char *file; /* what is edited, below the root, no link in it; NULL if there is none */
	char path[BOOTCFG_PATH];
	char *text;     /* what is in it; NULL if it is not there */
	char *next;     /* the parameters of the next boot; NULL if they cannot be known */
	bool assumed;   /* next is only what wanted is: the loader's own copy cannot be seen */
	char *wanted;   /* what the configuration gives once it is in effect; NULL if that is not known */
	char *own;      /* the values of gpupt.slots that gpupt may change, joined by commas; "" if none */
	bool own_iommu; /* intel_iommu=on is ours */
	char entry[BOOTCFG_ENTRY]; /* the entry that boots next; "" */
	bool passed_over;          /* the addon is there, but the stub will not take it */
	char menu[64];             /* the file of GRUB's menu; "" */
	char why[BOOTCFG_TEXT];    /* why the next boot's parameters are not known; "" */
	char wrong[BOOTCFG_TEXT];  /* why gpupt must not change this configuration; "" */
	char note[BOOTCFG_TEXT];   /* what people should know about it; "" */
	const char *program;       /* what makes the menu, or the addon */
	bool refresh;              /* proxmox-boot-tool copies it */
	char key[BOOTCFG_TEXT];    /* for Secure Boot; "" if none is configured */
	char certificate[BOOTCFG_TEXT];
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

/* What of a command line, parameter by parameter, decides what gpupt does; the caller frees it. */
char *bootcfg_parameters(const char *line);

/* The same into buf, which as many bytes as the line has are enough for; returns buf. */
char *bootcfg_ours(const char *line, char *buf, size_t size);

/* The same of what stands behind a bare --, which the kernel gives to init; "" if nothing. */
char *bootcfg_hidden(const char *line);

/* Whether a gpupt.slots= of the line is exactly this list; "": whether it has none. */
bool bootcfg_gets(const char *line, const char *slots);

/* For people: "GRUB". */
const char *bootcfg_name(enum bootcfg_kind kind);

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

/* A line of parameters with these slots in place of every gpupt.slots=, in front; the caller frees it. */
char *bootcfg_line(const char *line, const char *slots, bool intel_iommu);

/* What makes a changed file (where there is none: these slots) effective. False without memory. */
bool bootcfg_commands(const struct bootcfg *cfg, const struct kernels *kernels, const char *slots,
	bool intel_iommu, struct bootcfg_commands *commands);

/* What rebuilds the images of all installed kernels; no command if no generator was found. */
bool bootcfg_image_commands(int root, struct bootcfg_commands *commands);

void bootcfg_commands_free(struct bootcfg_commands *commands);

/* Whether the change is only printed: by bootcfg_by_hand. */
bool bootcfg_is_by_hand(enum bootcfg_kind kind);

/*
 * What somebody has to do by hand to have these slots ("": none) at the next boot, in lines; the
 * caller frees it; NULL without memory.
 */
char *bootcfg_by_hand(const struct bootcfg *cfg, const char *slots, bool intel_iommu);

#endif
