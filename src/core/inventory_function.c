/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/inventory_function.h"
#include "core/at.h"
#include "core/sysfs.h"
#include "core/text.h"

#include <errno.h>
#include <string.h>

/* The last component of a link that may be missing; "" then. */
static void read_name(int dir, struct function *function, const char *link, char *buf, size_t size)
{
	int error = sysfs_link_name(dir, link, buf, size);

	if (error)
		buf[0] = '\0';
	if (error && error != -ENOENT)
		function->error = error;
}

/* again: it was written, so it was there. */
static void read_override(int dir, struct function *function, bool again)
{
	int error = sysfs_read_line_of(
		dir, "driver_override", &function->override_file, function->override, OVERRIDE_TEXT);

	if (error && (error != -ENOENT || again))
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

	if (pci_is_display(function->class) && !sysfs_read_number(dir, "boot_vga", 10, &value))
		function->boot_vga = value != 0;
}

/* The value of a line "NAME=VALUE" of a uevent file, up to its end, or NULL. */
static const char *uevent_value(const char *text, const char *name)
{
	size_t length = strlen(name);

	while (text) {
		if (!strncmp(text, name, length) && text[length] == '=')
			return text + length + 1;
		text = strchr(text, '\n');
		if (text)
			text++;
	}
	return NULL;
}

/* Hex up to a colon or the end of the line; moves *text behind it. False if there is none. */
static bool uevent_hex(const char **text, uint32_t *value)
{
	const char *start = *text;

	*value = 0;
	for (; text_hex_digit(**text) >= 0; (*text)++)
		*value = *value << 4 | (uint32_t)text_hex_digit(**text);
	if (*text == start || *text > start + 8 || (**text && **text != ':' && **text != '\n'))
		return false;
	*text += **text == ':';
	return true;
}

static bool uevent_pair(const char *text, const char *name, uint16_t *vendor, uint16_t *device)
{
	const char *value = uevent_value(text, name);
	uint32_t first;
	uint32_t second;

	if (!value || !uevent_hex(&value, &first) || !uevent_hex(&value, &second))
		return false;
	*vendor = (uint16_t)first;
	*device = (uint16_t)second;
	return true;
}

/* What the kernel's own text has if there is one. False: ask the link. */
static bool take_driver(const char *text, struct function *function)
{
	const char *driver = uevent_value(text, "DRIVER");
	size_t length = 0;

	for (; driver && driver[length] && driver[length] != '\n'; length++) {
		if (length == DRIVER_NAME - 1)
			return false;
		function->driver[length] = driver[length];
	}
	function->driver[length] = '\0';
	return true;
}

/* Class and IDs from one file, as the kernel matches drivers by them. False: ask each attribute. */
static bool read_uevent(int dir, const char *name, struct function *function, bool *driver_known)
{
	struct pci_ids *ids = &function->ids;
	char text[1024];
	const char *class;

	if (sysfs_read_text(dir, name, text, sizeof(text)) <= 0)
		return false;
	class = uevent_value(text, "PCI_CLASS");
	if (!class || !uevent_hex(&class, &function->class))
		return false;
	function->class &= 0xffffff;
	*driver_known = take_driver(text, function);
	return uevent_pair(text, "PCI_ID", &ids->vendor, &ids->device) &&
	       uevent_pair(text, "PCI_SUBSYS_ID", &ids->subvendor, &ids->subdevice);
}

/* An attribute in the directory of prefix, which is "" or ends with a slash. */
static uint32_t number_of(int dir, const char *prefix, const char *attribute, struct function *function)
{
	char name[PCI_ADDR_TEXT + 24];
	unsigned int value = 0;
	int error;

	text_print(name, sizeof(name), "%s%s", prefix, attribute);
	error = sysfs_read_number(dir, name, 16, &value);
	/* Bridges and some old devices have no subsystem. */
	if (error && !(error == -ENOENT && !strncmp(attribute, "subsystem", 9)))
		function->error = error;
	return error ? 0 : value;
}

