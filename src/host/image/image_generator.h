/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What makes a machine's images. */
#ifndef GPUPT_IMAGE_GENERATOR_H
#define GPUPT_IMAGE_GENERATOR_H

enum image_generator { IMAGE_FOREIGN, IMAGE_INITRAMFS_TOOLS, IMAGE_DRACUT, IMAGE_MKINITCPIO };

/* The one that is installed below root; IMAGE_FOREIGN: none that gpupt works with. */
enum image_generator image_generator_installed(int root);

/* "of dracut" */
const char *image_generator_name(enum image_generator generator);

/* What makes the images of all kernels anew, a command line; "" for IMAGE_FOREIGN. */
const char *image_generator_command(enum image_generator generator);

#endif
