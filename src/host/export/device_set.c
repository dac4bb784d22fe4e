/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/export/device_set.h"
#include "core/sysfs.h"
#include "host/keys.h"
#include "host/names.h"
#include "host/text.h"
#include "host/plan/plan_input.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The machine's name as far as every platform takes it; without one "host". */
static void read_host(int root, char host[EXPORT_HOST])
{
	size_t length = 0;

	if (sysfs_read_line(root, "proc/sys/kernel/hostname", host, EXPORT_HOST) &&
		sysfs_read_line(root, "etc/hostname", host, EXPORT_HOST))
		host[0] = '\0';
	while (isalnum((unsigned char)host[length]) || host[length] == '-' || host[length] == '.')
		length++;
	host[length] = '\0';
	if (!length)
		strcpy(host, "host");
}

static bool has_attribute(int root, const struct function *function, const char *attribute)
{
	char address[PCI_ADDR_TEXT];
	char name[128];

	snprintf(name, sizeof(name), SYSFS_DEVICES "/%s/%s", pci_addr_format(&function->addr, address),
		attribute);
	return sysfs_exists(root, name) == 1;
}

static int numa_node(int root, const struct function *function)
{
	char address[PCI_ADDR_TEXT];
	char name[128];
	char value[16];
	char *end;
	long node;

	snprintf(
		name, sizeof(name), SYSFS_DEVICES "/%s/numa_node", pci_addr_format(&function->addr, address));
	if (sysfs_read_line(root, name, value, sizeof(value)))
		return -1;
	node = strtol(value, &end, 10);
	return *value && !*end && node >= 0 && node < 0x10000 ? (int)node : -1;
}

/* Whether all functions of its slot, which stand together, are exported, and none is virtual. */
static bool whole_slot(const struct choice *choice, const struct function *function)
{
	const struct function *first = choice->all->function;
	const struct function *end = first + choice->all->count;
	const struct function *other = function;

	while (other > first && pci_addr_same_slot(&other[-1].addr, &function->addr))
		other--;
	for (; other < end && pci_addr_same_slot(&other->addr, &function->addr); other++) {
		if (!choice->picked[other - first] || other->is_virtual)
			return false;
	}
	return true;
}

static void fill_device(const struct choice *choice, const struct function *function, struct names *names,
	struct device *device)
{
	int root = choice->host->root;

	*device = (struct device){
		.addr = function->addr,
		.ids = function->ids,
		.class = function->class,
		.group = function->group,
		.card = function->card,
		.numa_node = numa_node(root, function),
		.claimed = choice_claimed(choice, function),
		.has_vfs = has_attribute(root, function, "sriov_totalvfs"),
		.is_vf = function->is_virtual,
		.whole_slot = whole_slot(choice, function),
	};
	strcpy(device->driver, function->driver);
	names_device(names, &function->ids, device->name);
}

/* gpupt.host= of the running command line. */
static bool is_desktop(int root)
{
	char *text = host_alloc(1, CMDLINE_MAX);
	struct request *request = host_alloc(1, sizeof(*request));
	struct notes *notes = host_alloc(1, sizeof(*notes));
	long length = sysfs_read_file(root, "proc/cmdline", text, CMDLINE_MAX);
	bool desktop = false;

	if (length >= 0) {
		request_parse(text, (size_t)length, request, notes);
		desktop = request->desktop;
	}
	free(notes);
	free(request);
	free(text);
	return desktop;
}

void device_set_fill(const struct choice *choice, struct device_set *set)
{
	struct names *names = names_open(choice->host);
	unsigned int count = 0;
	struct keys by_card;

	memset(set, 0, sizeof(*set));
	for (unsigned int i = 0; i < choice->all->count; i++)
		count += choice->picked[i];
	set->device = host_alloc(count, sizeof(*set->device));
	read_host(choice->host->root, set->host);
	set->desktop = is_desktop(choice->host->root);
	by_card = keys_new(count);
	for (unsigned int i = 0; i < choice->all->count; i++) {
		set->other_domains |= choice->all->function[i].addr.domain != 0;
		if (choice->picked[i])
			keys_add(&by_card, choice->all->function[i].card, i);
	}
	keys_sort(&by_card);
	for (; set->count < count; set->count++)
		fill_device(choice, &choice->all->function[by_card.keyed[set->count].index], names,
			&set->device[set->count]);
	keys_free(&by_card);
	names_close(names);
	export_group(set);
}
