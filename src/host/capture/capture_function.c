/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The functions of a machine, one line each, indented by the bridges in front of them. */
#include "core/sysfs.h"
#include "host/capture/capture.h"
#include "host/capture/machine_function.h"
#include "host/keys.h"
#include "host/capture/machine_function.h"
#include "host/keys.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BARS 17

static uint64_t slot_key(const struct pci_addr *addr)
{
	return (uint64_t)addr->domain << 16 | (uint64_t)addr->bus << 8 | addr->dev;
}

/* What is written as it is read; where a driver, a check or an export looks. */
static const char *const attributes[] = {"boot_vga", "removable", "power_state", "sriov_totalvfs",
	"sriov_numvfs", "numa_node", "current_link_width", "max_link_width", NULL};

static struct capture_function *more_room(struct capture *capture)
{
	if (capture->count == capture->room) {
		capture->room = capture->room ? 2 * capture->room : 64;
		capture->function = host_realloc(
			capture->function, capture->room, sizeof(*capture->function));
	}
	return memset(&capture->function[capture->count], 0, sizeof(*capture->function));
}

/* The path as sysfs has it: "pci0000:00/0000:00:01.0/0000:01:00.0", "platform/..." in front gone. */
static char *device_path(const struct capture *capture, const char *address)
{
	char target[1024];
	char name[64];
	const char *path;

	snprintf(name, sizeof(name), SYSFS_DEVICES "/%s", address);
	if (sysfs_read_link(capture->host->root, name, target, sizeof(target)))
		return NULL;
	for (path = strstr(target, "/pci"); path && !strchr("0123456789abcdef", path[4]);)
		path = strstr(path + 1, "/pci");
	return path && strlen(path) < FUNCTION_PATH ? host_strdup(path + 1) : NULL;
}

/* " KEY=VALUE", if that can be read again. */
static void add_key(struct text *out, const char *key, const char *value)
{
	if (!*value)
		return;
	for (const unsigned char *c = (const unsigned char *)value; *c; c++) {
		if (*c <= 0x20 || *c > 0x7e)
			return;
	}
	text_addf(out, " %s=%s", key, value);
}

static void read_subsystem(struct capture_function *function, int dir)
{
	unsigned int vendor;
	unsigned int device;

	if (sysfs_read_number(dir, "subsystem_vendor", 16, &vendor) ||
		sysfs_read_number(dir, "subsystem_device", 16, &device))
		strcpy(function->subsystem, "-");
	else if (vendor || device)
		snprintf(function->subsystem, sizeof(function->subsystem), "%04x:%04x", vendor & 0xffff,
			device & 0xffff);
}

static void add_links(const struct capture *capture, struct capture_function *function, int dir)
{
	struct text *out = &function->rest;
	char text[64];
	int error;

	if (!sysfs_link_name(dir, "iommu_group", text, sizeof(text)) &&
		strspn(text, "0123456789") == strlen(text))
		add_key(out, "group", text);
	if (!sysfs_link_name(dir, "driver", function->driver, sizeof(function->driver)))
		add_key(out, "driver", capture_driver(capture, function->driver));
	if (!sysfs_read_line(dir, "driver_override", text, sizeof(text)) && strcmp(text, "(null)") != 0)
		add_key(out, "override", text);
	error = sysfs_link_name(dir, "physfn", text, sizeof(text));
	if (!error || (error == -EINVAL && !sysfs_read_line(dir, "physfn", text, sizeof(text))))
		add_key(out, "physfn", text);
}

static void add_header(struct text *out, int dir)
{
	unsigned char config[64];
	long n = sysfs_read_bytes(dir, "config", config, sizeof(config));

	if (n == sizeof(config) && config[0x0e] != 0xff)
		text_addf(out, " header=%02x", config[0x0e]);
}

