/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/capture/machine_function.h"
#include "core/pci_addr.h"

#include <stdlib.h>
#include <string.h>

#define WORDS 48
#define BARS 17

static const char hex[] = "0123456789abcdef";
static const char name_bytes[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";

static bool is_made_of(const char *text, const char *bytes, size_t most)
{
	size_t length = strlen(text);

	return length && length <= most && strspn(text, bytes) == length;
}

static bool is_name(const char *text)
{
	return is_made_of(text, name_bytes, 64) && *text != '.';
}

/* "10de:2204" */
static bool is_ids(const char *text)
{
	return strlen(text) == 9 && strspn(text, hex) == 4 && text[4] == ':' && strspn(text + 5, hex) == 4;
}

bool machine_driver(struct tree *tree, const char *name)
{
	static const char *const files[] = {"bind", "unbind", "new_id", "remove_id"};

	if (!is_name(name))
		return tree_fail(tree, "\"%.40s\" is no driver's name", name);
	if (!tree_dir(tree, "sys/bus/pci/drivers/%s", name))
		return false;
	for (unsigned int i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (!tree_file(tree, "", "sys/bus/pci/drivers/%s/%s", name, files[i]))
			return false;
	}
	return true;
}

/* From a device directory up to sys. */
static const char *up(const char *path, char text[FUNCTION_PATH])
{
	strcpy(text, "../../");
	for (; *path; path++) {
		if (*path == '/')
			strcat(text, "../");
	}
	return text;
}

/* What one attribute is about. */
struct at {
	struct tree *tree;
	const char *path; /* of the function, below sys/devices */
	const char *address;
};

/* A link of the function to something below sys, and one from there back to it. */
static bool link_both(const struct at *at, const char *name, const char *what, const char *where)
{
	char text[FUNCTION_PATH];
	char target[TREE_PATH + 128];

	snprintf(target, sizeof(target), "%s%s", up(at->path, text), what);
	if (!tree_link(at->tree, target, "sys/devices/%s/%s", at->path, name))
		return false;
	snprintf(target, sizeof(target), "../../../../devices/%s", at->path);
	return tree_link(at->tree, target, "sys/%s/%s", where, at->address);
}

static bool set_group(const struct at *at, const char *value)
{
	char what[64];
	char where[80];

	if (!is_made_of(value, "0123456789", 9))
		return tree_fail(at->tree, "\"%.40s\" is no group's number", value);
	snprintf(what, sizeof(what), "kernel/iommu_groups/%s", value);
	snprintf(where, sizeof(where), "%s/devices", what);
	return link_both(at, "iommu_group", what, where);
}

static bool set_driver(const struct at *at, const char *value)
{
	char what[128];

	if (!is_name(value) || !tree_has(at->tree, "sys/bus/pci/drivers/%s", value)) {
		if (!machine_driver(at->tree, value))
			return false;
	}
	snprintf(what, sizeof(what), "bus/pci/drivers/%s", value);
	return link_both(at, "driver", what, what);
}

static bool set_class(const struct at *at, const char *value)
{
	char text[16];

	if (strlen(value) != 6 || strspn(value, hex) != 6)
		return tree_fail(at->tree, "\"%.40s\" is no class of six digits", value);
	snprintf(text, sizeof(text), "0x%s", value);
	return tree_file(at->tree, text, "sys/devices/%s/class", at->path);
}

static bool set_ids(const struct at *at, const char *value, const char *vendor, const char *device)
{
	char text[16];

	if (!is_ids(value))
		return tree_fail(at->tree, "\"%.40s\" is not VENDOR:DEVICE, four hex digits each", value);
	snprintf(text, sizeof(text), "0x%.4s", value);
	if (!tree_file(at->tree, text, "sys/devices/%s/%s", at->path, vendor))
		return false;
	snprintf(text, sizeof(text), "0x%.4s", value + 5);
	return tree_file(at->tree, text, "sys/devices/%s/%s", at->path, device);
}

static bool set_sub(const struct at *at, const char *value)
{
	return !strcmp(value, "-") || set_ids(at, value, "subsystem_vendor", "subsystem_device");
}

static bool set_override(const struct at *at, const char *value)
{
	return tree_file(at->tree, value, "sys/devices/%s/driver_override", at->path);
}

/* The first 64 bytes of a config space; the IDs are in attributes of their own. */
static bool set_header(const struct at *at, const char *value)
{
	unsigned char config[64] = {0};

	if (strlen(value) != 2 || strspn(value, hex) != 2)
		return tree_fail(at->tree, "\"%.40s\" is no header type of two digits", value);
	config[0x0e] = (unsigned char)strtoul(value, NULL, 16);
	return tree_bytes(at->tree, config, sizeof(config), "sys/devices/%s/config", at->path);
}

static bool set_physfn(const struct at *at, const char *value)
{
	char text[FUNCTION_PATH];
	char target[TREE_PATH];
	struct pci_addr addr;

	if (pci_addr_parse(value, &addr))
		return tree_file(at->tree, value, "sys/devices/%s/physfn", at->path);
	snprintf(target, sizeof(target), "%sbus/pci/devices/%s", up(at->path, text), value);
	return tree_link(at->tree, target, "sys/devices/%s/physfn", at->path);
}

/* "START-END:FLAGS,..." as sysfs shows it: at least seven lines of three numbers. */
static bool set_resource(const struct at *at, const char *value)
{
	char text[BARS * 64];
	size_t used = 0;
	unsigned int n = 0;

	for (bool more = true; more || n < 7; n++) {
		unsigned long long number[3] = {0};
		size_t length = more ? strcspn(value, ",") : 0;

		if (n == BARS || length > 60 || strspn(value, "0123456789abcdef-:") < length)
			return tree_fail(at->tree, "\"%.40s\" is not START-END:FLAGS,...", value);
		if (length && sscanf(value, "%16llx-%16llx:%16llx", &number[0], &number[1], &number[2]) != 3)
			return tree_fail(at->tree, "\"%.40s\" is not START-END:FLAGS,...", value);
		more = more && value[length];
		value += length + more;
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s0x%016llx 0x%016llx 0x%016llx",
			n ? "\n" : "", number[0], number[1], number[2]);
	}
	return tree_file(at->tree, text, "sys/devices/%s/resource", at->path);
}

