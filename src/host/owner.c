/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/owner.h"
#include "core/sysfs.h"

#include <stdio.h>
#include <string.h>

/* Variants have names of their own; what they all have is a directory vfio-dev, since Linux 6.1. */
static bool is_guest_driver(const struct host *host, const struct function *function)
{
	char name[sizeof(SYSFS_DEVICES) + PCI_ADDR_TEXT + 16];
	char addr[PCI_ADDR_TEXT];
	const char *driver = function->driver;

	if (!strcmp(driver, "pci-stub") || strstr(driver, "vfio-pci") || strstr(driver, "vfio_pci"))
		return true;
	snprintf(name, sizeof(name), SYSFS_DEVICES "/%s/vfio-dev", pci_addr_format(&function->addr, addr));
	return sysfs_exists(host->root, name) > 0;
}

enum owner owner_of(const struct host *host, const struct function *function)
{
	if (!function->driver[0])
		return OWNER_NONE;
	return is_guest_driver(host, function) ? OWNER_GUEST : OWNER_HOST;
}

const char *owner_name(enum owner owner)
{
	static const char *const names[] = {"none", "host", "guest"};

	return names[owner];
}

bool owner_lets_guest_start(const struct host *host, const struct function *function)
{
	return owner_of(host, function) != OWNER_HOST || !strcmp(function->driver, "pcieport");
}
