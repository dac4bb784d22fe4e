// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * IDs for vfio-pci in the files of modprobe and of what loads modules at boot: they take twins, and
 * they reach the module whenever anything loads it with modprobe.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/sysfs.h"
#include "host/check/check.h"
#include "host/check/drivers.h"

/* The entries of an ids= option. */
struct wanted_ids {
	unsigned int count;
	struct id_entry entry[REQUEST_ENTRIES];
};

static bool matches(const struct function *function, const void *context)
{
	const struct wanted_ids *wanted = context;

	for (unsigned int i = 0; i < wanted->count; i++) {
		if (function_has_id(function, &wanted->entry[i]))
			return true;
	}
	return false;
}

/* Whether the words of a line have this one, and the rest behind it. */
static const char *behind_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	if (strncmp(text, word, length) != 0 || (text[length] && !strchr(" \t", text[length])))
		return NULL;
	return text + length + strspn(text + length, " \t");
}

static const char *behind_vfio(const char *text)
{
	const char *behind = behind_word(text, "vfio-pci");

	return behind ? behind : behind_word(text, "vfio_pci");
}

/* The value of ids= among the options of a line; false if there is none. modprobe hands quotes on. */
static bool find_ids(const char *options, struct token *ids)
{
	struct cmdline cmdline = cmdline_start(options, strlen(options));
	struct param param;

	while (cmdline_next(&cmdline, &param)) {
		if (token_is(param.name, "ids") && param.has_value) {
			*ids = param.value;
			return true;
		}
	}
	return false;
}

static bool is_builtin(const struct checkup *c)
{
	for (unsigned int i = 0; i < c->kernels.count; i++) {
		if (!drivers_built_in(c, c->kernels.kernel[i].release, "vfio_pci"))
			return false;
	}
	return c->kernels.count > 0;
}

static void judge_ids(const struct judge *judge, const struct check_line *line, struct token list)
{
	struct wanted_ids wanted = {0};
	struct text slots = {NULL, 0, 0};
	struct text hint = {NULL, 0, 0};
	struct token item;

	while (wanted.count < REQUEST_ENTRIES && token_next_item(&list, &item)) {
		if (!request_parse_id(item.text, item.length, &wanted.entry[wanted.count]))
			wanted.count++;
	}
	check_slots_line(judge->c, matches, &wanted, &slots);
	text_addf(&hint, "take the line out of /%s", line->file);
	if (slots.length)
		text_addf(&hint, "; for the same cards: %s", text_string(&slots));
	else
		text_add(&hint, ": it matches no card of this machine");
	if (is_builtin(judge->c))
		finding_add(judge->f, VERDICT_WARN, text_string(&hint),
			"/%s: '%s' does nothing: vfio-pci is built into the kernel and reads no such file",
			line->file, line->text);
	else
		finding_add(judge->f, VERDICT_WARN, text_string(&hint),
			"/%s: '%s' takes every card that matches, twins too, whenever vfio-pci is loaded",
			line->file, line->text);
	text_free(&slots);
	text_free(&hint);
}

/* options vfio-pci ids=..., or install vfio-pci ... modprobe ... vfio-pci ids=... */
static void look_for_ids(const struct judge *judge, const struct check_line *line)
{
	const char *module = behind_word(line->text, "options");
	const char *options;
	struct token ids;

	if (!module)
		module = behind_word(line->text, "install");
	options = module ? behind_vfio(module) : NULL;
	if (options && find_ids(options, &ids))
		judge_ids(judge, line, ids);
}

/* A list of modules to load has options, too: "vfio-pci ids=...". */
static void look_in_list(const struct judge *judge, const struct check_line *line)
{
	const char *options = behind_vfio(line->text);
	struct token ids;

	if (options && find_ids(options, &ids))
		judge_ids(judge, line, ids);
}

/* softdep nouveau pre: vfio-pci, and install nouveau modprobe vfio-pci; ...: with IDs they win a race. */
static void look_for_order(const struct judge *judge, const struct check_line *line)
{
	const char *rest = behind_word(line->text, "softdep");
	struct text hint = {NULL, 0, 0};

	if (!rest)
		rest = behind_word(line->text, "install");
	if (!rest || behind_vfio(rest) || (!strstr(rest, "vfio-pci") && !strstr(rest, "vfio_pci")))
		return;
	text_addf(&hint, "take the line out of /%s", line->file);
	finding_add(judge->f, VERDICT_WARN, text_string(&hint),
		"/%s: '%s' only makes vfio-pci with its IDs come first; gpupt comes before any driver",
		line->file, line->text);
	text_free(&hint);
}

void check_modprobe_ids(const struct checkup *c, struct finding *f)
{
	static const char *const lists[] = {"etc/modules", "etc/initramfs-tools/modules"};
	struct judge judge = {c, f};

	finding_ok(f, "no ids= for vfio-pci in modprobe.d and the lists of modules");
	check_lines(&judge, check_modprobe_dirs, ".conf", look_for_ids);
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		check_file_lines(&judge, lists[i], look_in_list);
	if (f->verdict == VERDICT_WARN)
		check_lines(&judge, check_modprobe_dirs, ".conf", look_for_order);
}
