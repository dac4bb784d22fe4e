/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/probe/before.h"
#include "core/sysfs.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IO_PORTS 0x100u /* IORESOURCE_IO */
#define MEMORY 0x200u

struct place {
	int root;
	char address[PCI_ADDR_TEXT];
};

/* "" if it is not there. */
static void line(const struct place *place, const char *name, char *buf, size_t size)
{
	char path[sizeof(SYSFS_DEVICES) + PCI_ADDR_TEXT + 64];

	snprintf(path, sizeof(path), SYSFS_DEVICES "/%s/%.60s", place->address, name);
	if (sysfs_read_line(place->root, path, buf, size))
		*buf = '\0';
}

static unsigned int number(const struct place *place, const char *name, int base)
{
	char text[32];

	line(place, name, text, sizeof(text));
	return (unsigned int)strtoul(text, NULL, base);
}

/* "8.0 GT/s PCIe" without its last word; "" for "Unknown". */
static void speed(const struct place *place, const char *name, char buf[16])
{
	char text[64];
	int used = 0;

	line(place, name, text, sizeof(text));
	if (*text >= '0' && *text <= '9')
		sscanf(text, "%*s %*s%n", &used);
	snprintf(buf, 16, "%.*s", used, text);
}

static void read_link_state(const struct place *place, struct probe_link *link)
{
	speed(place, "current_link_speed", link->speed);
	speed(place, "max_link_speed", link->max_speed);
	link->width = number(place, "current_link_width", 10);
	link->max_width = number(place, "max_link_width", 10);
	link->port_width = number(place, "../max_link_width", 10);
	if (!link->width || link->width > 32 || link->max_width > 32)
		memset(link, 0, sizeof(*link)); /* 255: what nothing answers */
}

static void read_resource(const struct place *place, struct probe_region region[PROBE_REGIONS])
{
	char path[sizeof(SYSFS_DEVICES) + PCI_ADDR_TEXT + 16];
	char text[2048];
	char *save;
	unsigned int i = 0;

	snprintf(path, sizeof(path), SYSFS_DEVICES "/%s/resource", place->address);
	if (sysfs_read_file(place->root, path, text, sizeof(text)) < 0)
		return;
	for (char *at = strtok_r(text, "\n", &save); at && i < PROBE_REGIONS; i++) {
		uint64_t first;
		uint64_t last;
		uint64_t flags;

		if (sscanf(at, "%" SCNx64 " %" SCNx64 " %" SCNx64, &first, &last, &flags) == 3 && last) {
			region[i].expected = last - first + 1;
			region[i].memory = i != PROBE_ROM && !(flags & IO_PORTS) && flags & MEMORY;
		}
		at = strtok_r(NULL, "\n", &save);
	}
}

static int find_power(void *context, const char *name)
{
	char *found = context;

	if (strncmp(name, "hwmon", 5) != 0)
		return 0;
	snprintf(found, 32, "hwmon/%.9s/power1_average", name);
	return 1;
}

void before_read(int root, const struct pci_addr *addr, struct probe_facts *facts)
{
	struct place place = {.root = root};
	char path[sizeof(SYSFS_DEVICES) + PCI_ADDR_TEXT + 16];
	char sensor[32] = "";
	long got;

	pci_addr_format(addr, place.address);
	line(&place, "power_state", facts->power_state, sizeof(facts->power_state));
	line(&place, "reset_method", facts->reset_method, sizeof(facts->reset_method));
	facts->ids.vendor = (uint16_t)number(&place, "vendor", 16);
	facts->ids.device = (uint16_t)number(&place, "device", 16);
	facts->ids.subvendor = (uint16_t)number(&place, "subsystem_vendor", 16);
	facts->ids.subdevice = (uint16_t)number(&place, "subsystem_device", 16);
	facts->class = number(&place, "class", 16);
	read_link_state(&place, &facts->link);
	read_resource(&place, facts->region);
	snprintf(path, sizeof(path), SYSFS_DEVICES "/%s/hwmon", place.address);
	if (sysfs_list(root, path, find_power, sensor) == 1)
		line(&place, sensor, facts->idle_power, sizeof(facts->idle_power));
	snprintf(path, sizeof(path), SYSFS_DEVICES "/%s/config", place.address);
	got = sysfs_read_bytes(root, path, facts->before, sizeof(facts->before));
	facts->before_length = got > 0 ? (unsigned int)got : 0;
}
