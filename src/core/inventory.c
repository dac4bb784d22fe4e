/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/inventory.h"
#include "core/sysfs.h"
#include "core/text.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

/* What the callbacks of sysfs_list need. */
struct reading {
	int root;
	int devices; /* SYSFS_DEVICES */
	const struct request *request;
	struct inventory *inventory;
};

struct function *inventory_find(struct inventory *inventory, const struct pci_addr *addr)
{
	for (unsigned int i = 0; i < inventory->count; i++) {
		if (!pci_addr_compare(&inventory->function[i].addr, addr))
			return &inventory->function[i];
	}
	return NULL;
}

const struct function *inventory_at(const struct inventory *inventory, const struct pci_addr *addr)
{
	return inventory_find((struct inventory *)inventory, addr);
}

#define ATTRIBUTE_TEXT (PCI_ADDR_TEXT + 32)

/* "0000:02:00.0/attribute"; returns name. */
static char *attribute_name(const struct function *function, const char *attribute, char name[ATTRIBUTE_TEXT])
{
	char addr[PCI_ADDR_TEXT];

	text_print(name, ATTRIBUTE_TEXT, "%s/%s", pci_addr_format(&function->addr, addr), attribute);
	return name;
}

/* An attribute that every function has. */
static uint32_t read_number(const struct reading *reading, struct function *function,
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

	ids->vendor = (uint16_t)read_number(reading, function, "vendor");
	ids->device = (uint16_t)read_number(reading, function, "device");
	ids->subvendor = (uint16_t)read_number(reading, function, "subsystem_vendor");
	ids->subdevice = (uint16_t)read_number(reading, function, "subsystem_device");
	function->class = read_number(reading, function, "class") & 0xffffff;
	read_iommu_group(reading, function);
	read_name(reading, function, "driver", function->driver, DRIVER_NAME);
	read_override(reading, function);
	read_boot_vga(reading, function);
	read_path(reading, function);
}

/*
 * The function's record, read if it is new. NULL with 0 in *error: it is not on this machine;
 * with -ENOSPC: no room is left.
 */
static struct function *add(const struct reading *reading, const struct pci_addr *addr, int *error)
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

/* A bridge's child, looked for in the bridge's directory: device and function under a mask. */
struct child {
	int devfn;
	int mask;
	struct pci_addr addr;
};

static int look_at_child(void *context, const char *name)
{
	struct child *child = context;
	struct pci_addr addr;

	if (pci_addr_parse(name, &addr) || ((addr.dev << 3 | addr.fn) ^ child->devfn) & child->mask)
		return 0;
	child->addr = addr;
	return 1;
}

/*
 * The device at the end of a slot's path; for a whole slot some function of it, numbered 0.
 * 1 found, 0 not there, or -errno.
 */
static int resolve(const struct reading *reading, const struct pci_slot *slot, struct pci_addr *addr)
{
	struct pci_path root;
	char name[PCI_ADDR_TEXT];
	char link[512];
	int result;

	*addr = slot->path.root;
	if (!slot->path.hops)
		return 1;
	/* Bus numbers move, so the way begins at a root bus, whose number the firmware gives. */
	result = sysfs_read_link(reading->devices, pci_addr_format(addr, name), link, sizeof(link));
	if (!result)
		result = pci_path_from_link(link, &root) && !root.hops;
	for (int i = 0; result == 1 && i < slot->path.hops; i++) {
		bool any = slot->all_functions && i == slot->path.hops - 1;
		struct child child = {slot->path.devfn[i], any ? 0xf8 : 0xff, {0, 0, 0, 0}};

		result = sysfs_list(reading->devices, pci_addr_format(addr, name), look_at_child, &child);
		*addr = child.addr;
	}
	if (slot->all_functions)
		addr->fn = 0;
	return result == -ENOENT ? 0 : result;
}

/* As named by the entry of this bit, or without one as kept. */
static void mark(struct function *function, uint64_t named)
{
	function->named |= named;
	function->subject |= named != 0;
	function->kept |= !named;
}

/*
 * Marks what a slot stands for; *addr: of its function, or function 0. 1 if anything was there,
 * 0 if not, or -errno.
 */
static int mark_slot(const struct reading *reading, const struct pci_slot *slot, uint64_t named,
	struct pci_addr *addr)
{
	int found = 0;
	int error = resolve(reading, slot, addr);
	struct pci_addr each = *addr;

	if (error <= 0)
		return error;
	do {
		struct function *function = add(reading, &each, &error);

		if (error)
			return error;
		if (function) {
			mark(function, named);
			found = 1;
		}
	} while (slot->all_functions && ++each.fn < 8);
	return found;
}

