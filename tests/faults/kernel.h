/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a kernel does to sysfs when one of its PCI attributes is written, done to a tree that
 * mkmachine made. Beside sysfs the tree holds what only the kernel knows:
 *
 *	sys/.../ADDRESS/natural		the host's driver for the function, matched by ID
 *	kernel/driver/MODULE		the PCI driver that a module registers
 *	kernel/new_id/DRIVER		dynamic IDs, one a line: six hex numbers as in new_id
 */
#ifndef GPUPT_FAKE_KERNEL_H
#define GPUPT_FAKE_KERNEL_H

#include <stddef.h>

#define KERNEL_NAME 64

struct kernel {
	int root;             /* the tree */
	const char *refuse;   /* the address that no VFIO driver's probe takes, or NULL */
	unsigned int strange; /* writes to what is no attribute of a function or a driver */
};

/* The attribute path (below root) was written. What the write returns: length or -errno. */
long kernel_store(struct kernel *kernel, const char *path, const char *text, size_t length);

/* finit_module: path of the record that the binder writes instead, "MODULE PATH OPTIONS". */
void kernel_insert(const struct kernel *kernel, const char *record);

/* The functions whose address begins so are unplugged. */
void kernel_vanish(const struct kernel *kernel, const char *prefix);

/* The function at this address, in the tree root, is unplugged, and another device is there. */
void kernel_replace(const char *root, const char *address);

/* The driver that holds a function and its override, "" if none. 0, or -1 if it is not there. */
int kernel_look(const struct kernel *kernel, const char *address, char driver[KERNEL_NAME],
	char override[KERNEL_NAME]);

/* Calls for each function of the machine. */
void kernel_each(
	const struct kernel *kernel, void (*each)(void *context, const char *address), void *context);

#endif
