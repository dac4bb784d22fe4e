/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gpupt import: the parameter that does what another tool is configured to do. Nothing is changed. */
#include "core/sysfs.h"
#include "core/words.h"
#include "host/driverctl.h"
#include "host/machine.h"
#include "host/plan/plan_input.h"
#include "host/slots.h"
#include "host/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX 65536

static const char usage[] =
	"usage: gpupt import driverctl|modprobe|unraid\n"
	"Prints the parameter that replaces what another tool is configured to do: a slot\n"
	"for each card, by path and IDs. It changes nothing, and says on standard error\n"
	"what it could not carry over.\n"
	"\n"
	"  driverctl      the overrides in /etc/driverctl.d\n"
	"  modprobe       \"options vfio-pci ids=\" in modprobe.d\n"
	"  unraid         BIND= in /boot/config/vfio-pci.cfg\n";

struct import {
	const struct host *host;
	bool *wanted;      /* for each function of all */
	unsigned int left; /* things that were not carried over */
	const char *dir;   /* of modprobe.d that is being listed; NULL: a list of modules is read */
};

static struct inventory all;

static void leave(struct import *import, const char *what, const char *why)
{
	import->left++;
	host_error(what, "not carried over: %s", why);
}

static void want(struct import *import, const char *address, const struct pci_addr *addr)
{
	const struct function *function = inventory_at(&all, addr);

	if (!function)
		leave(import, address, "there is no such function here now");
	else if (function->is_bridge)
		leave(import, address, reason_text(REASON_BRIDGE));
	else if (function->is_virtual)
		leave(import, address, reason_text(REASON_VIRTUAL_FUNCTION));
	else
		import->wanted[function - all.function] = true;
}

static int read_override(void *context, const char *name)
{
	struct import *import = context;
	char address[PCI_ADDR_TEXT];
	char driver[DRIVERCTL_DRIVER];
	struct pci_addr addr;

	if (!driverctl_function(name, &addr))
		leave(import, name, "this is no PCI function");
	else if (strcmp(driverctl_driver(import->host->root, name, driver), "vfio-pci") != 0)
		leave(import, pci_addr_format(&addr, address),
			"the override is for another driver than vfio-pci; gpupt.keep= keeps a function for the host");
	else
		want(import, pci_addr_format(&addr, address), &addr);
	return 0;
}

static void import_driverctl(struct import *import)
{
	sysfs_list(import->host->root, DRIVERCTL_DIR, read_override, import);
}

/* What the kernel would take by this ID, told by the binder's own code. */
static void want_id(struct import *import, struct token id)
{
	struct plan_input *input = plan_input_new();
	struct text line = {NULL, 0, 0};
	unsigned int found = 0;

	text_addf(&line, "vfio-pci.ids=%.*s", (int)id.length, id.text);
	if (input && plan_input_set_cmdline(input, line.string)) {
		plan_input_make(import->host, input);
		for (unsigned int i = 0; i < input->decision.inventory.count; i++) {
			const struct function *function = &input->decision.inventory.function[i];
			char address[PCI_ADDR_TEXT];

			if (!function->matched)
				continue;
			want(import, pci_addr_format(&function->addr, address), &function->addr);
			found++;
		}
	}
	if (!found)
		leave(import, line.string, "nothing here has this ID");
	text_free(&line);
	free(input);
}

/* ids=10de:2204,10de:1aef, in quotes or not */
static void want_ids(struct import *import, char *word)
{
	struct token ids = token_of(word + strspn(word, "\"'"));
	struct token id;
	bool any = false;

	ids.length = strcspn(ids.text, "\"'");
	while (token_next_item(&ids, &id)) {
		any = any || id.length;
		if (id.length)
			want_id(import, id);
	}
	if (!any)
		leave(import, "ids=", "there is no ID");
}

static bool is_vfio_pci(const char *module)
{
	return !strcmp(module, "vfio-pci") || !strcmp(module, "vfio_pci");
}

/* "options vfio-pci ids=10de:2204,10de:1aef disable_vga=1", in a list of modules without the first word */
static void read_options(struct import *import, char *line)
{
	char *save;
	char *word = strtok_r(line, " \t", &save);
	const char *module = !import->dir ? word : word ? strtok_r(NULL, " \t", &save) : NULL;

	if (!module || !is_vfio_pci(module))
		return;
	if (import->dir && !strcmp(word, "install"))
		leave(import, "install vfio-pci", "the binder runs no other program");
	if (import->dir && strcmp(word, "options") != 0)
		return;
	while ((word = strtok_r(NULL, " \t", &save))) {
		if (!strncmp(word, "ids=", 4))
			want_ids(import, word + 4);
	}
}

static void read_lines(struct import *import, const char *path)
{
	char *text = host_alloc(1, FILE_MAX);
	char *save;

	if (sysfs_read_file(import->host->root, path, text, FILE_MAX) >= 0) {
		for (char *joined = text; (joined = strstr(joined, "\\\n"));)
			memcpy(joined, "  ", 2);
		for (char *line = strtok_r(text, "\r\n", &save); line; line = strtok_r(NULL, "\r\n", &save)) {
			line[strcspn(line, "#")] = '\0';
			read_options(import, line);
		}
	}
	free(text);
}

/* The strongest first: a file hides those of its name behind it. */
static const char *const modprobe_dirs[] = {
	"etc/modprobe.d", "run/modprobe.d", "usr/local/lib/modprobe.d", "usr/lib/modprobe.d", NULL};

static int is_same_name(void *context, const char *name)
{
	return !strcmp(context, name);
}

