/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writing device attributes: the only code of gpupt that does. Never in the host command. */
#ifndef GPUPT_WRITE_H
#define GPUPT_WRITE_H

#include "core/pci_addr.h"

struct writer {
	int root;
	bool fixtures; /* root is a tree of fixtures: a real sysfs is never written */
};

#define RUN_DIR "run/gpupt"

/* Creates a file of gpupt's own in RUN_DIR, which is made if need be; its descriptor or -errno. */
int write_create(int root, const char *name, int flags);

#define NAME_TEXT 96 /* of an attribute of a function, from the root on */

/* "sys/bus/pci/devices/0000:02:00.0" and the attribute, which begins with / or is ""; returns name. */
char *write_name(const struct pci_addr *addr, const char *attribute, char name[NAME_TEXT]);

/* Writes once to an existing file below root. 0, or -errno; a short write is -EIO. */
int write_attribute(const struct writer *writer, const char *name, const char *text);

/* The same for an attribute of a function: "/driver_override", "/driver/unbind". */
int write_function(
	const struct writer *writer, const struct pci_addr *addr, const char *attribute, const char *text);

#endif
