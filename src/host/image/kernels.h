/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernels that are installed below a root, each with its initramfs image. */
#ifndef GPUPT_KERNELS_H
#define GPUPT_KERNELS_H

#include <stdbool.h>

#define KERNELS_MAX 32
#define KERNEL_PATH 320

struct kernel {
	char release[128];
	char file[KERNEL_PATH];  /* the kernel itself, below the root */
	char image[KERNEL_PATH]; /* its initramfs image; "" if none was found */
	bool unified;            /* both are one file */
};

struct kernels {
	unsigned int count;
	struct kernel kernel[KERNELS_MAX]; /* the newest release first */
};

/*
 * Whether this boot's kernel came out of a unified kernel image on a system partition that is not
 * mounted now: then what the next boot gets cannot be seen.
 */
bool kernels_are_hidden(int root);

/* Directories of modules that have a kernel; -errno if there is no directory of modules at all. */
int kernels_read(int root, struct kernels *kernels);

/* NULL if it is not installed. */
const struct kernel *kernels_find(const struct kernels *kernels, const char *release);

#endif
