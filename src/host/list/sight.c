/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/list/sight.h"
#include "core/sysfs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIGHT_PATH 512

const struct sight sight_of_nothing = {
	.numa_node = -1, .link.width = -1, .most.width = -1, .watts = -1, .watts_limit = -1};

/* Slots */

struct slot_name {
	struct pci_addr addr;
	char name[SIGHT_WORD];
};

struct slot_names {
	int root;
	unsigned int count;
	struct slot_name *slot;
};

/* Its address is DOMAIN:BUS:DEV, of what may be plugged into it. */
static int add_slot(void *context, const char *name)
{
	struct slot_names *slots = context;
	struct slot_name *slot;
	char path[SIGHT_PATH];
	char text[32];

	snprintf(path, sizeof(path), "sys/bus/pci/slots/%.255s/address", name);
	if (strlen(name) >= SIGHT_WORD || sysfs_read_line(slots->root, path, text, sizeof(text) - 2))
		return 0;
	strcat(text, ".0");
	slots->slot = host_realloc(slots->slot, slots->count + 1, sizeof(*slots->slot));
	slot = &slots->slot[slots->count];
	if (pci_addr_parse(text, &slot->addr))
		return 0;
	strcpy(slot->name, name);
	slots->count++;
	return 0;
}

struct slot_names *slot_names_read(int root)
{
	struct slot_names *slots = host_alloc(1, sizeof(*slots));

	slots->root = root;
	sysfs_list(root, "sys/bus/pci/slots", add_slot, slots);
	return slots;
}

void slot_names_free(struct slot_names *slots)
{
	if (slots)
		free(slots->slot);
	free(slots);
}

/* One card */

struct looking {
	int root;
	struct sight *sight;
	char dir[SIGHT_PATH]; /* of what is looked at */
};

static void look_at(struct looking *looking, const struct pci_addr *addr)
{
	char text[PCI_ADDR_TEXT];

	snprintf(looking->dir, sizeof(looking->dir), SYSFS_DEVICES "/%s", pci_addr_format(addr, text));
}

/* An attribute's first line, "" if there is none. */
static bool word(const struct looking *looking, const char *name, char *buf, size_t size)
{
	char path[SIGHT_PATH + 64];

	snprintf(path, sizeof(path), "%s/%.60s", looking->dir, name);
	if (!sysfs_read_line(looking->root, path, buf, size))
		return *buf;
	*buf = '\0';
	return false;
}

/* A number of a few digits, or -1. */
static int number(const struct looking *looking, const char *name, long divisor)
{
	char text[32];
	char *end;
	long value;

	if (!word(looking, name, text, sizeof(text)))
		return -1;
	value = strtol(text, &end, 10);
	return *end || value < 0 || value / divisor > 1000000 ? -1 : (int)(value / divisor);
}

/* The card's own switch has the link to the slot: what is behind it is soldered. */
static const struct pci_addr *plug_of(const struct function *function)
{
	return function->has_upstream && function->upstream_vendor == function->ids.vendor
		       ? &function->upstream
		       : &function->addr;
}

static void look_for_slot(
	const struct slot_names *slots, const struct function *function, struct sight *sight)
{
	const struct pci_addr *plug = plug_of(function);

	for (unsigned int i = 0; slots && i < slots->count; i++) {
		if (pci_addr_same_slot(&slots->slot[i].addr, plug))
			strcpy(sight->slot, slots->slot[i].name);
	}
}

/* "16.0 GT/s PCIe"; "Unknown" and 0 or 255 lanes are a link that is down. */
static void look_at_link(const struct looking *looking, const char *when, struct link_state *link)
{
	char name[32];
	char text[64];

	snprintf(name, sizeof(name), "%s_link_speed", when);
	if (word(looking, name, text, sizeof(text)) && strstr(text, " GT/s")) {
		strstr(text, " GT/s")[5] = '\0';
		snprintf(link->speed, sizeof(link->speed), "%.15s", text);
	}
	snprintf(name, sizeof(name), "%s_link_width", when);
	link->width = number(looking, name, 1);
	if (!link->width || link->width > 32)
		link->width = -1;
}