static bool set_reset_method(const struct at *at, const char *value)
{
	char text[128];

	snprintf(text, sizeof(text), "%s", value);
	for (char *comma = text; (comma = strchr(comma, ','));)
		*comma = ' ';
	return tree_file(at->tree, text, "sys/devices/%s/reset_method", at->path);
}

static const struct {
	const char *key;
	bool (*set)(const struct at *at, const char *value);
} keys[] = {
	{"class", set_class},
	{"sub", set_sub},
	{"group", set_group},
	{"driver", set_driver},
	{"override", set_override},
	{"header", set_header},
	{"physfn", set_physfn},
	{"resource", set_resource},
	{"reset_method", set_reset_method},
};

static bool set(const struct at *at, const char *key, const char *value)
{
	for (unsigned int i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (!strcmp(key, keys[i].key))
			return keys[i].set(at, value);
	}
	if (!is_name(key))
		return tree_fail(at->tree, "\"%.40s\" is no key", key);
	return tree_file(at->tree, value, "sys/devices/%s/%s", at->path, key);
}

static size_t domain_length(const char *address)
{
	return strcspn(address, ":");
}

/* Below its parent, or below the root bus that its bus is. */
static bool place(struct function_tree *functions, char path[FUNCTION_PATH], const char *address)
{
	const char *parent = functions->depth ? functions->above[functions->depth - 1].path : "";
	const char *name = strrchr(parent, '/');
	const char *slash = functions->depth ? "/" : "";
	size_t length = domain_length(address);
	int n;

	name = name ? name + 1 : parent;
	if (functions->depth && domain_length(name) == length && !strncmp(name, address, length))
		n = snprintf(path, FUNCTION_PATH, "%s/%s", parent, address);
	else
		n = snprintf(path, FUNCTION_PATH, "%s%spci%.*s/%s", parent, slash,
			(int)(strrchr(address, ':') - address), address, address);
	return n < FUNCTION_PATH || tree_fail(functions->tree, "%s: it is too deep", address);
}

