/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What lies beside the functions: device nodes, the boot's report, names. */
#include "core/report.h"
#include "core/sysfs.h"
#include "host/capture/capture.h"
#include "host/list/sight.h"
#include "host/names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPORT_TEXT (1 << 20)

/* A function's directory. */
struct nodes {
	const struct capture *capture;
	const char *address;
	int dir;
	struct text *out;
};

/* "file PATH" with the first line of one of its files. */
static void add_file(const struct nodes *nodes, const char *name)
{
	char text[4096];
	char word[256];

	if (sysfs_read_line(nodes->dir, name, text, sizeof(text)))
		return;
	snprintf(word, sizeof(word), "file " SYSFS_DEVICES "/%s/%s", nodes->address, name);
	capture_add_line(nodes->out, word, text);
}

static void add_vfio(const struct nodes *nodes)
{
	char path[200];
	unsigned int count;
	char **names = capture_names(nodes->dir, "vfio-dev", &count);

	for (unsigned int i = 0; i < count; i++) {
		snprintf(path, sizeof(path), SYSFS_DEVICES "/%s/vfio-dev/%.64s", nodes->address, names[i]);
		capture_add_line(nodes->out, "dir", path);
		free(names[i]);
	}
	free(names);
}

/* "card0-DP-1" below drm/card0, if something is connected. */
static void add_connector(const struct nodes *nodes, const char *connector)
{
	char path[300];
	char status[16];
	char name[16] = "";

	snprintf(path, sizeof(path), "%s/status", connector);
	if (sysfs_read_line(nodes->dir, path, status, sizeof(status)) || strcmp(status, "connected") != 0)
		return;
	if (!nodes->capture->anonymous)
		sight_monitor_name(nodes->dir, connector, name);
	snprintf(path, sizeof(path), "monitor " SYSFS_DEVICES "/%s/%s", nodes->address, connector);
	text_add(nodes->out, path);
	capture_add_line(nodes->out, "", name);
}

static void add_monitors(const struct nodes *nodes, const char *card)
{
	char path[200];
	unsigned int count;
	char **names;

	snprintf(path, sizeof(path), "drm/%.64s", card);
	names = capture_names(nodes->dir, path, &count);
	for (unsigned int i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "drm/%.64s/%.64s", card, names[i]);
		if (!strncmp(names[i], "card", 4) && strlen(names[i]) < 64)
			add_connector(nodes, path);
		free(names[i]);
	}
	free(names);
}

static void add_drm(const struct nodes *nodes)
{
	char path[200];
	unsigned int count;
	char **names = capture_names(nodes->dir, "drm", &count);

	for (unsigned int i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "drm/%.64s/dev", names[i]);
		add_file(nodes, path);
		if (!strncmp(names[i], "card", 4))
			add_monitors(nodes, names[i]);
		free(names[i]);
	}
	free(names);
}

/* With attributes that have spaces in them: they have no place in a function's line. */
void capture_function_nodes(const struct capture *capture, struct capture_function *function, int dir)
{
	const struct nodes nodes = {capture, function->address, dir, &function->nodes};

	add_drm(&nodes);
	add_vfio(&nodes);
	/* A label is what the maker of the firmware wrote: it may say whose it is. */
	if (!capture->anonymous)
		add_file(&nodes, "label");
	add_file(&nodes, "current_link_speed");
	add_file(&nodes, "max_link_speed");
}

static void add_slots(struct capture *capture)
{
	char path[200];
	unsigned int count;
	char **names = capture_names(capture->host->root, "sys/bus/pci/slots", &count);

	for (unsigned int i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "sys/bus/pci/slots/%.64s/address", names[i]);
		capture_file(capture, path);
		free(names[i]);
	}
	free(names);
}

/* "pci-0000:02:00.0-card" and "-render": the function's address, or nothing else is wanted. */
static bool is_by_path(const char *name)
{
	struct pci_addr addr;
	char text[PCI_ADDR_TEXT];
	size_t length;

	if (strncmp(name, "pci-", 4) != 0)
		return false;
	name += 4;
	length = strcspn(name, "-");
	if (length >= sizeof(text) ||
		(strcmp(name + length, "-card") != 0 && strcmp(name + length, "-render") != 0))
		return false;
	memcpy(text, name, length);
	text[length] = '\0';
	return !pci_addr_parse(text, &addr);
}

