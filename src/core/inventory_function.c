/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One function: its attributes and its record. */
#include "core/reading.h"
#include "core/sysfs.h"
#include "core/text.h"

#include <errno.h>
#include <string.h>

#define ATTRIBUTE_TEXT (PCI_ADDR_TEXT + 32)

/* "0000:02:00.0/attribute"; returns name. */
static char *attribute_name(const struct function *function, const char *attribute, char name[ATTRIBUTE_TEXT])
{
	char addr[PCI_ADDR_TEXT];

	text_print(name, ATTRIBUTE_TEXT, "%s/%s", pci_addr_format(&function->addr, addr), attribute);
	return name;
}

uint32_t reading_number(const struct reading *reading, struct function *function,
	const char *attribute)
{
	char name[ATTRIBUTE_TEXT];
	unsigned int value = 0;
	int error = sysfs_read_number(reading->devices, attribute_name(function, attribute, name), 16, &value);

	/* Bridges and some old devices have no subsystem. */
	if (error && !(error == -ENOENT && !strncmp(attribute, "subsystem", 9)))
		function->error = error;
	return error ? 0 : value;
}

/* The last component of a link that may be missing; "" then. */
static void read_name(const struct reading *reading, struct function *function, const char *link,
	char *buf, size_t size)
{
	char name[ATTRIBUTE_TEXT];
	int error = sysfs_link_name(reading->devices, attribute_name(function, link, name), buf, size);

	if (error)
		buf[0] = '\0';
	if (error && error != -ENOENT)
		function->error = error;
}

static void read_override(const struct reading *reading, struct function *function)
{
	char name[ATTRIBUTE_TEXT];
	int error = sysfs_read_line(reading->devices, attribute_name(function, "driver_override", name),
		function->override, OVERRIDE_TEXT);

	if (error && error != -ENOENT)
		function->error = error;
	if (error || !strcmp(function->override, "(null)"))
		function->override[0] = '\0';
}

static void read_iommu_group(const struct reading *reading, struct function *function)
{
	char text[16];
	unsigned int group;

	read_name(reading, function, "iommu_group", text, sizeof(text));
	if (!text[0])
		return;
	if (text_number(text, 10, &group) && group <= 0x7fffffff)
		function->group = (int)group;
	else
		function->error = -EPROTO;
}

static void read_boot_vga(const struct reading *reading, struct function *function)
{
	char name[ATTRIBUTE_TEXT];
	unsigned int value = 0;

	if (function->class >> 16 == 0x03 &&
		!sysfs_read_number(reading->devices, attribute_name(function, "boot_vga", name), 10, &value))
		function->boot_vga = value != 0;
}

/* A device directory need not be a link in a tree of fixtures; then there is no path. */
static void read_path(const struct reading *reading, struct function *function)
{
	char link[512];
	char addr[PCI_ADDR_TEXT];

	pci_addr_format(&function->addr, addr);
	if (!sysfs_read_link(reading->devices, addr, link, sizeof(link)))
		function->has_path = pci_path_from_link(link, &function->path);
}

static void read_all(const struct reading *reading, struct function *function)
{
	struct pci_ids *ids = &function->ids;

	ids->vendor = (uint16_t)reading_number(reading, function, "vendor");
	ids->device = (uint16_t)reading_number(reading, function, "device");
	ids->subvendor = (uint16_t)reading_number(reading, function, "subsystem_vendor");
	ids->subdevice = (uint16_t)reading_number(reading, function, "subsystem_device");
	function->class = reading_number(reading, function, "class") & 0xffffff;
	read_iommu_group(reading, function);
	read_name(reading, function, "driver", function->driver, DRIVER_NAME);
	read_override(reading, function);
	read_boot_vga(reading, function);
	read_path(reading, function);
}

struct function *reading_add(const struct reading *reading, const struct pci_addr *addr, int *error)
{
	struct inventory *inventory = reading->inventory;
	struct function *function = inventory_find(inventory, addr);
	char name[PCI_ADDR_TEXT];
	int there;

	*error = 0;
	if (function)
		return function;
	there = sysfs_exists(reading->devices, pci_addr_format(addr, name));
	if (!there)
		return NULL;
	if (inventory->count == INVENTORY_FUNCTIONS) {
		*error = -ENOSPC;
		return NULL;
	}
	function = &inventory->function[inventory->count++];
	memset(function, 0, sizeof(*function));
	function->addr = *addr;
	function->group = -1;
	function->error = there < 0 ? there : 0;
	if (!function->error)
		read_all(reading, function);
	return function;
}
