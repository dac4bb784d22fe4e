/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/capture/capture.h"
#include "core/sysfs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_TEXT 4096

void capture_add_line(struct text *out, const char *word, const char *value)
{
	text_add(out, word);
	if (*value)
		text_add(out, " ");
	for (const unsigned char *c = (const unsigned char *)value; *c; c++) {
		char one = (char)*c;

		if (*c == '\n' && !c[1])
			break;
		if (*c == '\n')
			text_add(out, c[1] == '\n' ? "\n|" : "\n| ");
		else if ((*c < 0x20 && *c != '\t') || *c > 0x7e)
			text_add(out, "?");
		else
			text_addn(out, &one, 1);
	}
	text_add(out, "\n");
}

void capture_line(struct capture *capture, const char *word, const char *value)
{
	capture_add_line(&capture->out, word, value);
}

bool capture_file(struct capture *capture, const char *path)
{
	char text[LINE_TEXT];
	char word[256];

	if (sysfs_read_line(capture->host->root, path, text, sizeof(text)))
		return false;
	snprintf(word, sizeof(word), "file %s", path);
	capture_line(capture, word, text);
	return true;
}

struct names_list {
	char **name;
	unsigned int count;
};

static int add_name(void *context, const char *name)
{
	struct names_list *names = context;

	for (const unsigned char *c = (const unsigned char *)name; *c; c++) {
		if (*c <= 0x20 || *c > 0x7e)
			return 0;
	}
	if (!(names->count & (names->count + 1)))
		names->name = host_realloc(names->name, 2 * names->count + 2, sizeof(char *));
	names->name[names->count++] = host_strdup(name);
	return 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **capture_names(int dir, const char *path, unsigned int *count)
{
	struct names_list names = {NULL, 0};

	sysfs_list(dir, path, add_name, &names);
	if (names.count)
		qsort(names.name, names.count, sizeof(char *), compare_names);
	*count = names.count;
	return names.name;
}

bool capture_is_known(const char *driver)
{
	static const char *const known[] = {"pcieport", "vfio", "pci-stub", "pci_stub", "nouveau", "nvidia",
		"nova", "nvgrace", "amdgpu", "radeon", "i915", "xe", "ast", "mgag200", "snd_hda_intel",
		"xhci", "iommufd", "simpledrm", "simplefb", "efifb", "vmd", "thunderbolt", "pciehp"};

	for (unsigned int i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		size_t length = strlen(known[i]);

		if (!strncmp(driver, known[i], length) &&
			(!driver[length] || strchr("-_", driver[length]) || !strncmp(known[i], "nv", 2)))
			return true;
	}
	return strstr(driver, "vfio") != NULL;
}

const char *capture_driver(const struct capture *capture, const char *driver)
{
	return capture->anonymous && !capture_is_known(driver) ? "other" : driver;
}

void capture_free(struct capture *capture)
{
	for (unsigned int i = 0; i < capture->count; i++) {
		free(capture->function[i].path);
		text_free(&capture->function[i].rest);
		text_free(&capture->function[i].nodes);
	}
	free(capture->function);
	free(capture->cmdline);
	text_free(&capture->out);
}
