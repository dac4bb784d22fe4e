/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/driverctl.h"
#include "core/sysfs.h"

#include <stdio.h>
#include <string.h>

bool driverctl_function(const char *file, struct pci_addr *addr)
{
	return !pci_addr_parse(strncmp(file, "pci-", 4) != 0 ? file : file + 4, addr);
}

const char *driverctl_driver(int root, const char *file, char driver[DRIVERCTL_DRIVER])
{
	char path[sizeof(DRIVERCTL_DIR) + 256]; /* a name has at most 255 bytes */

	snprintf(path, sizeof(path), DRIVERCTL_DIR "/%.255s", file);
	if (sysfs_read_line(root, path, driver, DRIVERCTL_DRIVER))
		driver[0] = '\0';
	return driver;
}