static bool nothing_else(const struct at *at, const char *words)
{
	char target[TREE_PATH];

	snprintf(target, sizeof(target), "../../../devices/%s", at->path);
	return tree_dir(at->tree, "sys/devices/%s", at->path) &&
	       tree_link(at->tree, target, "sys/bus/pci/devices/%s", at->address) &&
	       set_override(at, "(null)") && set_ids(at, words, "vendor", "device");
}

/* words: "VENDOR:DEVICE", then KEY=VALUE; nth of a range. */
static bool set_all(const struct at *at, const char *const *words, unsigned int nth)
{
	bool sub = false;

	if (!nothing_else(at, *words))
		return false;
	while (*++words) {
		size_t length = strcspn(*words, "=");
		const char *value = *words + length + 1;
		char key[64];
		char number[16];

		if (!length || length >= sizeof(key) || !(*words)[length])
			return tree_fail(at->tree, "\"%.40s\" is not KEY=VALUE", *words);
		snprintf(key, sizeof(key), "%.*s", (int)length, *words);
		if (!strcmp(key, "group") && *value == '+') {
			snprintf(number, sizeof(number), "%lu",
				(strtoul(value + 1, NULL, 10) + nth) % 1000000000);
			value = number;
		}
		sub |= !strcmp(key, "sub");
		if (!set(at, key, value))
			return false;
	}
	return sub || set_sub(at, "0000:0000");
}

static bool add_function(struct function_tree *functions, unsigned int indent, const char *address,
	const char *const *words, unsigned int nth)
{
	struct at at = {.tree = functions->tree, .address = address};
	char path[FUNCTION_PATH];

	if (functions->count == MACHINE_FUNCTIONS)
		return tree_fail(functions->tree, "there are more than %u functions", MACHINE_FUNCTIONS);
	while (functions->depth && functions->above[functions->depth - 1].indent >= indent)
		functions->depth--;
	if (functions->depth == FUNCTION_DEPTH)
		return tree_fail(functions->tree, "%s: it is too deep", address);
	if (!place(functions, path, address))
		return false;
	at.path = strcpy(functions->above[functions->depth].path, path);
	functions->above[functions->depth++].indent = indent;
	functions->count++;
	return set_all(&at, words, nth);
}

/* "00.0" or "1f.7" as the kernel numbers them, or -1. */
static int devfn(const char *text)
{
	unsigned int dev;
	unsigned int fn;
	int end = 0;

	if (strlen(text) > 4 || sscanf(text, "%x.%1x%n", &dev, &fn, &end) != 2 || text[end] || dev > 31 ||
		fn > 7)
		return -1;
	return (int)(dev * 8 + fn);
}

/* One function, or a range of them on the same bus. */
static bool add_range(
	struct function_tree *functions, unsigned int indent, char *range, const char *const *words)
{
	char *dash = strchr(range, '-');
	char one[PCI_ADDR_TEXT];
	struct pci_addr addr;
	int last;

	if (dash)
		*dash = '\0';
	if (pci_addr_parse(range, &addr))
		return tree_fail(functions->tree, "\"%.40s\" is no address", range);
	last = dash ? devfn(dash + 1) : addr.dev * 8 + addr.fn;
	if (last < addr.dev * 8 + addr.fn)
		return tree_fail(functions->tree, "\"%.40s\" does not end a range", dash + 1);
	for (int first = addr.dev * 8 + addr.fn, i = first; i <= last; i++) {
		addr.dev = (uint8_t)(i / 8);
		addr.fn = (uint8_t)(i % 8);
		if (!add_function(
			    functions, indent, pci_addr_format(&addr, one), words, (unsigned int)(i - first)))
			return false;
	}
	return true;
}

bool machine_function_line(struct function_tree *functions, char *line)
{
	unsigned int indent = (unsigned int)strspn(line, " \t");
	const char *words[WORDS + 1];
	char *save;
	char *range = strtok_r(line, " \t", &save);
	unsigned int n = 0;

	while (n < WORDS && (words[n] = strtok_r(NULL, " \t", &save)))
		n++;
	if (n == WORDS)
		return tree_fail(functions->tree, "there are too many words");
	if (!n)
		return tree_fail(functions->tree, "VENDOR:DEVICE is missing");
	words[n] = NULL;
	return add_range(functions, indent, range, words);
}
