/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bind/device.h"
#include "core/at.h"
#include "core/sysfs.h"
#include "core/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Not O_CREAT, not O_TRUNC: a missing attribute is an error in a tree of fixtures as in sysfs. */
static int write_attribute(const struct writer *writer, int dir, const char *name, const char *text)
{
	int fd = openat(dir, name, O_WRONLY | O_CLOEXEC);
	ssize_t length = (ssize_t)strlen(text);
	ssize_t n;
	int error = 0;

	if (fd < 0)
		return -errno;
	if (writer->fixtures && sysfs_is_real_fd(fd)) {
		at_close(fd);
		return -EPERM;
	}
	n = write(fd, text, (size_t)length);
	if (n != length)
		error = n < 0 ? -errno : -EIO;
	at_close(fd);
	return error;
}

#define NAME_TEXT 96 /* of an attribute of a function, from the root on */

/* "sys/bus/pci/devices/0000:02:00.0" and the attribute, which begins with /; returns name. */
static char *device_name(const struct pci_addr *addr, const char *attribute, char name[NAME_TEXT])
{
	char address[PCI_ADDR_TEXT];

	text_print(name, NAME_TEXT, SYSFS_DEVICES "/%s%s", pci_addr_format(addr, address), attribute);
	return name;
}

bool device_is_there(const struct writer *writer, const struct function *function)
{
	char name[NAME_TEXT];

	if (function->dir >= 0)
		return sysfs_exists(function->dir, "vendor") != 0;
	return sysfs_exists(writer->root, device_name(&function->addr, "/vendor", name)) != 0;
}

int device_driver(const struct writer *writer, const struct pci_addr *addr, char driver[DRIVER_NAME])
{
	char name[NAME_TEXT];
	int error = sysfs_link_name(writer->root, device_name(addr, "/driver", name), driver, DRIVER_NAME);

	if (error)
		driver[0] = '\0';
	return error == -ENOENT ? 0 : error;
}

/* By its directory if that is open: it leads to this device, whatever is at its address by now. */
int device_override(const struct writer *writer, const struct function *function, const char *driver)
{
	char name[NAME_TEXT];
	char text[OVERRIDE_TEXT + 2];

	text_print(text, sizeof(text), "%s\n", driver);
	if (function->dir >= 0)
		return write_attribute(writer, function->dir, "driver_override", text);
	device_name(&function->addr, "/driver_override", name);
	return write_attribute(writer, writer->root, name, text);
}

/* Tells the kernel the function by an attribute, and reads what that came to: the link is proof. */
static int change(
	const struct writer *writer, const struct pci_addr *addr, const char *name, const char *expected)
{
	char address[PCI_ADDR_TEXT];
	char driver[DRIVER_NAME];
	int error = write_attribute(writer, writer->root, name, pci_addr_format(addr, address));

	if (!error)
		error = device_driver(writer, addr, driver);
	return !error && strcmp(driver, expected) != 0 ? -EBUSY : error;
}

int device_unbind(const struct writer *writer, const struct pci_addr *addr)
{
	char name[NAME_TEXT];

	return change(writer, addr, device_name(addr, "/driver/unbind", name), "");
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
	error = write_attribute(writer, writer->root, SYSFS_DRIVERS "/vfio-pci/remove_id", text);
	return error == -ENODEV || error == -ENOENT ? 0 : error;
}

bool driver_is_registered(const struct writer *writer, const char *driver)
{
	char name[sizeof(SYSFS_DRIVERS) + DRIVER_NAME + 1];

	text_print(name, sizeof(name), SYSFS_DRIVERS "/%s", driver);
	return sysfs_exists(writer->root, name) == 1;
}
