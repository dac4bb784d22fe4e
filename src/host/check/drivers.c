// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/check/drivers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/sysfs.h"
#include "host/owner.h"

#define MODULES_MAX 8388608 /* bytes of modules.dep */
#define ANY_VENDOR 0

/*
 * One row for each driver: the name of its module, that of the driver where it is another one,
 * whose cards, by the first two bytes of the class (audio is 0403, USB 0c03), and whether nomodeset
 * stops it.
 */
static const struct {
	const char *module;
	const char *driver;
	uint16_t vendor;
	uint16_t class;
	uint16_t mask;
	bool modesetting;
} driver[] = {
	{"nouveau", NULL, 0x10de, 0x0300, 0xff00, true},
	{"nova_core", "NovaCore", 0x10de, 0x0300, 0xff00, false},
	{"nvidia", NULL, 0x10de, 0x0300, 0xff00, false},
	{"amdgpu", NULL, 0x1002, 0x0300, 0xff00, true},
	{"radeon", NULL, 0x1002, 0x0300, 0xff00, true},
	{"i915", NULL, 0x8086, 0x0300, 0xff00, true},
	{"xe", NULL, 0x8086, 0x0300, 0xff00, true},
	{"ast", NULL, 0x1a03, 0x0300, 0xff00, true},
	{"mgag200", NULL, 0x102b, 0x0300, 0xff00, true},
	{"snd_hda_intel", NULL, ANY_VENDOR, 0x0403, 0xffff, false},
	{"xhci_pci", "xhci_hcd", ANY_VENDOR, 0x0c03, 0xffff, false},
};

#define DRIVERS (sizeof(driver) / sizeof(*driver))

_Static_assert(DRIVERS <= 32, "a driver is a bit of a driver_set");

driver_set drivers_named(struct token name)
{
	for (size_t i = 0; i < DRIVERS; i++) {
		if (token_is_name(name, driver[i].module))
			return (driver_set)1 << i;
	}
	return 0;
}

driver_set drivers_of_modesetting(void)
{
	driver_set set = 0;

	for (size_t i = 0; i < DRIVERS; i++)
		set |= driver[i].modesetting ? (driver_set)1 << i : 0;
	return set;
}

static size_t number(driver_set one)
{
	size_t i = 0;

	while (i < DRIVERS && !(one >> i & 1))
		i++;
	return i;
}

const char *drivers_name(driver_set one)
{
	return driver[number(one)].module;
}

driver_set drivers_bound(const struct function *function)
{
	for (size_t i = 0; i < DRIVERS; i++) {
		if (!strcmp(function->driver, driver[i].driver ? driver[i].driver : driver[i].module))
			return (driver_set)1 << i;
	}
	return 0;
}

static bool serves(size_t i, const struct function *function)
{
	return (driver[i].vendor == ANY_VENDOR || driver[i].vendor == function->ids.vendor) &&
	       (function->class >> 8 & driver[i].mask) == driver[i].class;
}

/* A name of a module in a list of files, .../nouveau.ko.xz: - and _ are the same. */
static bool lists_module(const char *list, const char *module)
{
	size_t length = strlen(module);

	for (const char *at = list; (at = strchr(at, '/')); at++) {
		size_t i = 0;

		while (i < length && (at[i + 1] == module[i] || (at[i + 1] == '-' && module[i] == '_')))
			i++;
		if (i == length && !strncmp(at + 1 + length, ".ko", 3))
			return true;
	}
	return false;
}

static bool is_listed(const struct checkup *c, const char *release, const char *list, const char *module)
{
	char *text = host_alloc(MODULES_MAX, 1);
	struct text path = {NULL, 0, 0};
	bool found;

	text_addf(&path, "lib/modules/%s/%s", release, list);
	found = sysfs_read_file(c->host->root, text_string(&path), text, MODULES_MAX) > 0 &&
		lists_module(text, module);
	text_free(&path);
	free(text);
	return found;
}

bool drivers_built_in(const struct checkup *c, const char *release, const char *module)
{
	return is_listed(c, release, "modules.builtin", module);
}

const char *drivers_built_in_for(
	const struct checkup *c, const char *release, const struct function *function)
{
	for (size_t i = 0; i < DRIVERS; i++) {
		if (driver[i].vendor != ANY_VENDOR && serves(i, function) &&
			drivers_built_in(c, release, driver[i].module))
			return driver[i].module;
	}
	return NULL;
}

bool drivers_exist(const struct checkup *c, const char *module)
{
	char path[128];

	snprintf(path, sizeof(path), "sys/module/%.64s", module);
	if (sysfs_exists(c->host->root, path) == 1)
		return true;
	for (unsigned int i = 0; i < c->all.count; i++) {
		driver_set bound = drivers_bound(&c->all.function[i]);

		if (bound && !strcmp(drivers_name(bound), module))
			return true;
	}
	for (unsigned int i = 0; i < c->kernels.count; i++) {
		const char *release = c->kernels.kernel[i].release;

		if (is_listed(c, release, "modules.dep", module) || drivers_built_in(c, release, module))
			return true;
	}
	return false;
}

/* Whether a function of the host is left without a driver when all of gone are kept away. */
static bool is_left_alone(const struct checkup *c, const struct function *function, driver_set gone)
{
	driver_set bound = drivers_bound(function);

	/* A driver that is no card's stays, whatever it is; a guest's goes with the claim. */
	if (owner_of(c->host, function) == OWNER_HOST && !bound)
		return false;
	for (size_t i = 0; i < DRIVERS; i++) {
		driver_set one = (driver_set)1 << i;

		if (!(gone & one) && serves(i, function) &&
			(one == bound || drivers_exist(c, driver[i].module)))
			return false;
	}
	return true;
}

enum driver_need drivers_judge(
	const struct checkup *c, driver_set one, driver_set gone, const struct function **function)
{
	enum driver_need need = DRIVER_UNUSED;

	for (unsigned int i = 0; i < c->all.count; i++) {
		const struct function *wants = &c->all.function[i];

		if (!serves(number(one), wants))
			continue;
		if (!is_left_alone(c, wants, gone)) {
			need = DRIVER_SPARED;
		} else if (!check_is_claimed(c, wants)) {
			*function = wants;
			return DRIVER_MISSED;
		} else if (need == DRIVER_UNUSED) {
			need = DRIVER_CLAIMED;
		}
	}
	return need;
}