static int read_modprobe_file(void *context, const char *name)
{
	struct import *import = context;
	size_t length = strlen(name);
	char path[512];

	if (length < 5 || strcmp(name + length - 5, ".conf") != 0)
		return 0;
	for (const char *const *dir = modprobe_dirs; *dir != import->dir; dir++) {
		if (sysfs_list(import->host->root, *dir, is_same_name, (void *)name) == 1)
			return 0;
	}
	snprintf(path, sizeof(path), "%s/%.255s", import->dir, name);
	read_lines(import, path);
	return 0;
}

static void import_modprobe(struct import *import)
{
	for (const char *const *dir = modprobe_dirs; *dir; dir++) {
		import->dir = *dir;
		sysfs_list(import->host->root, *dir, read_modprobe_file, import);
	}
	import->dir = NULL;
	read_lines(import, "etc/modules");
	read_lines(import, "etc/initramfs-tools/modules");
}

/* "0000:03:00.0|10de:1b81", in older files "03:00.0" */
static void read_bind(struct import *import, char *word)
{
	const struct function *function;
	struct pci_addr addr;
	struct text address = {NULL, 0, 0};
	char ids[16];
	char *bar = strchr(word, '|');

	if (bar)
		*bar++ = '\0';
	text_addf(&address, "%s%s", strlen(word) == 7 ? "0000:" : "", word);
	if (pci_addr_parse(address.string, &addr)) {
		leave(import, word, "this is no PCI function");
	} else {
		function = inventory_at(&all, &addr);
		snprintf(ids, sizeof(ids), "%04x:%04x", function ? function->ids.vendor : 0,
			function ? function->ids.device : 0);
		if (function && bar && strcmp(bar, ids) != 0)
			leave(import, word, "another device is there now");
		else
			want(import, word, &addr);
	}
	text_free(&address);
}

static void import_unraid(struct import *import)
{
	char *text = host_alloc(1, FILE_MAX);
	char *lines;
	char *words;

	if (sysfs_read_file(import->host->root, "boot/config/vfio-pci.cfg", text, FILE_MAX) < 0)
		text[0] = '\0';
	for (char *line = strtok_r(text, "\r\n", &lines); line; line = strtok_r(NULL, "\r\n", &lines)) {
		if (strncmp(line, "BIND=", 5) != 0) {
			if (*line != '#')
				leave(import, line, "only BIND= is");
			continue;
		}
		for (char *word = strtok_r(line + 5, " \t\"'", &words); word;
			word = strtok_r(NULL, " \t\"'", &words))
			read_bind(import, word);
	}
	free(text);
}

static bool is_of_gpu(const struct function *function)
{
	for (unsigned int i = 0; i < all.count; i++) {
		if (pci_is_gpu(all.function[i].class) && function_same_card(&all.function[i], function))
			return true;
	}
	return false;
}

/* The card in the slot of this function; of what is no GPU only the function, with its IDs. */
static bool find_slot(const struct function *function, struct pci_slot *slot)
{
	const struct pci_ids *ids = &function->ids;
	char text[PCI_ADDR_TEXT + 24];
	size_t length;

	pci_addr_format(&function->addr, text);
	length = strlen(text);
	if (is_of_gpu(function))
		text[length - 2] = '\0';
	else
		snprintf(text + length, sizeof(text) - length, "@%04x:%04x:%04x:%04x", ids->vendor,
			ids->device, ids->subvendor, ids->subdevice);
	return !pci_slot_parse(text, strlen(text), slot);
}

/* Its slot, by its path; what of it was not wanted is told. */
static void add_slot(struct import *import, unsigned int first, struct text *slots)
{
	char address[PCI_ADDR_TEXT];
	char name[SLOT_TEXT];
	struct pci_slot slot;

	pci_addr_format(&all.function[first].addr, address);
	if (!find_slot(&all.function[first], &slot) ||
		slots_name(&all, &slot, SLOT_BY_PATH, name) != SLOT_HERE) {
		leave(import, address, "its slot cannot be named");
		return;
	}
	text_item(slots, ",", "%s", name);
	for (unsigned int i = 0; i < all.count; i++) {
		if (!slots_covers(&all, &slot, &all.function[i].addr))
			continue;
		if (!import->wanted[i])
			host_warning(pci_addr_format(&all.function[i].addr, address),
				"it was not listed, and goes with its card; gpupt.keep= would keep it");
		import->wanted[i] = false;
	}
}

static void leave_nothing(struct import *import)
{
	import->left++;
	host_error("import", "nothing was found that gpupt would do");
}

static int print(struct import *import)
{
	struct text slots = {NULL, 0, 0};

	for (unsigned int i = 0; i < all.count; i++) {
		if (import->wanted[i])
			add_slot(import, i, &slots);
	}
	if (slots.length)
		printf("gpupt.slots=%s\n", slots.string);
	else
		leave_nothing(import);
	text_free(&slots);
	return import->left ? EXIT_NO : 0;
}

int cmd_import(struct host *host, int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*read)(struct import *import);
	} sources[] = {
		{"driverctl", import_driverctl}, {"modprobe", import_modprobe}, {"unraid", import_unraid}};
	struct import import = {.host = host};
	int status = EXIT_USAGE;

	if (host_option(host, argc, argv, NULL, usage) == HOST_EXIT)
		return host->status;
	if (argc - optind != 1) {
		host_error("import", "from where? driverctl, modprobe or unraid");
		return EXIT_USAGE;
	}
	for (unsigned int i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		if (strcmp(argv[optind], sources[i].name) != 0)
			continue;
		if (machine_read(host, &all))
			return EXIT_UNKNOWN;
		import.wanted = host_alloc(all.count, sizeof(*import.wanted));
		sources[i].read(&import);
		status = print(&import);
		free(import.wanted);
		return status;
	}
	host_error(argv[optind], "not known here; driverctl, modprobe or unraid");
	return EXIT_USAGE;
}
