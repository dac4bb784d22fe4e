// SPDX-License-Identifier: GPL-2.0-or-later
/* Checks for other tools that fight for the same functions. */
#include <stdio.h>
#include <string.h>

#include "core/sysfs.h"
#include "host/check/check.h"

struct both {
	const struct checkup *c;
	struct finding *f;
};

/* driverctl keeps one file for each override: pci-0000:02:00.0, with the driver's name in it. */
static int judge_override(void *context, const char *name)
{
	const struct both *both = context;
	char path[320];
	char driver[64];
	char hint[320];

	if (strncmp(name, "pci-", 4) != 0 || !check_claimed(both->c, name + 4))
		return 0;
	snprintf(path, sizeof(path), "etc/driverctl.d/%.255s", name);
	if (sysfs_read_line(both->c->host->root, path, driver, sizeof(driver)))
		driver[0] = '\0';
	snprintf(hint, sizeof(hint), "driverctl unset-override %.255s", name + 4);
	finding_add(both->f, VERDICT_WARN, hint,
		"driverctl sets %s for the claimed function %s when udev finds it: two tools, one function",
		*driver ? driver : "a driver", name + 4);
	return 0;
}

void check_driverctl(const struct checkup *c, struct finding *f)
{
	struct both both = {c, f};

	finding_ok(f, "no override for a claimed function");
	sysfs_list(c->host->root, "etc/driverctl.d", judge_override, &both);
}

/* The entries of an ids= option. */
struct wanted_ids {
	unsigned int count;
	struct id_entry entry[REQUEST_ENTRIES];
};

static bool any_or(uint32_t wanted, uint32_t is)
{
	return wanted == ID_ANY || wanted == is;
}

static bool matches(const struct function *function, const void *context)
{
	const struct wanted_ids *wanted = context;

	for (unsigned int i = 0; i < wanted->count; i++) {
		const struct id_entry *entry = &wanted->entry[i];

		if (any_or(entry->vendor, function->ids.vendor) &&
			any_or(entry->device, function->ids.device) &&
			any_or(entry->subvendor, function->ids.subvendor) &&
			any_or(entry->subdevice, function->ids.subdevice) &&
			!((entry->class ^ function->class) & entry->class_mask))
			return true;
	}
	return false;
}

static void judge_ids(const struct both *both, const struct check_line *line, const char *list)
{
	struct wanted_ids wanted = {0};
	struct token rest = {list, strcspn(list, " \t")};
	struct token item;
	char slots[700];
	char hint[1000];

	while (wanted.count < REQUEST_ENTRIES && token_next_item(&rest, &item)) {
		if (!request_parse_id(item.text, item.length, &wanted.entry[wanted.count]))
			wanted.count++;
	}
	check_slots_line(both->c, matches, &wanted, slots, sizeof(slots));
	if (*slots)
		snprintf(hint, sizeof(hint), "take the line out; for the same cards: %s", slots);
	else
		snprintf(hint, sizeof(hint), "take the line out: it matches no card of this machine");
	finding_add(both->f, VERDICT_WARN, hint,
		"/%s: '%.200s' takes every card that matches, twins too, whenever vfio-pci is loaded",
		line->file, line->text);
}

static void look_for_ids(void *context, const struct check_line *line)
{
	const char *rest;
	const char *ids;

	if (strncmp(line->text, "options", 7) != 0)
		return;
	rest = line->text + 7 + strspn(line->text + 7, " \t");
	if (strncmp(rest, "vfio-pci", 8) != 0 && strncmp(rest, "vfio_pci", 8) != 0)
		return;
	ids = strstr(rest + 8, " ids=");
	if (strchr(" \t", rest[8]) && ids)
		judge_ids(context, line, ids + 5);
}

void check_modprobe_ids(const struct checkup *c, struct finding *f)
{
	struct both both = {c, f};

	finding_ok(f, "no ids= for vfio-pci in modprobe.d");
	check_lines(c->host->root, check_modprobe_dirs, ".conf", look_for_ids, &both);
}

/* Drivers that hosts have for cards, and whose cards they are. */
static const struct {
	const char *name;
	uint16_t vendor;
} drivers[] = {
	{"nouveau", 0x10de},
	{"nvidia", 0x10de},
	{"nvidia_drm", 0x10de},
	{"amdgpu", 0x1002},
	{"radeon", 0x1002},
	{"i915", 0x8086},
	{"xe", 0x8086},
	{"snd_hda_intel", 0},
};

