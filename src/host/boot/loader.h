/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The boot loader's configuration, as far as it was read. bootcfg.h reads it. */
#ifndef GPUPT_LOADER_H
#define GPUPT_LOADER_H

#include <stdbool.h>

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
	BOOTCFG_ENTRIES,    /* loader entries that somebody wrote by hand */
	BOOTCFG_NO_CMDLINE, /* kernel-install's entries, and no etc/kernel/cmdline yet */
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
	bool denied;               /* ... since that may not be read by whoever asks */
	char wrong[BOOTCFG_TEXT];  /* why gpupt must not change this configuration; "" */
	char note[BOOTCFG_TEXT];   /* what people should know about it; "" */
	const char *program;       /* what makes the menu, or the addon */
	bool refresh;              /* proxmox-boot-tool copies it */
	char key[BOOTCFG_TEXT];    /* for Secure Boot; "" if none is configured */
	char certificate[BOOTCFG_TEXT];
};

/* For people: "GRUB". */
const char *bootcfg_name(enum bootcfg_kind kind);

/* Whether the change is only printed: by bootcfg_by_hand. */
bool bootcfg_is_by_hand(enum bootcfg_kind kind);

void bootcfg_free(struct bootcfg *cfg);

#endif
