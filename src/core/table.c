/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/table.h"
#include "core/text.h"

#include <errno.h>
#include <string.h>

#define ALIAS_PREFIX "vfio_pci:"
#define ALIAS_TEXT 56  /* of a device, with the NUL */
#define MODULE_NAME 64 /* bytes, with the NUL */
#define PATH_PREFIX 160

/* Cuts the next word off a line; the spaces behind it are skipped. */
static struct token word(struct token *line)
{
	struct token first = {line->text, 0};
	const char *space = memchr(line->text, ' ', line->length);

	first.length = space ? (size_t)(space - line->text) : line->length;
	line->text += first.length;
	line->length -= first.length;
	while (line->length && *line->text == ' ') {
		line->text++;
		line->length--;
	}
	return first;
}

static bool token_begins(struct token token, const char *prefix)
{
	size_t length = strlen(prefix);

	return token.length >= length && !memcmp(token.text, prefix, length);
}

static bool ends_in_ko(struct token path)
{
	return path.length > 3 && !memcmp(path.text + path.length - 3, ".ko", 3);
}

static void read_module(struct token line, struct table_record *record)
{
	record->name = word(&line);
	record->path = word(&line);
	record->options = line;
	if (token_is(record->path, "builtin"))
		record->path.length = 0;
	else if (!ends_in_ko(record->path))
		record->kind = TABLE_BAD;
}

static void read_alias(struct token line, struct table_record *record)
{
	const size_t prefix = sizeof(ALIAS_PREFIX) - 1;

	record->alias = word(&line);
	record->name = line;
	if (token_begins(record->alias, ALIAS_PREFIX)) {
		record->alias.text += prefix;
		record->alias.length -= prefix;
	} else {
		record->kind = TABLE_BAD;
	}
}

bool table_next(const struct table *table, size_t *at, struct table_record *record)
{
	struct token line = {table->text + *at, table->length - *at};
	struct token kind;
	const char *newline;

	if (!line.length)
		return false;
	memset(record, 0, sizeof(*record));
	newline = memchr(line.text, '\n', line.length);
	if (newline)
		line.length = (size_t)(newline - line.text);
	*at += line.length + (newline != NULL);
	kind = word(&line);
	record->kind = TABLE_BAD;
	record->name = line;
	if (!newline)
		return true;
	if (token_is(kind, "gpupt-modules")) {
		record->kind = TABLE_HEAD;
		return true;
	}
	if (token_is(kind, "end")) {
		record->kind = TABLE_END;
		return true;
	}
	if (token_is(kind, "module")) {
		record->kind = TABLE_MODULE;
		read_module(line, record);
	} else if (token_is(kind, "alias")) {
		record->kind = TABLE_ALIAS;
		read_alias(line, record);
	}
	if (!token_is_module(record->name, MODULE_NAME))
		record->kind = TABLE_BAD;
	return true;
}

/* [/usr]/lib/modules/RELEASE/..., without a way back out of it. */
static bool path_allowed(struct token path, const char *release)
{
	char prefix[PATH_PREFIX];

	if (text_print(prefix, PATH_PREFIX, "/usr/lib/modules/%s/", release) >= PATH_PREFIX)
		return false;
	for (size_t i = 0; i + 1 < path.length; i++) {
		if (path.text[i] == '.' && path.text[i + 1] == '.')
			return false;
	}
	return token_begins(path, prefix) || token_begins(path, prefix + 4);
}

static const char *check_records(struct table *table, size_t at, const char *release)
{
	struct table_record record;
	unsigned int lines = 0;
	size_t start = at;
	char count[12];

	for (; table_next(table, &at, &record); start = at) {
		if (record.kind == TABLE_END) {
			if (at != table->length)
				return "there is something behind its end";
			if (!table->aliases)
				table->aliases = start;
			text_print(count, sizeof(count), "%u", lines);
			return token_is(record.name, count) ? NULL : "its count is not that of its lines";
		}
		if (record.kind != TABLE_MODULE && record.kind != TABLE_ALIAS)
			return "one of its lines cannot be understood";
		if (record.kind == TABLE_ALIAS && !table->aliases)
			table->aliases = start;
		if (record.path.length && !path_allowed(record.path, release))
			return "it names a file outside of this kernel's modules";
		lines++;
	}
	return "it has no end";
}

