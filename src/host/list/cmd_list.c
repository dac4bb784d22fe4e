/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gpupt list: the machine's GPUs, what goes with them and who has them. */
#include "core/sysfs.h"
#include "host/json.h"
#include "host/list/list_tree.h"
#include "host/owner.h"
#include "host/slots.h"

#include <stdio.h>
#include <stdlib.h>

static const char usage[] = "usage: gpupt list [--all] [--json]\n"
			    "Shows the GPUs of this machine with all functions of their slots, the bridges\n"
			    "above them, IOMMU groups, drivers and who has them: the host (a driver of its\n"
			    "own), a guest (vfio-pci, a VFIO variant or pci-stub) or none.\n"
			    "\n"
			    "  --all          every PCI function\n"
			    "  --json         for programs\n";

static const struct option options[] = {
	{"all", no_argument, NULL, 'a'},
	{"json", no_argument, NULL, 'j'},
	{NULL, 0, NULL, 0},
};

static struct inventory inventory;
static bool show[INVENTORY_FUNCTIONS];

/* Every function of a slot that holds a GPU: functions of a slot stand together. */
static unsigned int choose(bool everything)
{
	unsigned int gpus = 0;

	for (unsigned int i = 0; i < inventory.count; i++)
		gpus += slots_is_gpu(&inventory.function[i]);
	for (unsigned int i = 0; i < inventory.count; i++) {
		show[i] = everything;
		for (unsigned int j = 0; j < inventory.count && !show[i]; j++)
			show[i] = slots_is_gpu(&inventory.function[j]) &&
				  pci_addr_same_slot(
					  &inventory.function[i].addr, &inventory.function[j].addr);
	}
	return gpus;
}

static void json_twins(const struct function *function, struct json *json)
{
	char text[PCI_ADDR_TEXT];

	json_array(json, "twins");
	for (unsigned int i = 0; i < inventory.count; i++) {
		if (list_is_twin(function, &inventory.function[i]))
			json_string(json, NULL, pci_addr_format(&inventory.function[i].addr, text));
	}
	json_close(json);
}

static void json_function(
	const struct host *host, struct names *names, const struct function *function, struct json *json)
{
	const struct pci_ids *ids = &function->ids;
	char text[PCI_PATH_TEXT];
	char name[NAME_TEXT];

	json_object(json, NULL);
	json_string(json, "address", pci_addr_format(&function->addr, text));
	json_string(json, "path", function->has_path ? pci_path_format(&function->path, text) : text);
	json_format(json, "id", "%04x:%04x", ids->vendor, ids->device);
	json_format(json, "subsystem", "%04x:%04x", ids->subvendor, ids->subdevice);
	json_format(json, "class", "%06x", (unsigned int)function->class);
	json_string(json, "name", names_device(names, ids, name));
	json_text(json, "driver", function->driver);
	json_number(json, "group", function->group);
	json_bool(json, "boot_vga", function->boot_vga);
	json_string(json, "owner", owner_name(owner_of(host, function)));
	json_twins(function, json);
	json_close(json);
}

static int print_json(const struct host *host, struct names *names)
{
	struct json json;

	json_begin(&json);
	json_array(&json, "devices");
	for (unsigned int i = 0; i < inventory.count; i++) {
		if (show[i])
			json_function(host, names, &inventory.function[i], &json);
	}
	json_close(&json);
	return json_end(&json);
}

static int read_machine(const struct host *host)
{
	inventory_read_all(host->root, &inventory);
	if (inventory.error)
		host_error(
			"/" SYSFS_DEVICES, "the PCI devices cannot be read: %s", errno_text(inventory.error));
	else if (inventory.count == INVENTORY_FUNCTIONS)
		host_error("/" SYSFS_DEVICES, "only %d functions are looked at; this machine may have more",
			INVENTORY_FUNCTIONS);
	return inventory.error;
}

int cmd_list(struct host *host, int argc, char **argv)
{
	bool everything = false;
	bool json = false;
	struct names *names;
	int status = 0;
	int c;

	while ((c = host_option(host, argc, argv, options, usage)) >= 0) {
		everything = everything || c == 'a';
		json = json || c == 'j';
	}
	if (c == HOST_EXIT)
		return host->status;
	if (!host_no_arguments(host, argc, argv))
		return EXIT_USAGE;
	if (read_machine(host))
		return EXIT_UNKNOWN;
	names = names_open(host);
	if (!choose(everything) && !everything && !json)
		puts("There is no GPU (class 03 or 12) on this machine; see gpupt list --all.");
	else if (json)
		status = print_json(host, names);
	else
		list_print_tree(host, names, &inventory, show);
	names_close(names);
	return status;
}
