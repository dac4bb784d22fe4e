/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's names of block devices: "sda2", "dm-0". */
#ifndef GPUPT_BLOCK_H
#define GPUPT_BLOCK_H

#include <stdbool.h>

#define BLOCK_DIR "sys/class/block"
#define BLOCK_NAME 128

/* Whether a block device has this name. */
bool block_is(int root, const char *name);

/* Of a device node: where the link in dev leads, or of a mapping. */
bool block_of_node(int root, const char *node, char name[BLOCK_NAME]);

/* Of a device number; 0 is the major number of none. */
bool block_of_number(int root, unsigned int major, unsigned int minor, char name[BLOCK_NAME]);

#endif