static const char *check_table(struct table *table, const char *release)
{
	struct table_record record;
	struct token rest;
	size_t at = 0;

	if (strnlen(table->text, table->length) < table->length)
		return "it is not text";
	if (!table_next(table, &at, &record) || record.kind != TABLE_HEAD)
		return "it does not begin as a module table";
	rest = record.name;
	if (!token_is(word(&rest), "1"))
		return "it is in a format of another version of gpupt";
	if (!token_is(rest, release))
		return "it was made for another kernel";
	return check_records(table, at, release);
}

void table_check(struct table *table, long length, const char *release)
{
	table->length = length > 0 && length < TABLE_MAX ? (size_t)length : 0;
	table->aliases = 0;
	if (length >= 0)
		table->wrong = check_table(table, release);
	else
		table->wrong = length == -ENOENT ? "it is not there: rebuild the image"
						 : "it cannot be read, or is too long";
	if (table->wrong) {
		table->length = 0;
		table->aliases = 0;
	}
}

/* What the kernel calls the device. */
static void write_alias(char name[ALIAS_TEXT], const struct pci_ids *ids, uint32_t class)
{
	text_print(name, ALIAS_TEXT, "v%08Xd%08Xsv%08Xsd%08Xbc%02Xsc%02Xi%02X", (unsigned int)ids->vendor,
		(unsigned int)ids->device, (unsigned int)ids->subvendor, (unsigned int)ids->subdevice,
		class >> 16 & 0xffu, class >> 8 & 0xffu, class & 0xffu);
}

/*
 * How many wildcards an alias has, or -1 if it does not match: a * stands for one number, which
 * ends where a small letter begins the next.
 */
static int match_alias(struct token alias, const char *name)
{
	int wildcards = 0;

	for (size_t i = 0; i < alias.length; i++) {
		if (alias.text[i] == '*') {
			wildcards++;
			while (*name && *name < 'a')
				name++;
		} else if (alias.text[i] != *name++) {
			return -1;
		}
	}
	return *name ? -1 : wildcards;
}

bool table_best_module(
	const struct table *table, const struct pci_ids *ids, uint32_t class, struct token *module)
{
	struct table_record record;
	char name[ALIAS_TEXT];
	int best = -1;
	size_t at = table->aliases;

	write_alias(name, ids, class);
	while (table_next(table, &at, &record)) {
		int wildcards;

		if (record.kind != TABLE_ALIAS)
			continue;
		wildcards = match_alias(record.alias, name);
		if (wildcards < 0 || (best >= 0 && wildcards >= best))
			continue;
		best = wildcards;
		*module = record.name;
	}
	return best >= 0;
}

bool table_is_plain(struct token name)
{
	return token_is_name(name, "vfio_pci") || token_is_name(name, "pci_stub");
}

bool table_has_variant(const struct table *table, const char *name, struct token *module)
{
	struct table_record record;
	size_t at = table->aliases;

	while (table_next(table, &at, &record)) {
		if (record.kind == TABLE_ALIAS && token_is_name(record.name, name)) {
			*module = record.name;
			return true;
		}
	}
	return false;
}

bool table_is_target(const struct table *table, struct token name)
{
	char text[64];
	struct token module;

	if (table_is_plain(name))
		return true;
	text_print(text, sizeof(text), "%.*s", (int)name.length, name.text);
	return table_has_variant(table, text, &module);
}

/* Drivers that look for displays, and what they all stand on. */
static bool is_display_driver(struct token module)
{
	static const char *const names[] = {"drm", "xe", "i915", "amdgpu", "radeon", "nouveau", "nvidia",
		"nvidia_drm", "nova_core", "nova_drm", "ast", "mgag200"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (token_is_name(module, names[i]))
			return true;
	}
	return false;
}

bool table_brings_display(const struct table *table, struct token module)
{
	struct table_record record;
	size_t at = 0;
	bool brings = false;

	while (table_next(table, &at, &record)) {
		if (record.kind != TABLE_MODULE)
			continue;
		if (record.name.length == module.length &&
			!memcmp(record.name.text, module.text, module.length))
			return brings;
		brings = !table_is_target(table, record.name) && (brings || is_display_driver(record.name));
	}
	return false;
}
