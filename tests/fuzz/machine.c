/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine.h"
#include "core/sysfs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "Descriptors" of the devices' directory and, counted behind it, of a function's: close() finds none. */
#define DEVICES 0x40000000

struct machine machine;

#define RELEASE "6.12.0"

static const char table_text[] = "gpupt-modules 1 " RELEASE "\n"
				 "module vfio /lib/modules/6.12.0/vfio.ko\n"
				 "module vfio_pci_core /lib/modules/6.12.0/vfio-pci-core.ko\n"
				 "module vfio_pci /lib/modules/6.12.0/vfio-pci.ko disable_idle_d3=1\n"
				 "module mlx5_vfio_pci /lib/modules/6.12.0/mlx5-vfio-pci.ko\n"
				 "module nvgrace_gpu_vfio_pci /lib/modules/6.12.0/nvgrace-gpu-vfio-pci.ko\n"
				 "module pci_stub builtin\n"
				 "alias vfio_pci:v000015B3d0000101Esv*sd*bc*sc*i* mlx5_vfio_pci\n"
				 "alias vfio_pci:v000010DEd00002342sv*sd*bc*sc*i* nvgrace_gpu_vfio_pci\n"
				 "end 8\n";

const struct table *machine_table(void)
{
	static struct table table;

	if (!table.length) {
		memcpy(table.text, table_text, sizeof(table_text) - 1);
		table_check(&table, sizeof(table_text) - 1, RELEASE);
		if (table.wrong) {
			fprintf(stderr, "the table of machine.c: %s\n", table.wrong);
			exit(3);
		}
	}
	return &table;
}

bool machine_has(const struct machine_function *function)
{
	if (function->missing || (function->physfn >= 0 && machine.function[function->physfn].missing))
		return false;
	return function->parent < 0 || machine_has(&machine.function[function->parent]);
}

struct machine_function *machine_at(const struct pci_addr *addr)
{
	for (unsigned int i = 0; i < machine.count; i++) {
		if (!pci_addr_compare(&machine.function[i].addr, addr) && machine_has(&machine.function[i]))
			return &machine.function[i];
	}
	return NULL;
}

void machine_plan(const char *cmdline, size_t length, struct planned *planned)
{
	static struct question question = {.root = MACHINE_ROOT};
	static struct decision decision;
	struct report report;

	memcpy(question.cmdline, cmdline, length);
	question.length = length;
	question.notes.count = 0;
	question_parse(&question);
	if (question_is_open(&question))
		decide(&question, &decision);
	decision_report(&question, question_is_open(&question) ? &decision : NULL, true, &report);
	*planned = (struct planned){
		report.request, report.inventory, report.plan, report.notes, report.result};
}

/*
 * "0000:02:00.0/attribute" in the devices' directory, "attribute" in a function's; NULL if no
 * function is meant.
 */
static const struct machine_function *look_up(int dir, const char *name, const char **attribute)
{
	char text[PCI_ADDR_TEXT];
	size_t length = strcspn(name, "/");
	struct pci_addr addr;

	*attribute = name;
	if (dir > DEVICES && dir <= DEVICES + (int)machine.count)
		return &machine.function[dir - DEVICES - 1];
	if (dir != DEVICES || length >= sizeof(text))
		return NULL;
	memcpy(text, name, length);
	text[length] = '\0';
	*attribute = name + length + (name[length] == '/');
	return pci_addr_parse(text, &addr) ? NULL : machine_at(&addr);
}

/* broken: words, or "" for the directory itself, which then has nothing. */
static bool is_broken(const struct machine_function *function, const char *attribute)
{
	const char *at = function->broken;
	size_t length = strlen(attribute);

	if (!at || !*at)
		return at != NULL;
	for (at = strstr(at, attribute); at && *attribute; at = strstr(at + 1, attribute)) {
		if ((at == function->broken || at[-1] == ' ') && (!at[length] || at[length] == ' '))
			return true;
	}
	return false;
}

int sysfs_open_dir(int dir, const char *name)
{
	return dir == MACHINE_ROOT && !strcmp(name, SYSFS_DEVICES) ? DEVICES : -ENOENT;
}

