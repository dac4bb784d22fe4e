/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bind/device.h"
#include "core/sysfs.h"
#include "core/text.h"

#include <errno.h>
#include <string.h>

int device_driver(const struct writer *writer, const struct pci_addr *addr, char driver[DRIVER_NAME])
{
	char name[NAME_TEXT];
	int error = sysfs_link_name(writer->root, write_name(addr, "/driver", name), driver, DRIVER_NAME);

	if (error)
		driver[0] = '\0';
	return error == -ENOENT ? 0 : error;
}

int device_override(const struct writer *writer, const struct pci_addr *addr, const char *driver)
{
	char text[OVERRIDE_TEXT + 2];

	text_print(text, sizeof(text), "%s\n", driver);
	return write_function(writer, addr, "/driver_override", text);
}

/* Tells the kernel the function by an attribute, and reads what that came to: the link is proof. */
static int change(
	const struct writer *writer, const struct pci_addr *addr, const char *name, const char *expected)
{
	char address[PCI_ADDR_TEXT];
	char driver[DRIVER_NAME];
	int error = write_attribute(writer, name, pci_addr_format(addr, address));

	if (!error)
		error = device_driver(writer, addr, driver);
	return !error && strcmp(driver, expected) != 0 ? -EBUSY : error;
}

int device_unbind(const struct writer *writer, const struct pci_addr *addr)
{
	char name[NAME_TEXT];

	return change(writer, addr, write_name(addr, "/driver/unbind", name), "");
}

int device_probe(const struct writer *writer, const struct pci_addr *addr, const char *driver)
{
	return change(writer, addr, "sys/bus/pci/drivers_probe", driver);
}

int device_bind(const struct writer *writer, const struct pci_addr *addr, const char *driver)
{
	char name[sizeof(SYSFS_DRIVERS) + DRIVER_NAME + 8];

	text_print(name, sizeof(name), SYSFS_DRIVERS "/%s/bind", driver);
	return change(writer, addr, name, driver);
}

int device_remove_id(const struct writer *writer, const struct id_entry *id)
{
	char text[64];
	int error;

	text_print(text, sizeof(text), "%x %x %x %x %x %x", (unsigned int)id->vendor,
		(unsigned int)id->device, (unsigned int)id->subvendor, (unsigned int)id->subdevice,
		(unsigned int)id->class, (unsigned int)id->class_mask);
	error = write_attribute(writer, SYSFS_DRIVERS "/vfio-pci/remove_id", text);
	return error == -ENODEV || error == -ENOENT ? 0 : error;
}

bool driver_is_registered(const struct writer *writer, const char *driver)
{
	char name[sizeof(SYSFS_DRIVERS) + DRIVER_NAME + 1];

	text_print(name, sizeof(name), SYSFS_DRIVERS "/%s", driver);
	return sysfs_exists(writer->root, name) == 1;
}
