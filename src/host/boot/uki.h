/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unified kernel images below a root, and the addon that gives them gpupt's parameters. */
#ifndef GPUPT_UKI_H
#define GPUPT_UKI_H

#include <stdbool.h>

#define UKIS_MAX 64
#define UKI_PATH 320
#define UKI_ADDON "gpupt.addon.efi"

struct ukis {
	unsigned int count;
	char path[UKIS_MAX][UKI_PATH]; /* below the root, the newest first */
};

/* EFI/Linux/ of every boot partition. */
void ukis_read(int root, struct ukis *ukis);

/*
 * The text of a section of a PE file, ".cmdline"; "" if it has none. The caller frees it. NULL if
 * it cannot be read or is no such file.
 */
char *uki_section(int root, const char *path, const char *section);

/* Whether systemd-stub passes over this addon: with Secure Boot it takes none that is not signed. */
bool uki_is_passed_over(int root, const char *path);

/*
 * The parameters that a boot of this image gets: its own, then those of addons, which the stub
 * puts behind. The caller frees it; NULL if they cannot be read.
 */
char *uki_next(int root, const char *path);

#endif