static int read_attribute(
	const struct machine_function *function, const char *attribute, char *buf, size_t size)
{
	const struct {
		const char *name;
		unsigned int value;
		int digits; /* hex, or 0 for a decimal number */
	} number[] = {{"vendor", function->ids.vendor, 4}, {"device", function->ids.device, 4},
		{"subsystem_vendor", function->ids.subvendor, 4},
		{"subsystem_device", function->ids.subdevice, 4}, {"class", function->class, 6},
		{"boot_vga", function->boot_vga, 0}};

	if (is_broken(function, attribute))
		return -EIO;
	for (size_t i = 0; i < sizeof(number) / sizeof(number[0]); i++) {
		if (strcmp(attribute, number[i].name) != 0)
			continue;
		if (number[i].digits)
			snprintf(buf, size, "0x%0*x", number[i].digits, number[i].value);
		else
			snprintf(buf, size, "%u", number[i].value);
		return 0;
	}
	if (strcmp(attribute, "driver_override") != 0)
		return -ENOENT;
	snprintf(buf, size, "%s", function->override[0] ? function->override : "(null)");
	return 0;
}

int sysfs_read_line(int dir, const char *name, char *buf, size_t size)
{
	const char *attribute;
	const struct machine_function *function = look_up(dir, name, &attribute);

	if (function)
		return read_attribute(function, attribute, buf, size);
	if (!strcmp(name, "proc/sys/kernel/osrelease"))
		return snprintf(buf, size, RELEASE) < 0;
	if (machine.noiommu < 0 || !strstr(name, "enable_unsafe_noiommu_mode"))
		return -ENOENT;
	snprintf(buf, size, "%s", machine.noiommu ? "Y" : "N");
	return 0;
}

/* What the kernel tells of a device: its class and IDs are of use here. */
long sysfs_read_text(int dir, const char *name, char *buf, size_t size)
{
	const char *attribute;
	const struct machine_function *function = look_up(dir, name, &attribute);

	if (!strcmp(name, TABLE_FILE))
		return snprintf(buf, size, "%s", table_text);
	if (!function || strcmp(attribute, "uevent") != 0)
		return -ENOENT;
	if (is_broken(function, attribute))
		return -EIO;
	return snprintf(buf, size, "PCI_CLASS=%X\nPCI_ID=%04X:%04X\nPCI_SUBSYS_ID=%04X:%04X\n",
		function->class, function->ids.vendor, function->ids.device, function->ids.subvendor,
		function->ids.subdevice);
}

/* Only the command line, which comes otherwise. */
long sysfs_read_file(int dir, const char *name, char *buf, size_t size)
{
	(void)dir;
	(void)name;
	(void)buf;
	(void)size;
	return -ENOENT;
}

/* The head of the configuration space, of which only the type of the header is looked at. */
long sysfs_read_bytes(int dir, const char *name, void *buf, size_t size)
{
	const char *attribute;
	const struct machine_function *function = look_up(dir, name, &attribute);

	if (!function || strcmp(attribute, "config") != 0)
		return -ENOENT;
	if (is_broken(function, attribute))
		return -EIO;
	memset(buf, 0, size);
	if (size > 0x0e)
		((uint8_t *)buf)[0x0e] = function->header | (function->addr.fn ? 0 : 0x80);
	return (long)size;
}

/* No command line is read from a descriptor, and none of this is a real sysfs. */
long sysfs_read_fd(int fd, char *buf, size_t size)
{
	(void)fd;
	(void)buf;
	(void)size;
	return -EBADF;
}

bool sysfs_is_real(int dir, const char *name)
{
	(void)dir;
	(void)name;
	return false;
}

int sysfs_read_number(int dir, const char *name, unsigned int base, unsigned int *value)
{
	char text[32];
	int error = sysfs_read_line(dir, name, text, sizeof(text));

	if (!error)
		*value = (unsigned int)strtoul(text, NULL, (int)base);
	return error;
}

int sysfs_read_line_of(int dir, const char *name, int *file, char *buf, size_t size)
{
	(void)file; /* nothing stays open */
	return sysfs_read_line(dir, name, buf, size);
}