static int look_at_sensor(void *context, const char *name)
{
	static const char *const limits[] = {"power1_cap", "power1_max", "power1_rated_max"};
	struct looking sensor = *(struct looking *)context;

	if (snprintf(sensor.dir, sizeof(sensor.dir), "%.300s/hwmon/%.100s", ((struct looking *)context)->dir,
		    name) >= (int)sizeof(sensor.dir))
		return 0;
	sensor.sight->watts = number(&sensor, "power1_average", 1000000);
	if (sensor.sight->watts < 0)
		sensor.sight->watts = number(&sensor, "power1_input", 1000000);
	for (unsigned int i = 0; i < 3 && sensor.sight->watts_limit < 0; i++)
		sensor.sight->watts_limit = number(&sensor, limits[i], 1000000);
	return sensor.sight->watts >= 0;
}

/* What sleeps is not asked what it takes: a driver may wake it for that. */
static void look_at_power(struct looking *looking)
{
	char path[SIGHT_PATH + 8];

	word(looking, "power_state", looking->sight->power_state, sizeof(looking->sight->power_state));
	if (!strcmp(looking->sight->power_state, "unknown"))
		looking->sight->power_state[0] = '\0';
	if (!strncmp(looking->sight->power_state, "D3", 2))
		return;
	snprintf(path, sizeof(path), "%s/hwmon", looking->dir);
	sysfs_list(looking->root, path, look_at_sensor, looking);
}

/* Monitors */

/* Of the four descriptors one may have the name, up to 13 characters and a newline. */
void sight_monitor_name(int root, const char *dir, char name[16])
{
	static const unsigned char tag[] = {0, 0, 0, 0xfc, 0};
	unsigned char edid[128];
	char path[2 * SIGHT_PATH + 8];

	name[0] = '\0';
	snprintf(path, sizeof(path), "%s/edid", dir);
	if (sysfs_read_bytes(root, path, edid, sizeof(edid)) != (long)sizeof(edid))
		return;
	for (unsigned int at = 54; at < 126; at += 18) {
		if (memcmp(edid + at, tag, sizeof(tag)) != 0)
			continue;
		snprintf(name, 16, "%.13s", (const char *)edid + at + 5);
		name[strcspn(name, "\n")] = '\0';
	}
	for (size_t length = strlen(name); length && name[length - 1] == ' ';)
		name[--length] = '\0';
}

/* "card0-HDMI-A-1" below card0. */
static int look_at_connector(void *context, const char *name)
{
	const struct looking *looking = context;
	struct sight *sight = looking->sight;
	const char *connector = strchr(name, '-');
	char dir[2 * SIGHT_PATH];
	char path[2 * SIGHT_PATH + 8];
	char status[16];
	struct monitor *monitor = &sight->monitor[sight->monitors];

	if (strncmp(name, "card", 4) != 0 || !connector || sight->monitors == SIGHT_MONITORS)
		return 0;
	snprintf(dir, sizeof(dir), "%s/%.255s", looking->dir, name);
	snprintf(path, sizeof(path), "%s/status", dir);
	if (sysfs_read_line(looking->root, path, status, sizeof(status)) || strcmp(status, "connected") != 0)
		return 0;
	snprintf(monitor->connector, sizeof(monitor->connector), "%.31s", connector + 1);
	sight_monitor_name(looking->root, dir, monitor->name);
	sight->monitors++;
	return 0;
}

static int look_at_card(void *context, const char *name)
{
	struct looking card = *(struct looking *)context;

	if (strncmp(name, "card", 4) != 0)
		return 0;
	snprintf(card.dir, sizeof(card.dir), "%.300s/drm/%.100s", ((struct looking *)context)->dir, name);
	sysfs_list(card.root, card.dir, look_at_connector, &card);
	return 0;
}

static int compare_monitors(const void *a, const void *b)
{
	return strcmp(((const struct monitor *)a)->connector, ((const struct monitor *)b)->connector);
}