/* udev's links by slot, where DRM tells nothing. */
static void add_by_path(struct capture *capture)
{
	char path[200];
	char node[64];
	unsigned int count;
	char **names = capture_names(capture->host->root, "dev/dri/by-path", &count);

	for (unsigned int i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "dev/dri/by-path/%.64s", names[i]);
		if (is_by_path(names[i]) && !sysfs_link_name(capture->host->root, path, node, sizeof(node)) &&
			*node && strspn(node, "abcdefghijklmnopqrstuvwxyzD0123456789") == strlen(node))
			text_addf(&capture->out, "link %s ../%s\n", path, node);
		free(names[i]);
	}
	free(names);
}

/* The minor number only: the file has the card's serial. */
static void add_nvidia_card(struct capture *capture, const char *address)
{
	char path[128];
	char word[160];
	char text[4096];
	char *line;

	snprintf(path, sizeof(path), "proc/driver/nvidia/gpus/%s/information", address);
	if (sysfs_read_file(capture->host->root, path, text, sizeof(text)) < 0)
		return;
	line = strstr(text, "Device Minor:");
	if (!line)
		return;
	line[strcspn(line, "\n")] = '\0';
	snprintf(word, sizeof(word), "file %s", path);
	capture_line(capture, word, line);
}

static void add_nvidia(struct capture *capture)
{
	struct pci_addr addr;
	unsigned int count;
	char **names = capture_names(capture->host->root, "proc/driver/nvidia/gpus", &count);

	for (unsigned int i = 0; i < count; i++) {
		if (!pci_addr_parse(names[i], &addr))
			add_nvidia_card(capture, names[i]);
		free(names[i]);
	}
	free(names);
}

/* Of the character devices those that an export asks for. */
static void add_majors(struct capture *capture)
{
	static const char *const wanted[] = {"nvidia", "drm", "kfd", "vfio"};
	char text[16384];
	struct text kept = {0};
	char *save;

	if (sysfs_read_file(capture->host->root, "proc/devices", text, sizeof(text)) < 0)
		return;
	for (char *line = strtok_r(text, "\n", &save); line && strncmp(line, "Block", 5) != 0;
		line = strtok_r(NULL, "\n", &save)) {
		for (unsigned int i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
			if (!strstr(line, wanted[i]))
				continue;
			text_item(&kept, "\n", "%s", line + strspn(line, " "));
			break;
		}
	}
	if (kept.length)
		capture_line(capture, "file proc/devices", kept.string);
	text_free(&kept);
}

static void add_report(struct capture *capture)
{
	char *text = host_alloc(1, REPORT_TEXT);

	if (sysfs_read_file(capture->host->root, REPORT_FILE, text, REPORT_TEXT) > 0)
		capture_line(capture, "file " REPORT_FILE, text);
	free(text);
}

static int compare_ids(const void *a, const void *b)
{
	const struct pci_ids *one = a;
	const struct pci_ids *other = b;

	if (one->vendor != other->vendor)
		return one->vendor < other->vendor ? -1 : 1;
	return (one->device > other->device) - (one->device < other->device);
}

/* A list of names for these functions only, in the form of pci.ids. */
static void add_names(struct capture *capture)
{
	struct names *names = names_open(capture->host);
	struct pci_ids *ids = host_alloc(capture->count + 1, sizeof(*ids));
	struct text list = {0};
	char name[NAME_TEXT];

	for (unsigned int i = 0; i < capture->count; i++)
		ids[i] = capture->function[i].ids;
	qsort(ids, capture->count, sizeof(*ids), compare_ids);
	for (unsigned int i = 0; i < capture->count; i++) {
		bool maker = !i || ids[i].vendor != ids[i - 1].vendor;

		if (maker && names_of_vendor(names, &ids[i], name))
			text_item(&list, "\n", "%04x  %s", ids[i].vendor, name);
		if ((maker || ids[i].device != ids[i - 1].device) && names_of_device(names, &ids[i], name))
			text_item(&list, "\n", "\t%04x  %s", ids[i].device, name);
	}
	if (list.length)
		capture_line(capture, "file usr/share/misc/pci.ids", list.string);
	text_free(&list);
	free(ids);
	names_close(names);
}

void capture_nodes(struct capture *capture)
{
	for (unsigned int i = 0; i < capture->count; i++)
		text_add(&capture->out, text_string(&capture->function[i].nodes));
	add_by_path(capture);
	add_nvidia(capture);
	add_slots(capture);
	add_majors(capture);
	add_report(capture);
	add_names(capture);
}
