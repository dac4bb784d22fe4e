/* SPDX-License-Identifier: GPL-2.0-or-later */
/* GRUB's menu below a root: grub.cfg, its environment block, and the entry that boots next. */
#ifndef GPUPT_GRUB_MENU_H
#define GPUPT_GRUB_MENU_H

#include "host/boot/loader.h"

/*
 * Finds the parameters of the entry that boots next: cfg->next and cfg->entry, or cfg->why. The
 * menu's own path goes to cfg->menu.
 */
void grub_menu_read(int root, struct bootcfg *cfg);

#endif