bool reading_ids(int dir, const char *prefix, struct function *function)
{
	struct pci_ids *ids = &function->ids;
	char name[PCI_ADDR_TEXT + 8];
	bool driver_known = false;

	text_print(name, sizeof(name), "%suevent", prefix);
	if (read_uevent(dir, name, function, &driver_known))
		return driver_known;
	ids->vendor = (uint16_t)number_of(dir, prefix, "vendor", function);
	ids->device = (uint16_t)number_of(dir, prefix, "device", function);
	ids->subvendor = (uint16_t)number_of(dir, prefix, "subsystem_vendor", function);
	ids->subdevice = (uint16_t)number_of(dir, prefix, "subsystem_device", function);
	function->class = number_of(dir, prefix, "class", function) & 0xffffff;
	return driver_known;
}

static void read_physfn(int dir, struct function *function)
{
	char link[8];
	int error = sysfs_read_link(dir, "physfn", link, sizeof(link));

	function->is_virtual = !error || error == -ENAMETOOLONG;
	if (!function->is_virtual && error != -ENOENT)
		function->error = error;
}

/*
 * Header types 1 and 2 are bridges', whatever their class says (PCI Local Bus 3.0, 6.2.1). True if this is
 * what a physical function of PCI Express answers, with its vendor and capabilities: a virtual one has ffff
 * there (PCI Express 6.0, 9.3.4.1.1), and files that only show a machine seldom have so much.
 */
static bool read_header(int dir, struct function *function)
{
	unsigned char config[64];
	bool known = sysfs_read_bytes(dir, "config", config, sizeof(config)) > 0x0e;

	if (known && config[0x0e] != 0xff)
		function->is_bridge = (config[0x0e] & 0x7f) != 0;
	function->is_bridge |= pci_class_is_bridge(function->class);
	return known && (config[0] | config[1] << 8) == function->ids.vendor && config[6] & 0x10;
}

/* Where an upstream port may be; its vendor is read once for all that is behind it. */
static void read_upstream(const struct reading *reading, struct function *function)
{
	const struct inventory *inventory = reading->inventory;
	char address[PCI_ADDR_TEXT];
	char name[PCI_ADDR_TEXT + 8];
	unsigned int vendor;
	int error;

	if (!function->has_upstream || !pci_class_is_of_card(function->class))
		return;
	/* It was read with the function before this one, or not much earlier. */
	for (unsigned int i = inventory->count; i-- > 0 && i + 16 > inventory->count;) {
		const struct function *other = &inventory->function[i];

		if (other->upstream_vendor && !pci_addr_compare(&other->upstream, &function->upstream))
			function->upstream_vendor = other->upstream_vendor;
	}
	if (function->upstream_vendor)
		return;
	text_print(name, sizeof(name), "%s/vendor", pci_addr_format(&function->upstream, address));
	error = sysfs_read_number(reading->devices, name, 16, &vendor);
	if (!error)
		function->upstream_vendor = (uint16_t)vendor;
	else if (error != -ENOENT)
		function->error = error; /* what else is of its card is not known */
}

/* Whether a function or a bridge above it is one that the firmware calls removable. */
static bool is_removable(int devices, const char *link)
{
	struct pci_walk walk = pci_walk_start(link);
	char text[16];

	while (pci_walk_next(&walk)) {
		char address[PCI_ADDR_TEXT];
		char name[PCI_ADDR_TEXT + 12];

		text_print(name, sizeof(name), "%s/removable", pci_addr_format(&walk.addr, address));
		if (!sysfs_read_line(devices, name, text, sizeof(text)) && !strcmp(text, "removable"))
			return true;
	}
	return false;
}

