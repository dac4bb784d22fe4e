/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The overrides that driverctl keeps: a file for each function, with the driver's name in it. */
#ifndef GPUPT_DRIVERCTL_H
#define GPUPT_DRIVERCTL_H

#include "core/pci_addr.h"

#include <stdbool.h>

#define DRIVERCTL_DIR "etc/driverctl.d"
#define DRIVERCTL_DRIVER 64

/* The function that a file is for: pci-0000:02:00.0, of old versions 0000:02:00.0. */
bool driverctl_function(const char *file, struct pci_addr *addr);

/* The driver that a file has; "" if it has none or cannot be read. */
const char *driverctl_driver(int root, const char *file, char driver[DRIVERCTL_DRIVER]);

#endif
