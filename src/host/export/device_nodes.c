/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Device nodes of the host's drivers. DRM says in sysfs which nodes a function has; NVIDIA's
 * driver says the minor below /proc/driver, and its majors are in /proc/devices.
 */
#include "core/sysfs.h"
#include "host/export/device_set.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEVICES_TEXT 16384
#define DRM_MAJOR 226

struct listing {
	int root;
	const char *address;
	struct device *device;
};

static void add_node(unsigned int *count, struct device_node *nodes, const char *path, unsigned int major,
	unsigned int minor)
{
	struct device_node *node = &nodes[*count];

	if (*count == EXPORT_NODES || strlen(path) >= sizeof(node->path))
		return;
	strcpy(node->path, path);
	node->major = major;
	node->minor = minor;
	(*count)++;
}

/* The number of a character device's driver; -1 if it is not there. */
static int major_of(const char *devices, const char *driver)
{
	unsigned int major;
	char name[64];

	for (; devices && strncmp(devices, "Block", 5) != 0; devices = strchr(devices, '\n')) {
		if (*devices == '\n')
			devices++;
		if (sscanf(devices, "%u %63s", &major, name) == 2 && !strcmp(name, driver))
			return (int)major;
		if (!strncmp(devices, "Block", 5))
			break;
	}
	return -1;
}

/* A node of DRM: "card0" or "renderD128", with its number in "dev". */
static int add_drm(void *context, const char *name)
{
	struct listing *listing = context;
	unsigned int major;
	unsigned int minor;
	char path[160];
	char value[32];

	if (strncmp(name, "card", 4) != 0 && strncmp(name, "renderD", 7) != 0)
		return 0;
	snprintf(path, sizeof(path), SYSFS_DEVICES "/%s/drm/%.40s/dev", listing->address, name);
	if (sysfs_read_line(listing->root, path, value, sizeof(value)) ||
		sscanf(value, "%u:%u", &major, &minor) != 2)
		return 0;
	snprintf(path, sizeof(path), "/dev/dri/%.40s", name);
	add_node(&listing->device->nodes, listing->device->node, path, major, minor);
	return 0;
}

/* Where sysfs does not tell: udev's links by slot. The number in the name is the minor. */
static void add_by_path(int root, const char *address, const char *kind, struct device *device)
{
	unsigned int minor;
	char path[160];
	char name[64];

	snprintf(path, sizeof(path), "dev/dri/by-path/pci-%s-%s", address, kind);
	if (sysfs_link_name(root, path, name, sizeof(name)) ||
		sscanf(name + strcspn(name, "0123456789"), "%u", &minor) != 1)
		return;
	snprintf(path, sizeof(path), "/dev/dri/%s", name);
	add_node(&device->nodes, device->node, path, DRM_MAJOR, minor);
}

static int compare_nodes(const void *a, const void *b)
{
	return strcmp(((const struct device_node *)a)->path, ((const struct device_node *)b)->path);
}

static void read_drm(int root, const char *address, struct device *device)
{
	struct listing listing = {root, address, device};
	unsigned int before = device->nodes;
	char path[160];

	snprintf(path, sizeof(path), SYSFS_DEVICES "/%s/drm", address);
	sysfs_list(root, path, add_drm, &listing);
	if (device->nodes == before) {
		add_by_path(root, address, "card", device);
		add_by_path(root, address, "render", device);
	}
	qsort(device->node, device->nodes, sizeof(device->node[0]), compare_nodes);
}

/* "Device Minor: 	 0" in /proc/driver/nvidia/gpus/ADDRESS/information; false if there is none. */
static bool read_nvidia(int root, const char *devices, const char *address, struct device *device)
{
	char text[4096];
	char path[160];
	unsigned int minor;
	const char *line;
	int major = major_of(devices, "nvidia");

	if (major < 0)
		major = major_of(devices, "nvidia-frontend");
	snprintf(path, sizeof(path), "proc/driver/nvidia/gpus/%s/information", address);
	if (major < 0 || sysfs_read_file(root, path, text, sizeof(text)) < 0)
		return false;
	line = strstr(text, "Device Minor:");
	if (!line || sscanf(line + strlen("Device Minor:"), "%u", &minor) != 1)
		return false;
	snprintf(path, sizeof(path), "/dev/nvidia%u", minor);
	add_node(&device->nodes, device->node, path, (unsigned int)major, minor);
	return true;
}

/* nvidia's fixed minors: 255 is the control node, 254 modeset; uvm has a major of its own. */
static void share_nvidia(const char *devices, struct device_set *set)
{
	int major = major_of(devices, "nvidia");
	int uvm = major_of(devices, "nvidia-uvm");

	if (major < 0)
		major = major_of(devices, "nvidia-frontend");
	add_node(&set->shared, set->shared_node, "/dev/nvidiactl", (unsigned int)major, 255);
	add_node(&set->shared, set->shared_node, "/dev/nvidia-modeset", (unsigned int)major, 254);
	if (uvm < 0)
		return;
	add_node(&set->shared, set->shared_node, "/dev/nvidia-uvm", (unsigned int)uvm, 0);
	add_node(&set->shared, set->shared_node, "/dev/nvidia-uvm-tools", (unsigned int)uvm, 1);
}

void device_nodes_read(int root, const struct inventory *all, struct device_set *set)
{
	static char devices[DEVICES_TEXT];
	bool nvidia = false;
	bool amdgpu = false;
	int kfd;

	if (sysfs_read_file(root, "proc/devices", devices, sizeof(devices)) < 0)
		devices[0] = '\0';
	for (unsigned int i = 0; i < set->count; i++) {
		struct device *device = &set->device[i];
		const struct function *function = inventory_at(all, &device->addr);
		char address[PCI_ADDR_TEXT];

		pci_addr_format(&device->addr, address);
		nvidia |= read_nvidia(root, devices, address, device);
		read_drm(root, address, device);
		amdgpu |= function && !strcmp(function->driver, "amdgpu");
	}
	if (nvidia)
		share_nvidia(devices, set);
	kfd = major_of(devices, "kfd");
	if (amdgpu && kfd >= 0)
		add_node(&set->shared, set->shared_node, "/dev/kfd", (unsigned int)kfd, 0);
}