/* What was read of another function of its slot: it sits beside it, below the same bridge. */
static bool place_beside(const struct inventory *inventory, struct function *function)
{
	const struct function *other = inventory->function + inventory->count;
	struct pci_path *path = &function->path;

	while (other-- > inventory->function && pci_addr_same_slot(&other->addr, &function->addr)) {
		if (!other->has_path)
			continue;
		*path = other->path;
		if (path->hops)
			path->devfn[path->hops - 1] = (uint8_t)(function->addr.dev << 3 | function->addr.fn);
		else
			path->root = function->addr;
		function->has_path = true;
		function->upstream = other->upstream;
		function->has_upstream = other->has_upstream;
		function->behind_vmd = other->behind_vmd;
		return true;
	}
	return false;
}

/* A device directory need not be a link in a tree of fixtures; then there is no path. */
static void read_place(const struct reading *reading, struct function *function)
{
	struct pci_place place;
	char link[512];
	char address[PCI_ADDR_TEXT];

	if (!reading->inventory->running && place_beside(reading->inventory, function)) {
		read_upstream(reading, function);
		return;
	}
	pci_addr_format(&function->addr, address);
	if (sysfs_read_link(reading->devices, address, link, sizeof(link)))
		return;
	pci_place_from_link(link, &place);
	function->path = place.path;
	function->has_path = place.has_path;
	function->upstream = place.upstream;
	function->has_upstream = place.has_upstream;
	function->behind_vmd = place.has_own_domain;
	if (reading->inventory->running)
		function->removable = is_removable(reading->devices, link);
	read_upstream(reading, function);
}

/* What gpupt and others change; of groups only that there is one now. */
static void read_state(int dir, struct function *function, bool again, bool driver_known)
{
	if (!again || function->group < 0)
		read_iommu_group(dir, function);
	if (!driver_known)
		read_name(dir, function, "driver", function->driver, DRIVER_NAME);
	function->has_vfio_driver = function->driver[0] && !table_is_plain(token_of(function->driver)) &&
				    sysfs_exists(dir, "vfio-dev") == 1;
	read_override(dir, function, again);
}

/* Another device may have come in the place of the one that was read. */
static void compare_ids(int dir, struct function *function)
{
	struct function now = {0};

	reading_ids(dir, "", &now);
	if (now.error || memcmp(&now.ids, &function->ids, sizeof(now.ids)) != 0)
		function->error = now.error ? now.error : -ENODEV;
}

int inventory_read_function(int devices, struct function *function, bool again)
{
	char name[PCI_ADDR_TEXT];
	/* Opened once: the way there is longer than all that is read in it, and it leads to this device only.
	 */
	bool open = again && function->dir >= 0;
	int dir = open ? function->dir : sysfs_open_path(devices, pci_addr_format(&function->addr, name));
	bool driver_known = false;

	if (dir < 0) {
		function->error = dir;
		return dir;
	}
	if (!again) {
		driver_known = reading_ids(dir, "", function);
		read_boot_vga(dir, function);
		if (!read_header(dir, function)) {
			read_physfn(dir, function);
			driver_known = false;
		}
	} else if (!open) {
		compare_ids(dir, function);
	}
	read_state(dir, function, again, driver_known);
	function->dir = at_close(dir) ? -1 : dir;
	return 0;
}

struct function *reading_add(const struct reading *reading, const struct pci_addr *addr)
{
	struct function *function = inventory_find(reading->inventory, addr);

	return function ? function : reading_add_new(reading, addr);
}

struct function *reading_add_new(const struct reading *reading, const struct pci_addr *addr)
{
	struct inventory *inventory = reading->inventory;
	struct function *function;
	int error;

	inventory->full = inventory->count == INVENTORY_FUNCTIONS ||
			  (reading->request && inventory->count >= INVENTORY_ASKED);
	if (inventory->full)
		return NULL;
	function = &inventory->function[inventory->count];
	memset(function, 0, sizeof(*function));
	function->addr = *addr;
	function->group = function->dir = function->override_file = -1;
	error = inventory_read_function(reading->devices, function, false);
	if (error == -ENOENT || error == -ENOTDIR)
		return NULL;
	if (!error)
		read_place(reading, function);
	inventory->count++;
	return function;
}