static void look_at_monitors(struct looking *looking)
{
	char path[SIGHT_PATH + 8];

	snprintf(path, sizeof(path), "%s/drm", looking->dir);
	sysfs_list(looking->root, path, look_at_card, looking);
	qsort(looking->sight->monitor, looking->sight->monitors, sizeof(struct monitor), compare_monitors);
}

void sight_read(
	int root, const struct slot_names *slots, const struct function *function, struct sight *sight)
{
	struct looking looking = {.root = root, .sight = sight};

	*sight = sight_of_nothing;
	look_at(&looking, &function->addr);
	sight->numa_node = number(&looking, "numa_node", 1);
	word(&looking, "label", sight->label, sizeof(sight->label));
	look_for_slot(slots, function, sight);
	look_at_power(&looking);
	look_at_monitors(&looking);
	look_at(&looking, plug_of(function));
	look_at_link(&looking, "current", &sight->link);
	look_at_link(&looking, "max", &sight->most);
}

/* For people */

/* 16.0 GT/s is what PCIe 4.0 has; "" for what is not known here. */
static const char *generation(const char *speed)
{
	static const char *const speeds[] = {"2.5", "5", "8", "16", "32", "64"};
	static const char *const names[] = {"1.0", "2.0", "3.0", "4.0", "5.0", "6.0"};
	size_t length = strcspn(speed, " ");

	if (length > 2 && !strncmp(speed + length - 2, ".0", 2))
		length -= 2;
	for (unsigned int i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strlen(speeds[i]) == length && !strncmp(speed, speeds[i], length))
			return names[i];
	}
	return "";
}

/* "PCIe 3.0 x8 of 4.0 x16", without what is the same or not known. */
static void add_link(const struct sight *sight, struct text *text)
{
	const char *now = generation(sight->link.speed);
	const char *most = generation(sight->most.speed);
	bool slow = *now && *most && strcmp(now, most) != 0;
	bool narrow = sight->link.width > 0 && sight->most.width > 0 &&
		      sight->link.width != sight->most.width;

	if (!*now && sight->link.width < 0)
		return;
	text_item(text, ", ", "PCIe");
	if (*now)
		text_addf(text, " %s", now);
	if (sight->link.width > 0)
		text_addf(text, " x%d", sight->link.width);
	if (slow || narrow)
		text_add(text, " of");
	if (slow)
		text_addf(text, " %s", most);
	if (narrow)
		text_addf(text, " x%d", sight->most.width);
}

void sight_place(const struct sight *sight, struct text *text)
{
	if (*sight->label)
		text_item(text, ", ", "%s", sight->label);
	if (*sight->slot)
		text_item(text, ", ", "slot %s", sight->slot);
	if (sight->numa_node >= 0)
		text_item(text, ", ", "NUMA node %d", sight->numa_node);
	add_link(sight, text);
	if (sight->watts >= 0 && sight->watts_limit > 0)
		text_item(text, ", ", "%d of %d W", sight->watts, sight->watts_limit);
	else if (sight->watts >= 0)
		text_item(text, ", ", "%d W", sight->watts);
	else if (sight->watts_limit > 0)
		text_item(text, ", ", "up to %d W", sight->watts_limit);
	if (!strncmp(sight->power_state, "D3", 2))
		text_item(text, ", ", "asleep (%s)", sight->power_state);
}

void sight_monitors(const struct sight *sight, struct text *text)
{
	for (unsigned int i = 0; i < sight->monitors; i++)
		text_item(text, ", ", "%s at %s",
			*sight->monitor[i].name ? sight->monitor[i].name : "a monitor",
			sight->monitor[i].connector);
}

static void json_link(struct json *json, const char *name, const struct link_state *link)
{
	json_object(json, name);
	json_text(json, "speed", link->speed);
	json_number(json, "width", link->width);
	json_close(json);
}

void sight_json_links(const struct sight *sight, struct json *json)
{
	json_link(json, "link", &sight->link);
	json_link(json, "link_max", &sight->most);
}
