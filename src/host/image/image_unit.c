// SPDX-License-Identifier: GPL-2.0-or-later
/* Whether systemd in an image starts the binder, and before what. */
#include <stdio.h>
#include <string.h>

#include "host/image/image_runner.h"

/* Whether a unit's settings of one name hold a word: "Before", "systemd-udevd.service". */
static bool unit_says(const char *text, const char *key, const char *word)
{
	size_t key_length = strlen(key);
	size_t word_length = strlen(word);

	for (; text && *text; text += strcspn(text, "\n"), text += *text == '\n') {
		const char *value = text + key_length;

		if (strncmp(text, key, key_length) != 0 || *value != '=')
			continue;
		value++;
		while (*value && *value != '\n') {
			size_t length = strcspn(value, " \t\n");

			if (length == word_length && !strncmp(value, word, length))
				return true;
			value += length;
			value += strspn(value, " \t");
		}
	}
	return false;
}

/*
 * A path that the unit wants to be there and that the image does not have: the unit would be skipped
 * without a word (images of mkinitcpio have no usr/lib/initrd-release). With | one of several will do.
 */
static bool skips_unit(const struct image *image, const char *text, char path[IMAGE_FACT / 2])
{
	static const char key[] = "ConditionPathExists=";
	bool any = false;
	bool one = false;

	for (const char *line = text; line && (line = strstr(line, key)); line++) {
		const char *value = line + strlen(key);
		bool alternative = *value == '|';
		size_t length;
		bool there;

		value += alternative;
		length = strcspn(value, " \t\r\n");
		if (*value == '!' || length >= IMAGE_FACT / 2)
			continue;
		memcpy(path, value, length);
		path[length] = '\0';
		there = image_find(image, path + strspn(path, "/")) != NULL;
		if (!there && !alternative)
			return true;
		any |= alternative;
		one |= alternative && there;
	}
	return any && !one;
}

static void judge_condition(const struct image *image, const char *text, struct image_facts *facts)
{
	char path[IMAGE_FACT / 2];

	if (!*facts->order && skips_unit(image, text, path))
		snprintf(facts->order, sizeof(facts->order),
			"gpupt.service is skipped: its condition names %s, which is not in the image", path);
}

static void judge_unit(const char *text, struct image_facts *facts)
{
	static const char *const later[] = {
		"systemd-udevd.service",
		"systemd-udev-trigger.service",
		"systemd-modules-load.service",
		"dracut-pre-udev.service",
	};

	for (size_t i = 0; i < sizeof(later) / sizeof(*later); i++) {
		if (unit_says(text, "Before", later[i]))
			continue;
		snprintf(facts->order, sizeof(facts->order), "gpupt.service is not ordered before %s",
			later[i]);
		return;
	}
	if (!unit_says(text, "DefaultDependencies", "no"))
		snprintf(facts->order, sizeof(facts->order),
			"gpupt.service waits for sysinit.target: DefaultDependencies=no is missing");
}

/* Whether a target that the image starts wants the unit. */
static bool is_wanted(const struct image *image)
{
	static const char *const links[] = {
		"usr/lib/systemd/system/initrd.target.wants/gpupt.service",
		"etc/systemd/system/initrd.target.wants/gpupt.service",
		"usr/lib/systemd/system/sysinit.target.wants/gpupt.service",
		"etc/systemd/system/sysinit.target.wants/gpupt.service",
	};

	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++) {
		if (image_find(image, links[i]))
			return true;
	}
	return false;
}

void image_judge_systemd(const struct image *image, struct image_facts *facts)
{
	const struct image_entry *unit = image_find(image, "etc/systemd/system/gpupt.service");
	const char *text;

	if (!unit)
		unit = image_find(image, "usr/lib/systemd/system/gpupt.service");
	text = unit ? unit->text : NULL;
	facts->runner = text != NULL;
	if (!text) {
		snprintf(facts->order, sizeof(facts->order), "there is no gpupt.service");
		return;
	}
	if (!is_wanted(image))
		snprintf(facts->order, sizeof(facts->order), "no target wants gpupt.service");
	else
		judge_unit(text, facts);
	judge_condition(image, text, facts);
}
