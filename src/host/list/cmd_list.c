/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gpupt list: the machine's GPUs, what goes with them and who has them. */
#include "host/json.h"
#include "host/list/machine_list.h"
#include "host/machine.h"
#include "host/owner.h"

#include <stdio.h>
#include <stdlib.h>

static const char usage[] = "usage: gpupt list [--all] [--json]\n"
			    "Shows the GPUs of this machine with all functions of their cards, the bridges\n"
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

#define TWINS_MAX 64 /* for each function: all of all of them would be as much as their square */

static struct inventory inventory;

static void json_twins(const struct machine_list *list, unsigned int i, struct json *json)
{
	unsigned int twins = list_twins(list, i);
	unsigned int at = 0;
	char text[PCI_ADDR_TEXT];

	json_array(json, "twins");
	for (int twin; at < TWINS_MAX && (twin = list_next_twin(list, i, &at)) >= 0;)
		json_string(json, NULL, pci_addr_format(&inventory.function[twin].addr, text));
	json_close(json);
	if (twins > TWINS_MAX)
		json_number(json, "twins_in_all", (int)twins);
}

static void json_link(struct json *json, const char *name, const struct link_state *link)
{
	json_object(json, name);
	json_text(json, "speed", link->speed);
	json_number(json, "width", link->width);
	json_close(json);
}

static void json_monitors(struct json *json, const struct sight *sight)
{
	json_array(json, "monitors");
	for (unsigned int i = 0; i < sight->monitors; i++) {
		json_object(json, NULL);
		json_string(json, "connector", sight->monitor[i].connector);
		json_text(json, "name", sight->monitor[i].name);
		json_close(json);
	}
	json_close(json);
}

/* Of the functions of GPUs' cards: of thousands of others it would be thousands of files. */
static void json_sight(const struct machine_list *list, unsigned int i, struct json *json)
{
	struct sight sight;

	if (list->listed[i].in_card)
		sight_read(list->host->root, list->slots, &inventory.function[i], &sight);
	else
		sight = sight_of_nothing;
	json_number(json, "numa_node", sight.numa_node);
	json_text(json, "label", sight.label);
	json_text(json, "slot", sight.slot);
	json_link(json, "link", &sight.link);
	json_link(json, "link_max", &sight.most);
	json_text(json, "power_state", sight.power_state);
	json_number(json, "power_watts", sight.watts);
	json_number(json, "power_limit_watts", sight.watts_limit);
	json_monitors(json, &sight);
}

static void json_function(const struct machine_list *list, unsigned int i, struct json *json)
{
	const struct function *function = &inventory.function[i];
	const struct pci_ids *ids = &function->ids;
	const char *trap = traps_framebuffer(&list->traps, function);
	char text[PCI_PATH_TEXT];
	char name[NAME_TEXT];

	json_object(json, NULL);
	json_string(json, "address", pci_addr_format(&function->addr, text));
	json_string(json, "path", function->has_path ? pci_path_format(&function->path, text) : text);
	json_format(json, "id", "%04x:%04x", ids->vendor, ids->device);
	json_format(json, "subsystem", "%04x:%04x", ids->subvendor, ids->subdevice);
	json_format(json, "class", "%06x", (unsigned int)function->class);
	json_string(json, "name", names_device(list->names, ids, name));
	json_text(json, "driver", function->driver);
	json_number(json, "group", function->group);
	json_bool(json, "boot_vga", function->boot_vga);
	json_string(json, "owner", owner_name(owner_of(list->host, function)));
	json_twins(list, i, json);
	json_string(json, "card", pci_addr_format(&inventory.function[function->card].addr, text));
	json_bool(json, "bridge", function->is_bridge);
	json_bool(json, "virtual", function->is_virtual);
	json_string(json, "framebuffer", trap);
	json_sight(list, i, json);
	json_close(json);
}

static int print_json(const struct machine_list *list)
{
	struct json json;

	json_begin(&json);
	json_array(&json, "devices");
	for (unsigned int i = 0; i < inventory.count; i++) {
		if (list->listed[i].show)
			json_function(list, i, &json);
	}
	json_close(&json);
	return json_end(&json);
}

static int print(struct machine_list *list, bool everything, bool json)
{
	if (json)
		return print_json(list);
	if (!list->gpus && !everything)
		puts("There is no GPU (class 03 or 12) on this machine; see gpupt list --all.");
	else
		list_print_tree(list);
	return 0;
}

int cmd_list(struct host *host, int argc, char **argv)
{
	bool everything = false;
	bool json = false;
	struct machine_list list;
	int status;
	int c;

	while ((c = host_option(host, argc, argv, options, usage)) >= 0) {
		everything = everything || c == 'a';
		json = json || c == 'j';
	}
	if (c == HOST_EXIT)
		return host->status;
	if (!host_no_arguments(host, argc, argv))
		return EXIT_USAGE;
	if (machine_read(host, &inventory) && inventory.error)
		return EXIT_UNKNOWN; /* if there are only too many, that was said */
	list_make(host, &inventory, everything, &list);
	status = print(&list, everything, json);
	list_free(&list);
	return status;
}