/* Lines of three numbers; what is all zero at the end is left out. */
static void add_resource(struct text *out, int dir)
{
	char text[4096];
	struct text value = {0};
	size_t needed = 0;
	const char *line = text;

	if (sysfs_read_file(dir, "resource", text, sizeof(text)) < 0)
		return;
	for (unsigned int i = 0; i < BARS && *line; i++) {
		unsigned long long number[3];

		if (sscanf(line, "%llx %llx %llx", &number[0], &number[1], &number[2]) != 3)
			break;
		if (i)
			text_add(&value, ",");
		if (number[0] || number[1] || number[2]) {
			text_addf(&value, "%llx-%llx:%llx", number[0], number[1], number[2]);
			needed = value.length;
		}
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	if (needed) {
		text_add(out, " resource=");
		text_addn(out, value.string, needed);
	}
	text_free(&value);
}

static void add_attributes(struct text *out, int dir)
{
	char text[128];

	for (const char *const *name = attributes; *name; name++) {
		if (!sysfs_read_line(dir, *name, text, sizeof(text)) && strcmp(text, "-1") != 0)
			add_key(out, *name, text);
	}
	if (sysfs_read_line(dir, "reset_method", text, sizeof(text)))
		return;
	for (char *space = text; (space = strchr(space, ' '));)
		*space = ',';
	add_key(out, "reset_method", text);
}

/* All of it while its directory is open. */
static void read_function(const struct capture *capture, struct capture_function *function, int dir)
{
	if (sysfs_read_number(dir, "class", 16, &function->class))
		function->class = 0;
	else
		snprintf(function->class_text, sizeof(function->class_text), "%06x",
			function->class & 0xffffff);
	read_subsystem(function, dir);
	add_links(capture, function, dir);
	add_header(&function->rest, dir);
	add_resource(&function->rest, dir);
	add_attributes(&function->rest, dir);
	capture_function_nodes(capture, function, dir);
}

static int add_function(void *context, const char *name)
{
	struct capture *capture = context;
	struct capture_function *function = more_room(capture);
	char link[64];
	unsigned int vendor;
	unsigned int device;
	int dir;

	if (pci_addr_parse(name, &function->addr))
		return 0;
	if (capture->count == MACHINE_FUNCTIONS)
		return -E2BIG;
	pci_addr_format(&function->addr, function->address);
	snprintf(link, sizeof(link), SYSFS_DEVICES "/%s", function->address);
	dir = sysfs_open_dir(capture->host->root, link);
	if (dir < 0)
		return 0;
	if (!sysfs_read_number(dir, "vendor", 16, &vendor) &&
		!sysfs_read_number(dir, "device", 16, &device) &&
		(function->path = device_path(capture, function->address))) {
		function->ids.vendor = (uint16_t)vendor;
		function->ids.device = (uint16_t)device;
		read_function(capture, function, dir);
		capture->count++;
	}
	close(dir);
	return 0;
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct capture_function *)a)->path, ((const struct capture_function *)b)->path);
}

int capture_functions_read(struct capture *capture)
{
	int error = sysfs_list(capture->host->root, SYSFS_DEVICES, add_function, capture);

	if (!error && capture->count)
		qsort(capture->function, capture->count, sizeof(*capture->function), compare);
	return error;
}

/* The slots with a display, or what serves one. */
static struct keys card_slots(const struct capture *capture)
{
	struct keys slots = keys_new(capture->count);

	for (unsigned int i = 0; i < capture->count; i++) {
		unsigned int class = capture->function[i].class;

		if (pci_is_gpu(class) || pci_is_other_bridge(class))
			keys_add(&slots, slot_key(&capture->function[i].addr), i);
	}
	keys_sort(&slots);
	return slots;
}

static bool shows_subsystem(
	const struct capture *capture, const struct keys *slots, const struct capture_function *function)
{
	uint64_t slot = slot_key(&function->addr);
	unsigned int at = keys_first(slots, slot);

	return !capture->anonymous || !strcmp(function->subsystem, "-") ||
	       (at < slots->count && slots->keyed[at].key == slot) ||
	       strstr(capture->cmdline, function->subsystem);
}

static void write_function(struct capture *capture, const struct keys *slots,
	const struct capture_function *function, unsigned int depth)
{
	struct text *out = &capture->out;

	text_addf(out, "%*s%s %04x:%04x", (int)(2 * depth), "", function->address, function->ids.vendor,
		function->ids.device);
	add_key(out, "class", function->class_text);
	if (shows_subsystem(capture, slots, function))
		add_key(out, "sub", function->subsystem);
	text_add(out, text_string(&function->rest));
	text_add(out, "\n");
}

static bool is_below(const char *path, const char *parent)
{
	size_t length = strlen(parent);

	return !strncmp(path, parent, length) && path[length] == '/';
}

/* In the order of their paths, in which each follows what it is behind. */
void capture_functions(struct capture *capture)
{
	struct keys slots = card_slots(capture);
	const char *above[FUNCTION_DEPTH];
	unsigned int depth = 0;

	for (unsigned int i = 0; i < capture->count; i++) {
		const struct capture_function *function = &capture->function[i];

		while (depth && !is_below(function->path, above[depth - 1]))
			depth--;
		write_function(capture, &slots, function, depth);
		if (depth < FUNCTION_DEPTH - 1)
			above[depth++] = function->path;
	}
	keys_free(&slots);
}
