/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The shell files that grub-mkconfig reads: our drop-in in etc/default/grub.d, or our marked line
 * in etc/default/grub. Assignments are understood, other shell text is kept as it is. Pure but for
 * malloc, but grub_settings, which reads.
 */
#ifndef GPUPT_GRUB_FILE_H
#define GPUPT_GRUB_FILE_H

#include "host/boot/loader.h"
#include "host/boot/vars.h"

#define GRUB_FILE "etc/default/grub"
#define GRUB_DROPINS "etc/default/grub.d"
#define GRUB_DROPIN "etc/default/grub.d/gpupt.cfg"

/*
 * Finds what gpupt may change in the text (marked: of etc/default/grub, only its marked lines):
 * cfg->own and cfg->own_iommu, and cfg->wrong where gpupt.slots stands in shell text that is no
 * plain assignment. False without memory.
 */
bool grub_file_own(const char *text, bool marked, struct bootcfg *cfg);

/* The text (NULL: there is no file) with these slots in place of its own; the caller frees it. */
char *grub_file_text(const char *text, bool marked, const char *slots, bool intel_iommu);

/*
 * What the kernel's line gets by these files: GRUB_CMDLINE_LINUX and GRUB_CMDLINE_LINUX_DEFAULT.
 * NULL if they hold shell text that decides about it and is no plain assignment.
 */
char *grub_settings(int root, bool dropins);

/*
 * The last file below the root that is read after our drop-in and sets the variable anew, so that what
 * the drop-in has is lost; "" if there is none.
 */
#define GRUB_PATH 320
const char *grub_hides_dropin(int root, char path[GRUB_PATH]);

#endif
