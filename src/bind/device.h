/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The steps that are taken with one function and its drivers: the only code of gpupt that writes
 * device attributes, and never in the host command. 0, or -errno.
 */
#ifndef GPUPT_DEVICE_H
#define GPUPT_DEVICE_H

#include "core/inventory.h"

struct writer {
	int root;
	bool fixtures; /* root is a tree of fixtures: a real sysfs is never written */
};

/* Whether it is still the device that was read; without its directory, whether one is at its address. */
bool device_is_there(const struct writer *writer, const struct function *function);

/* The driver that holds the function now, "" if none. */
int device_driver(const struct writer *writer, const struct pci_addr *addr, char driver[DRIVER_NAME]);

/* Writes the override; "" clears it. It neither probes nor unbinds. */
int device_override(const struct writer *writer, const struct function *function, const char *driver);

/* Off the driver that holds it, which may be one of the host's; -EBUSY if it still does. */
int device_unbind(const struct writer *writer, const struct pci_addr *addr);

/* Lets the drivers that are there try; -EBUSY if not this one has it then. */
int device_probe(const struct writer *writer, const struct pci_addr *addr, const char *driver);

/* On this driver and no other; -EBUSY if it does not have it then. */
int device_bind(const struct writer *writer, const struct pci_addr *addr, const char *driver);

/* Takes a dynamic ID from vfio-pci, if there is one (any more). */
int device_remove_id(const struct writer *writer, const struct id_entry *id);

bool driver_is_registered(const struct writer *writer, const char *driver);

#endif
