/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who runs the binder in an image, and when: the part of image_judge that generators differ in. */
#ifndef GPUPT_IMAGE_RUNNER_H
#define GPUPT_IMAGE_RUNNER_H

#include "host/image/image.h"

/* Each sets runner, order and early; the first also no_run_init. */
void image_judge_initramfs_tools(const struct image *image, struct image_facts *facts);
void image_judge_dracut(const struct image *image, struct image_facts *facts);
void image_judge_mkinitcpio(const struct image *image, struct image_facts *facts);
/* Of dracut or mkinitcpio, with systemd in it. */
void image_judge_systemd(const struct image *image, struct image_facts *facts);

/* Whether the entry is there, and a file that can be executed. */
bool image_is_program(const struct image_entry *entry);

#endif
