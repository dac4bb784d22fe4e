/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/inventory.h"
#include "core/at.h"
#include "core/inventory_card.h"
#include "core/inventory_slot.h"
#include "core/sysfs.h"
#include "core/text.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

static uint64_t match(const struct request *request, const struct function *function)
{
	uint64_t bits = 0;

	for (unsigned int i = 0; i < request->ids; i++)
		bits |= (uint64_t)function_has_id(function, &request->id[i]) << i;
	return bits;
}

/*
 * Marks a function that was read. An attribute that cannot be read might have matched: all entries
 * are held to match, and the plan refuses. Virtual functions are passed over: a driver makes them,
 * and it is not there yet at boot.
 */
static void mark_matched(const struct request *request, struct function *function)
{
	if (request->ids && !function->is_virtual)
		function->matched = function->error ? ~0ull >> (64 - request->ids) : match(request, function);
	function->subject |= function->matched != 0;
}

/* One read for each of the many functions that nothing matches. */
static int look_at_any(void *context, const char *name)
{
	const struct reading *reading = context;
	const struct request *request = reading->request;
	char prefix[PCI_ADDR_TEXT + 1];
	struct function probe;
	struct function *function;
	uint64_t bits;

	memset(&probe, 0, sizeof(probe));
	if (pci_addr_parse(name, &probe.addr) || inventory_find(reading->inventory, &probe.addr))
		return 0;
	text_print(prefix, sizeof(prefix), "%s/", name);
	reading_ids(reading->devices, prefix, &probe);
	if (probe.error == -ENOENT)
		return 0;
	bits = probe.error ? ~0ull : match(request, &probe);
	if (!bits && !(request->desktop && pci_is_host_display(probe.class)))
		return 0;
	function = reading_add(reading, &probe.addr);
	if (reading->inventory->full)
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

	if (!pci_addr_parse(name, &addr))
		reading_add(reading, &addr);
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

/* all: those before it were asked, too, subject or not. */
static void read_slot_members(struct reading *reading, const struct function *function, bool all)
{
	const struct request *request = reading->request;
	const struct function *earlier = reading->inventory->function;
	struct pci_addr addr = function->addr;

	for (; earlier < function; earlier++) {
		if ((all || earlier->subject) && pci_addr_same_slot(&earlier->addr, &addr))
			return;
	}
	for (unsigned int i = 0; i < request->slots; i++) {
		if (function->named >> i & 1 && request->slot[i].slot.all_functions &&
			pci_addr_same_slot(&reading->inventory->slot_addr[i], &addr))
			return; /* all were looked for */
	}
	for (int fn = 0; fn < 8; fn++) {
		addr.fn = (uint8_t)fn;
		reading_add(reading, &addr);
	}
}

static void read_card(struct reading *reading, const struct function *function, bool all)
{
	read_slot_members(reading, function, all);
	if (pci_class_is_of_card(function->class))
		reading_switch(reading, function);
}

/* The other functions of each subject's slot, card and IOMMU group. */
static void read_context(struct reading *reading)
{
	struct inventory *inventory = reading->inventory;
	unsigned int subjects = inventory->count;

	for (unsigned int i = 0; i < subjects; i++) {
		struct function *function = &inventory->function[i];

		if (!function->subject)
			continue;
		read_group_members(reading, function);
		read_card(reading, function, false);
		if (inventory->full) {
			inventory->slots_overflow |= function->named;
			inventory->ids_overflow |= function->matched;
		}
	}
	/* What stays of the cards that whole takes along: nothing is claimed by it, but it is said. */
	subjects = reading->request->group == GROUP_WHOLE ? inventory->count : 0;
	for (unsigned int i = 0; i < subjects; i++) {
		if (!inventory->function[i].subject)
			read_card(reading, &inventory->function[i], true);
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

	if (sysfs_read_line(
		    root, "sys/module/vfio/parameters/enable_unsafe_noiommu_mode", text, sizeof(text)))
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

/* Functions that a driver of one of the variants' modules has. */
static void mark_variants(struct inventory *inventory)
{
	for (unsigned int i = 0; i < inventory->count; i++) {
		struct function *function = &inventory->function[i];

		for (unsigned int j = 0; j < inventory->variants; j++)
			function->has_vfio_driver |= function->driver[0] &&
						     !strcmp(function->driver, inventory->variant[j].driver);
	}
}

void inventory_read_rest(int root, int devices, bool again, const struct request *request,
	const struct table *table, struct inventory *inventory)
{
	const struct reading reading = {root, devices, again, request, inventory};
	struct table_record record;
	size_t at = table->aliases;

	reading_keeps(&reading);
	for (unsigned int i = 0; i < inventory->count; i++)
		inventory->ungrouped |= inventory->function[i].group < 0;
	inventory->noiommu = inventory->ungrouped ? read_noiommu_mode(root) : -1;
	inventory->variants = 0;
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
	mark_variants(inventory);
}

static bool open_devices(int root, bool running, struct inventory *inventory, struct reading *reading)
{
	memset(inventory, 0, offsetof(struct inventory, function));
	inventory->running = running;
	reading->root = root;
	reading->inventory = inventory;
	reading->devices = sysfs_open_dir(root, SYSFS_DEVICES);
	inventory->error = reading->devices < 0 ? reading->devices : 0;
	inventory->devices = -1;
	return !inventory->error;
}

static void finish(struct reading *reading)
{
	struct inventory *inventory = reading->inventory;

	inventory->devices = at_close(reading->devices) ? -1 : reading->devices;
	inventory_sort(inventory);
	inventory_find_cards(inventory);
}

void inventory_read(int root, const struct request *request, const struct table *table, bool running,
	struct inventory *inventory)
{
	struct reading reading = {.request = request};
	int udev;

	if (!open_devices(root, running, inventory, &reading))
		return;
	reading_slots(&reading);
	/* By what was read: a named card that goes now must still refine the IDs of its twin. */
	for (unsigned int i = 0; i < inventory->count; i++)
		mark_matched(request, &inventory->function[i]);
	if (request->ids || request->desktop)
		inventory->error = sysfs_list(root, SYSFS_DEVICES, look_at_any, &reading);
	read_context(&reading);
	/* Last: what has a record by now is kept, even if it is not there for a moment. */
	inventory_read_rest(root, reading.devices, false, request, table, inventory);
	inventory->groups_are_late = inventory->ungrouped &&
				     sysfs_list(root, "sys/class/iommu", begins, "smmu") == 1;
	/* Records that cannot be read may be there: no host driver is taken off a function then. */
	udev = sysfs_list(root, "run/udev/data", begins, "+pci:");
	inventory->udev_ran = udev && udev != -ENOENT;
	finish(&reading);
}

/* A directory has no name twice. */
static int add_each(void *context, const char *name)
{
	struct pci_addr addr;

	if (!pci_addr_parse(name, &addr))
		reading_add_new(context, &addr);
	return 0;
}

void inventory_read_all(int root, struct inventory *inventory)
{
	struct reading reading = {.request = NULL};

	if (!open_devices(root, false, inventory, &reading))
		return;
	inventory->error = sysfs_list(root, SYSFS_DEVICES, add_each, &reading);
	finish(&reading);
}