static void read_named(const struct reading *reading)
{
	const struct request *request = reading->request;
	struct inventory *inventory = reading->inventory;
	struct pci_addr addr;

	for (unsigned int i = 0; i < request->slots; i++) {
		if (mark_slot(reading, &request->slot[i].slot, 1ull << i, &addr) == -ENOSPC)
			inventory->slots_overflow |= 1ull << i;
	}
	for (unsigned int i = 0; i < request->keeps; i++) {
		const struct pci_slot *slot = &request->keep[i].slot;
		int found = mark_slot(reading, slot, 0, &addr);
		const struct function *function;

		if (found < 0)
			inventory->keep_error = found;
		if (found <= 0)
			continue;
		inventory->keeps_found |= 1ull << i;
		function = inventory_find(inventory, &addr);
		if (slot->has_ids && !(function && pci_slot_has_ids(slot, &function->ids)))
			inventory->keeps_differ |= 1ull << i;
	}
}

static bool id_is(uint32_t wanted, uint32_t value)
{
	return wanted == ID_ANY || wanted == value;
}

/* Which entries match vendor and device, and if whole the rest as well. */
static uint64_t match(const struct request *request, const struct function *function, bool whole)
{
	uint64_t bits = 0;

	for (unsigned int i = 0; i < request->ids; i++) {
		const struct id_entry *id = &request->id[i];
		bool is = id_is(id->vendor, function->ids.vendor) && id_is(id->device, function->ids.device);

		if (whole)
			is &= id_is(id->subvendor, function->ids.subvendor) &&
				id_is(id->subdevice, function->ids.subdevice) &&
				!((id->class ^ function->class) & id->class_mask);
		bits |= (uint64_t)is << i;
	}
	return bits;
}

/*
 * Marks a function that was read. An attribute that cannot be read might have matched: all entries
 * are held to match, and the plan refuses.
 */
static void mark_matched(const struct request *request, struct function *function)
{
	if (request->ids)
		function->matched = function->error ? ~0ull >> (64 - request->ids)
						    : match(request, function, true);
	function->subject |= function->matched != 0;
}

static bool is_host_display(uint32_t class)
{
	return class >> 8 == 0x0300 || class >> 8 == 0x0380;
}

/* Two reads for the many functions that nothing matches. */
static int look_at_any(void *context, const char *name)
{
	const struct reading *reading = context;
	const struct request *request = reading->request;
	struct function probe;
	struct function *function;
	uint64_t bits;
	int error;

	memset(&probe, 0, sizeof(probe));
	if (pci_addr_parse(name, &probe.addr) || inventory_find(reading->inventory, &probe.addr))
		return 0;
	probe.ids.vendor = (uint16_t)read_number(reading, &probe, "vendor");
	probe.ids.device = (uint16_t)read_number(reading, &probe, "device");
	if (probe.error == -ENOENT)
		return 0;
	bits = probe.error ? ~0ull : match(request, &probe, false);
	if (!bits && !(request->desktop && is_host_display(read_number(reading, &probe, "class"))))
		return 0;
	function = add(reading, &probe.addr, &error);
	if (error)
		reading->inventory->ids_overflow |= bits;
	if (!function)
		return 0;
	if (!function->error)
		function->error = probe.error;
	mark_matched(request, function);
	return 0;
}

static int add_any(void *context, const char *name)
{
	const struct reading *reading = context;
	struct pci_addr addr;
	int error;

	if (!pci_addr_parse(name, &addr))
		add(reading, &addr, &error);
	return 0;
}

static void read_group_members(struct reading *reading, struct function *function)
{
	const struct function *earlier = reading->inventory->function;
	char name[64];
	int error;

	if (function->group < 0)
		return;
	for (; earlier < function; earlier++) {
		if (earlier->subject && earlier->group == function->group && !earlier->error)
			return;
	}
	text_print(name, sizeof(name), "sys/kernel/iommu_groups/%u/devices", (unsigned int)function->group);
	error = sysfs_list(reading->root, name, add_any, reading);
	if (error < 0 && error != -ENOENT && !function->error)
		function->error = error;
}

static void read_slot_members(struct reading *reading, const struct function *function)
{
	const struct function *earlier = reading->inventory->function;
	struct pci_addr addr = function->addr;
	int error;

	for (; earlier < function; earlier++) {
		if (earlier->subject && pci_addr_same_slot(&earlier->addr, &addr))
			return;
	}
	for (int fn = 0; fn < 8; fn++) {
		addr.fn = (uint8_t)fn;
		add(reading, &addr, &error);
	}
}

