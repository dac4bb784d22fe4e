/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/boot/loader.h"

#include <stdlib.h>
#include <string.h>

const char *bootcfg_name(enum bootcfg_kind kind)
{
	static const char *const name[] = {
		[BOOTCFG_UNKNOWN] = "an unknown boot loader",
		[BOOTCFG_GRUB] = "GRUB",
		[BOOTCFG_GRUB_LINE] = "GRUB",
		[BOOTCFG_GRUBBY] = "grubby",
		[BOOTCFG_KERNEL_INSTALL] = "/etc/kernel/cmdline",
		[BOOTCFG_PROXMOX] = "/etc/kernel/cmdline of Proxmox",
		[BOOTCFG_SDBOOTUTIL] = "/etc/kernel/cmdline of sdbootutil",
		[BOOTCFG_MKINITCPIO] = "/etc/kernel/cmdline of mkinitcpio",
		[BOOTCFG_RPM_OSTREE] = "rpm-ostree",
		[BOOTCFG_ADDON] = "an addon of unified kernel images",
		[BOOTCFG_BOOTC] = "bootc",
		[BOOTCFG_KERNELSTUB] = "kernelstub",
		[BOOTCFG_LIMINE] = "limine",
		[BOOTCFG_ENTRIES] = "hand-written loader entries",
		[BOOTCFG_NO_CMDLINE] = "kernel-install without /etc/kernel/cmdline",
	};

	return name[kind];
}

bool bootcfg_is_by_hand(enum bootcfg_kind kind)
{
	return kind == BOOTCFG_UNKNOWN || kind >= BOOTCFG_BOOTC;
}

void bootcfg_free(struct bootcfg *cfg)
{
	free(cfg->text);
	free(cfg->next);
	free(cfg->wanted);
	free(cfg->own);
	memset(cfg, 0, sizeof(*cfg));
}
