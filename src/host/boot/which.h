/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which boot loader there is below a root, and by which means its configuration is changed. */
#ifndef GPUPT_WHICH_H
#define GPUPT_WHICH_H

#include "host/boot/loader.h"

#define KERNEL_CMDLINE "etc/kernel/cmdline"

/* By the loader that this boot came through, where it tells, and by what is installed. */
enum bootcfg_kind which_kind(int root);

/* Whether the loader that this boot came through says this of itself. */
bool which_booted_by(int root, const char *name);

/* LoaderInfo names a loader whose configuration gpupt does not know, such as rEFInd. */
bool which_booted_by_another(int root);

bool which_has_kernel_install(int root);

/* grub-mkconfig's program: "update-grub"; NULL if there is none. */
const char *which_grub_program(int root);

/* Whether Proxmox keeps the boot partitions in step. */
bool which_has_proxmox_list(int root);

/* Whether systemd-stub started this boot, of a version that reads addons, and ukify can make one. */
bool which_takes_addons(int root);

/* Limine's configuration, below the root; NULL if there is none. */
const char *which_limine_file(int root);

#endif