/* The other functions of each subject's slot and IOMMU group. */
static void read_context(struct reading *reading)
{
	struct inventory *inventory = reading->inventory;
	unsigned int subjects = inventory->count;

	for (unsigned int i = 0; i < subjects; i++) {
		struct function *function = &inventory->function[i];

		if (!function->subject)
			continue;
		read_group_members(reading, function);
		read_slot_members(reading, function);
		if (inventory->count == INVENTORY_FUNCTIONS) {
			inventory->slots_overflow |= function->named;
			inventory->ids_overflow |= function->matched;
		}
	}
}

static int begins(void *context, const char *name)
{
	const char *prefix = context;

	return !strncmp(name, prefix, strlen(prefix));
}

static int read_noiommu_mode(int root)
{
	char text[8];

	if (sysfs_read_line(root, "sys/module/vfio/parameters/enable_unsafe_noiommu_mode", text,
		    sizeof(text)))
		return -1;
	return text[0] == 'Y' || text[0] == '1';
}

static int take_driver(void *driver, const char *name)
{
	if (strncmp(name, "pci:", 4) || strlen(name + 4) >= DRIVER_NAME)
		return 0;
	strcpy(driver, name + 4);
	return 1;
}

bool inventory_name_driver(int root, const char *module, char driver[DRIVER_NAME])
{
	char name[96];

	text_print(name, sizeof(name), "sys/module/%s/drivers", module);
	return sysfs_list(root, name, take_driver, driver) == 1;
}

/* The names of the variants' drivers: only a module that is there tells. */
static void read_variants(int root, const struct table *table, struct inventory *inventory)
{
	struct table_record record;
	size_t at = 0;

	while (table_next(table, &at, &record) && inventory->variants < INVENTORY_VARIANTS) {
		struct variant *variant = &inventory->variant[inventory->variants];

		if (record.kind != TABLE_ALIAS || token_is(record.name, "vfio_pci"))
			continue;
		if (inventory->variants && token_is(record.name, variant[-1].module))
			continue;
		memcpy(variant->module, record.name.text, record.name.length);
		variant->module[record.name.length] = '\0';
		inventory->variants += inventory_name_driver(root, variant->module, variant->driver);
	}
}

/* Shell's sort: qsort is a quarter of a kilobyte in the binder. */
static void sort(struct function *function, unsigned int count)
{
	for (unsigned int gap = count / 2; gap; gap /= 2) {
		for (unsigned int i = gap; i < count; i++) {
			struct function *at = &function[i];

			for (; at >= function + gap && pci_addr_compare(&at[-(long)gap].addr, &at->addr) > 0; at -= gap) {
				struct function other = at[-(long)gap];

				at[-(long)gap] = *at;
				*at = other;
			}
		}
	}
}

static bool open_devices(int root, struct inventory *inventory, struct reading *reading)
{
	memset(inventory, 0, offsetof(struct inventory, function));
	reading->root = root;
	reading->inventory = inventory;
	reading->devices = sysfs_open_dir(root, SYSFS_DEVICES);
	inventory->error = reading->devices < 0 ? reading->devices : 0;
	return !inventory->error;
}

static void finish(struct reading *reading)
{
	struct inventory *inventory = reading->inventory;

	close(reading->devices);
	sort(inventory->function, inventory->count);
}

void inventory_read(int root, const struct request *request, const struct table *table,
	struct inventory *inventory)
{
	struct reading reading = {.request = request};
	int udev;

	if (!open_devices(root, inventory, &reading))
		return;
	read_named(&reading);
	/* By what was read: a named card that goes now must still refine the IDs of its twin. */
	for (unsigned int i = 0; i < inventory->count; i++)
		mark_matched(request, &inventory->function[i]);
	if (request->ids || request->desktop)
		inventory->error = sysfs_list(root, SYSFS_DEVICES, look_at_any, &reading);
	read_context(&reading);
	read_variants(root, table, inventory);
	inventory->noiommu = read_noiommu_mode(root);
	inventory->groups_are_late = sysfs_list(root, "sys/class/iommu", begins, "smmu") == 1;
	/* Records that cannot be read may be there: no host driver is taken off a function then. */
	udev = sysfs_list(root, "run/udev/data", begins, "+pci:");
	inventory->udev_ran = udev && udev != -ENOENT;
	finish(&reading);
}

void inventory_read_all(int root, struct inventory *inventory)
{
	struct reading reading = {.request = NULL};

	if (!open_devices(root, inventory, &reading))
		return;
	inventory->error = sysfs_list(root, SYSFS_DEVICES, add_any, &reading);
	finish(&reading);
}
