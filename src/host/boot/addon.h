/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gpupt.addon.efi: a command line of its own beside unified kernel images, for systemd-stub. */
#ifndef GPUPT_ADDON_H
#define GPUPT_ADDON_H

#include "host/boot/loader.h"

/* Where it is or would be (cfg->path), what it has (cfg->own), and with what it is signed. 0 or -errno. */
int addon_read(int root, struct bootcfg *cfg);

#endif
