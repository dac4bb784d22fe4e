/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What systemd-boot boots next: an entry of the Boot Loader Specification, or a unified image. */
#ifndef GPUPT_SDBOOT_H
#define GPUPT_SDBOOT_H

#include "host/boot/loader.h"

/* The entry that boots next: cfg->next and cfg->entry, or cfg->why. */
void sdboot_next(int root, struct bootcfg *cfg);

#endif
