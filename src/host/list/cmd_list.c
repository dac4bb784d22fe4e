/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gpupt list: the machine's GPUs, what goes with them and who has them. */
#include "core/note.h"
#include "host/boot/both_lines.h"
#include "host/json.h"
#include "host/list/machine_list.h"
#include "host/list/next_boot.h"
#include "host/list/picture.h"
#include "host/machine.h"
#include "host/owner.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
	"usage: gpupt list [--all] [--json | --svg FILE | --dot [FILE]]\n"
	"Shows the GPUs of this machine with all functions of their cards, the bridges\n"
	"above them, IOMMU groups, drivers and who has them: the host (a driver of its\n"
	"own), a guest (vfio-pci, a VFIO variant or pci-stub) or none.\n"
	"\n"
	"  --all          every PCI function\n"
	"  --json         for programs\n"
	"  --svg FILE     draw the machine: sockets, ports, switches, cards, groups, who\n"
	"                 has what now and from the next boot on; - for standard output\n"
	"  --dot [FILE]   the same for Graphviz; without FILE to standard output\n";

static const struct option options[] = {
	{"all", no_argument, NULL, 'a'},
	{"json", no_argument, NULL, 'j'},
	{"svg", required_argument, NULL, 's'},
	{"dot", optional_argument, NULL, 'd'},
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
	sight_json_links(&sight, json);
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
	next_boot_json(list->host, &json);
	return json_end(&json);
}

/* How the machine is shown, and where. */
struct asked {
	bool everything;
	bool json;
	bool dot;
	const char *svg;  /* a file, or NULL */
	const char *file; /* for Graphviz; NULL for standard output */
};

static int write_file(const char *file, const struct text *text)
{
	FILE *out = file && strcmp(file, "-") != 0 ? fopen(file, "we") : stdout;
	bool good = out && fwrite(text_string(text), 1, text->length, out) == text->length;
	int error = errno;

	if (out == stdout)
		return 0; /* whether it arrived is asked at the end */
	if (out && fclose(out)) {
		error = errno;
		good = false;
	}
	if (good)
		return 0;
	host_error(file, "it cannot be written: %s", errno_text(error));
	return EXIT_UNKNOWN;
}

static int draw(struct host *host, struct machine_list *list, const struct asked *asked)
{
	struct picture picture;
	struct text text = {NULL, 0, 0};
	int status;

	picture_make(host, list, &picture);
	if (asked->svg)
		picture_svg(&picture, &text);
	else
		picture_dot(&picture, &text);
	status = write_file(asked->svg ? asked->svg : asked->file, &text);
	picture_free(&picture);
	text_free(&text);
	return status;
}

static int print(struct host *host, struct machine_list *list, const struct asked *asked)
{
	if (asked->svg || asked->dot)
		return draw(host, list, asked);
	if (asked->json)
		return print_json(list);
	if (!list->gpus && !asked->everything)
		puts("There is no GPU (class 03 or 12) on this machine; see gpupt list --all.");
	else
		list_print_tree(list);
	if (list->gpus)
		next_boot_print(list->host);
	both_lines_tell(list->host, false);
	return 0;
}

static void take_option(struct asked *asked, int c)
{
	asked->everything = asked->everything || c == 'a';
	asked->json = asked->json || c == 'j';
	asked->dot = asked->dot || c == 'd';
	if (c == 's')
		asked->svg = optarg;
	if (c == 'd' && optarg)
		asked->file = optarg;
}

/* Whether what was asked for makes sense; says what does not. */
static bool is_sound(struct host *host, struct asked *asked, int argc, char **argv)
{
	if (asked->dot && !asked->file && argc - optind == 1)
		asked->file = argv[optind++];
	if (asked->json + asked->dot + (asked->svg != NULL) > 1) {
		host_error("list", "--json, --svg and --dot: give one of them");
		return false;
	}
	return host_no_arguments(host, argc, argv);
}

int cmd_list(struct host *host, int argc, char **argv)
{
	struct asked asked = {false, false, false, NULL, NULL};
	struct machine_list list;
	int status;
	int c;

	while ((c = host_option(host, argc, argv, options, usage)) >= 0)
		take_option(&asked, c);
	if (c == HOST_EXIT)
		return host->status;
	if (!is_sound(host, &asked, argc, argv))
		return EXIT_USAGE;
	if (machine_read(host, &inventory) && inventory.error)
		return EXIT_UNKNOWN; /* if there are only too many, that was said */
	list_make(host, &inventory, asked.everything, &list);
	status = print(host, &list, &asked);
	list_free(&list);
	return status;
}
