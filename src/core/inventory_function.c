/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One function: its attributes and its record. */
#include "core/reading.h"
#include "core/sysfs.h"
#include "core/text.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

uint32_t reading_number(int dir, struct function *function, const char *attribute)
{
	unsigned int value = 0;
	int error = sysfs_read_number(dir, attribute, 16, &value);

	/* Bridges and some old devices have no subsystem. */
	if (error && !(error == -ENOENT && !strncmp(attribute, "subsystem", 9)))
		function->error = error;
	return error ? 0 : value;
}

/* The last component of a link that may be missing; "" then. */
static void read_name(int dir, struct function *function, const char *link, char *buf, size_t size)
{
	int error = sysfs_link_name(dir, link, buf, size);

	if (error)
		buf[0] = '\0';
	if (error && error != -ENOENT)
		function->error = error;
}

static void read_override(int dir, struct function *function)
{
	int error = sysfs_read_line(dir, "driver_override", function->override, OVERRIDE_TEXT);

	if (error && error != -ENOENT)
		function->error = error;
	if (error || !strcmp(function->override, "(null)"))
		function->override[0] = '\0';
}

static void read_iommu_group(int dir, struct function *function)
{
	char text[16];
	unsigned int group;

	function->group = -1;
	read_name(dir, function, "iommu_group", text, sizeof(text));
	if (!text[0])
		return;
	if (text_number(text, 10, &group) && group <= 0x7fffffff)
		function->group = (int)group;
	else
		function->error = -EPROTO;
}

static void read_boot_vga(int dir, struct function *function)
{
	unsigned int value = 0;

	if (function->class >> 16 == 0x03 && !sysfs_read_number(dir, "boot_vga", 10, &value))
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

/* What gpupt and others change. */
static void read_state(int dir, struct function *function)
{
	read_iommu_group(dir, function);
	read_name(dir, function, "driver", function->driver, DRIVER_NAME);
	read_override(dir, function);
}

static void read_identity(int dir, struct function *function)
{
	struct pci_ids *ids = &function->ids;

	ids->vendor = (uint16_t)reading_number(dir, function, "vendor");
	ids->device = (uint16_t)reading_number(dir, function, "device");
	ids->subvendor = (uint16_t)reading_number(dir, function, "subsystem_vendor");
	ids->subdevice = (uint16_t)reading_number(dir, function, "subsystem_device");
	function->class = reading_number(dir, function, "class") & 0xffffff;
	read_boot_vga(dir, function);
}

int inventory_read_function(int devices, struct function *function, bool again)
{
	char name[PCI_ADDR_TEXT];
	/* Opened once: the way there is longer than all that is read in it. */
	int dir = sysfs_open_path(devices, pci_addr_format(&function->addr, name), &function->inode);

	if (dir < 0) {
		function->error = dir;
		return dir;
	}
	if (!again)
		read_identity(dir, function);
	read_state(dir, function);
	close(dir);
	return 0;
}

struct function *reading_add(const struct reading *reading, const struct pci_addr *addr)
{
	struct inventory *inventory = reading->inventory;
	struct function *function = inventory_find(inventory, addr);
	int error;

	if (function)
		return function;
	inventory->full = inventory->count == INVENTORY_FUNCTIONS;
	if (inventory->full)
		return NULL;
	function = &inventory->function[inventory->count];
	memset(function, 0, sizeof(*function));
	function->addr = *addr;
	function->group = -1;
	error = inventory_read_function(reading->devices, function, false);
	if (error == -ENOENT || error == -ENOTDIR)
		return NULL;
	inventory->count++;
	if (!error)
		read_path(reading, function);
	return function;
}
