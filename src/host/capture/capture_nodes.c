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

/* "file DIRECTORY/NAME/dev" for a function's nodes of DRM, "dir" for those of VFIO. */
static void add_children(struct capture *capture, const char *address, const char *kind, const char *file)
{
	char path[200];
	unsigned int count;
	char **names;

	snprintf(path, sizeof(path), SYSFS_DEVICES "/%s/%s", address, kind);
	names = capture_names(capture, path, &count);
	for (unsigned int i = 0; i < count; i++) {
		snprintf(path, sizeof(path), SYSFS_DEVICES "/%s/%s/%.64s%s", address, kind, names[i], file);
		if (!*file)
			capture_line(capture, "dir", path);
		else
			capture_file(capture, path);
		free(names[i]);
	}
	free(names);
}

/* "card0-DP-1" below drm/card0, if something is connected. */
static void add_connectors(struct capture *capture, const char *address, const char *card)
{
	char dir[200];
	char path[300];
	char status[16];
	char name[16] = "";
	unsigned int count;
	char **names;

	snprintf(dir, sizeof(dir), SYSFS_DEVICES "/%s/drm/%.64s", address, card);
	names = capture_names(capture, dir, &count);
	for (unsigned int i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "%s/%.64s/status", dir, names[i]);
		if (!strncmp(names[i], "card", 4) && strlen(names[i]) < 64 &&
			!sysfs_read_line(capture->host->root, path, status, sizeof(status)) &&
			!strcmp(status, "connected")) {
			*strrchr(path, '/') = '\0';
			if (!capture->anonymous)
				sight_monitor_name(capture->host->root, path, name);
			text_addf(&capture->out, "monitor %s", path);
			capture_line(capture, "", name);
		}
		free(names[i]);
	}
	free(names);
}

static void add_monitors(struct capture *capture, const char *address)
{
	char path[128];
	unsigned int count;
	char **names;

	snprintf(path, sizeof(path), SYSFS_DEVICES "/%s/drm", address);
	names = capture_names(capture, path, &count);
	for (unsigned int i = 0; i < count; i++) {
		if (!strncmp(names[i], "card", 4))
			add_connectors(capture, address, names[i]);
		free(names[i]);
	}
	free(names);
}

/* Attributes with spaces in them: they have no place in a function's line. */
static void add_sentences(struct capture *capture, const char *address)
{
	static const char *const names[] = {"label", "current_link_speed", "max_link_speed"};
	char path[128];

	/* A label is what the maker of the firmware wrote: it may say whose it is. */
	for (unsigned int i = capture->anonymous ? 1 : 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), SYSFS_DEVICES "/%s/%s", address, names[i]);
		capture_file(capture, path);
	}
}

static void add_slots(struct capture *capture)
{
	char path[200];
	unsigned int count;
	char **names = capture_names(capture, "sys/bus/pci/slots", &count);

	for (unsigned int i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "sys/bus/pci/slots/%.64s/address", names[i]);
		capture_file(capture, path);
		free(names[i]);
	}
	free(names);
}

/* udev's links by slot, where DRM tells nothing. */
static void add_by_path(struct capture *capture, const char *address, const char *kind)
{
	char path[128];
	char node[64];

	snprintf(path, sizeof(path), "dev/dri/by-path/pci-%s-%s", address, kind);
	if (sysfs_link_name(capture->host->root, path, node, sizeof(node)) || !*node ||
		strspn(node, "abcdefghijklmnopqrstuvwxyzD0123456789") != strlen(node))
		return;
	text_addf(&capture->out, "link %s ../%s\n", path, node);
}

/* The minor number only: the file has the card's serial. */
static void add_nvidia(struct capture *capture, const char *address)
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
	for (unsigned int i = 0; i < capture->count; i++) {
		const char *address = capture->function[i].address;

		add_children(capture, address, "drm", "/dev");
		add_children(capture, address, "vfio-dev", "");
		add_by_path(capture, address, "card");
		add_by_path(capture, address, "render");
		add_nvidia(capture, address);
		add_monitors(capture, address);
		add_sentences(capture, address);
	}
	add_slots(capture);
	add_majors(capture);
	add_report(capture);
	add_names(capture);
}