static int link_to_device(const struct machine_function *function, char *buf, size_t size)
{
	const struct machine_function *way[PCI_DEPTH + 1] = {function};
	int depth = 1;
	int used;

	for (; function->parent >= 0 && depth <= PCI_DEPTH; depth++)
		function = way[depth] = &machine.function[function->parent];
	used = snprintf(
		buf, size, "../../../devices/pci%04x:%02x", function->addr.domain, function->addr.bus);
	while (depth-- > 0 && (size_t)used < size) {
		char address[PCI_ADDR_TEXT];

		used += snprintf(
			buf + used, size - (size_t)used, "/%s", pci_addr_format(&way[depth]->addr, address));
	}
	return (size_t)used < size ? 0 : -ENAMETOOLONG;
}

int sysfs_read_link(int dir, const char *name, char *buf, size_t size)
{
	const char *attribute;
	const struct machine_function *function = look_up(dir, name, &attribute);
	char address[PCI_ADDR_TEXT];

	if (!function)
		return -ENOENT;
	if (is_broken(function, attribute))
		return -EIO;
	if (!*attribute)
		return link_to_device(function, buf, size);
	if (!strcmp(attribute, "driver") && function->driver[0])
		snprintf(buf, size, "../../../bus/pci/drivers/%s", function->driver);
	else if (!strcmp(attribute, "iommu_group") && function->group >= 0)
		snprintf(buf, size, "../../../kernel/iommu_groups/%d", function->group);
	else if (!strcmp(attribute, "physfn") && function->physfn >= 0)
		snprintf(buf, size, "../%s",
			pci_addr_format(&machine.function[function->physfn].addr, address));
	else
		return -ENOENT;
	return 0;
}

int sysfs_exists(int dir, const char *name)
{
	char target[128];
	int error = sysfs_read_link(dir, name, target, sizeof(target));

	return error == -ENOENT ? 0 : error ? error : 1;
}

int sysfs_link_name(int dir, const char *name, char *buf, size_t size)
{
	char target[128];
	int error = sysfs_read_link(dir, name, target, sizeof(target));

	if (!error && snprintf(buf, size, "%s", strrchr(target, '/') + 1) >= (int)size)
		error = -ENAMETOOLONG;
	return error;
}

int sysfs_open_path(int dir, const char *name)
{
	const char *attribute;
	const struct machine_function *function = look_up(dir, name, &attribute);

	if (!function)
		return -ENOENT;
	return is_broken(function, "") ? -EIO : DEVICES + 1 + (int)(function - machine.function);
}

/* Which functions a directory shows: all, a group's, those behind a bridge. */
static bool is_in(const struct machine_function *function, const struct machine_function *bridge, int group)
{
	if (!machine_has(function))
		return false;
	if (bridge)
		return function->parent == bridge - machine.function;
	return group < 0 || function->group == group;
}

int sysfs_list(int dir, const char *name, int (*each)(void *context, const char *name), void *context)
{
	const char *attribute;
	const struct machine_function *bridge = look_up(dir, name, &attribute);
	int group = -1;
	int result = 0;
	char text[64];

	if (!strcmp(name, "run/udev/data"))
		return machine.udev_ran ? each(context, "+pci:0000:00:00.0") : -ENOENT;
	if (!strncmp(name, "sys/module/", 11)) {
		snprintf(text, sizeof(text), "sys/module/%s/drivers", machine.module ? machine.module : "");
		if (!machine.module || strcmp(text, name) != 0)
			return -ENOENT;
		snprintf(text, sizeof(text), "pci:%s", machine.module_driver);
		return each(context, text);
	}
	if (!bridge && strcmp(name, SYSFS_DEVICES) != 0 &&
		sscanf(name, "sys/kernel/iommu_groups/%d/devices", &group) != 1)
		return -ENOENT;
	for (unsigned int i = 0; i < machine.count && !result; i++) {
		if (is_in(&machine.function[i], bridge, group))
			result = each(context, pci_addr_format(&machine.function[i].addr, text));
	}
	return result;
}