static bool is_claimed_slot(const struct function *function, const void *context)
{
	const struct checkup *c = context;
	char address[PCI_ADDR_TEXT];

	return check_claimed(c, pci_addr_format(&function->addr, address)) != NULL;
}

/* A function that stays with the host and that this driver is for. */
static const struct function *host_needs(const struct checkup *c, unsigned int driver)
{
	for (unsigned int i = 0; i < c->all.count; i++) {
		const struct function *function = &c->all.function[i];
		unsigned int class = function->class >> 16;

		if (drivers[driver].vendor ? class != 0x03 || function->ids.vendor != drivers[driver].vendor
					   : function->class >> 8 != 0x0403)
			continue;
		if (!is_claimed_slot(function, c))
			return function;
	}
	return NULL;
}

static void judge_blacklisted(const struct both *both, const struct check_line *line, unsigned int driver)
{
	const struct function *needs = host_needs(both->c, driver);
	char slots[700];
	char hint[1000];
	char address[PCI_ADDR_TEXT];

	check_slots_line(both->c, is_claimed_slot, both->c, slots, sizeof(slots));
	snprintf(hint, sizeof(hint), "take the line out: gpupt claims before any driver comes%s%s",
		*slots ? "; what replaces it: " : "; gpupt enable SLOT replaces it", slots);
	if (needs)
		finding_add(both->f, VERDICT_WARN, hint,
			"/%s keeps %s from loading, and the host's own %s needs it", line->file,
			drivers[driver].name, pci_addr_format(&needs->addr, address));
	else
		finding_add(both->f, VERDICT_WARN, hint,
			"/%s keeps %s from loading, which is no longer needed", line->file,
			drivers[driver].name);
}

/* The module of "blacklist MODULE" or "install MODULE /bin/false"; its length. */
static size_t blacklisted(const char *text, const char **name)
{
	size_t verb = strcspn(text, " \t");

	*name = text + verb + strspn(text + verb, " \t");
	if (verb == 9 && !strncmp(text, "blacklist", verb))
		return strcspn(*name, " \t");
	if (verb == 7 && !strncmp(text, "install", verb) && (strstr(text, "/false") || strstr(text, "/true")))
		return strcspn(*name, " \t");
	return 0;
}

static void look_for_blacklist(void *context, const struct check_line *line)
{
	struct token name;

	name.length = blacklisted(line->text, &name.text);
	/* NVIDIA's own package keeps nouveau away where its driver is in use. */
	if (!name.length || strstr(line->file, "nvidia"))
		return;
	for (unsigned int i = 0; i < sizeof(drivers) / sizeof(*drivers); i++) {
		if (token_is_name(name, drivers[i].name))
			judge_blacklisted(context, line, i);
	}
}

void check_blacklist(const struct checkup *c, struct finding *f)
{
	struct both both = {c, f};

	finding_ok(f, "no driver of a GPU is blacklisted in modprobe.d");
	check_lines(c->host->root, check_modprobe_dirs, ".conf", look_for_blacklist, &both);
}

void check_module_blacklist(const struct checkup *c, struct finding *f)
{
	struct token list;
	struct token item;

	finding_ok(f, "module_blacklist= spares VFIO");
	if (!check_parameter(c->next, "module_blacklist", &list))
		return;
	while (token_next_item(&list, &item)) {
		if (token_begins_name(item, "vfio"))
			finding_add(f, VERDICT_FAIL, "take it out of module_blacklist=",
				"the command line forbids the kernel to load %.*s",
				(int)(item.length < 60 ? item.length : 60), item.text);
	}
}

static void look_for_vfio(void *context, const struct check_line *line)
{
	const struct both *both = context;

	if (strstr(line->file, "/gpupt") || strstr(both->f->text, line->file) ||
		(!strstr(line->text, "driver_override") && !strstr(line->text, "vfio")))
		return;
	finding_add(both->f, VERDICT_WARN,
		"remove it and rebuild the images; gpupt enable SLOT does its work, before udev",
		"/%s binds vfio-pci too, and runs after udev unless its name sorts before it", line->file);
}

void check_init_top(const struct checkup *c, struct finding *f)
{
	static const char *const dirs[] = {
		"etc/initramfs-tools/scripts/init-top", "usr/share/initramfs-tools/scripts/init-top", NULL};
	struct both both = {c, f};

	finding_ok(f, "no other boot script binds vfio-pci");
	check_lines(c->host->root, dirs, "", look_for_vfio, &both);
}
