/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/table.h"
#include "core/text.h"

#include <string.h>

#define ALIAS_PREFIX "vfio_pci:"
#define MODULE_NAME 64 /* bytes, with the NUL */

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
	if (!token_is_module(record->name, MODULE_NAME))
		record->kind = TABLE_BAD;
}

static void read_alias(struct token line, struct table_record *record)
{
	const size_t prefix = sizeof(ALIAS_PREFIX) - 1;

	record->alias = word(&line);
	record->name = line;
	if (record->alias.length < prefix || memcmp(record->alias.text, ALIAS_PREFIX, prefix) ||
		!token_is_module(line, MODULE_NAME)) {
		record->kind = TABLE_BAD;
		return;
	}
	record->alias.text += prefix;
	record->alias.length -= prefix;
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
	} else if (token_is(kind, "module")) {
		record->kind = TABLE_MODULE;
		read_module(line, record);
	} else if (token_is(kind, "alias")) {
		record->kind = TABLE_ALIAS;
		read_alias(line, record);
	} else if (token_is(kind, "end")) {
		record->kind = TABLE_END;
	}
	return true;
}

/* [/usr]/lib/modules/RELEASE/..., without a way back out of it. */
static bool path_allowed(struct token path, const char *release)
{
	static const char *const prefix[] = {"/lib/modules/", "/usr/lib/modules/"};
	size_t release_length = strlen(release);

	for (size_t i = 0; i + 1 < path.length; i++) {
		if (path.text[i] == '.' && path.text[i + 1] == '.')
			return false;
	}
	for (int i = 0; i < 2; i++) {
		size_t length = strlen(prefix[i]);

		if (path.length > length + release_length &&
			!memcmp(path.text, prefix[i], length) &&
			!memcmp(path.text + length, release, release_length) &&
			path.text[length + release_length] == '/')
			return true;
	}
	return false;
}

static bool is_number(struct token token, unsigned int expected)
{
	unsigned int number = 0;

	for (size_t i = 0; i < token.length; i++) {
		if (token.text[i] < '0' || token.text[i] > '9' || number > TABLE_MAX)
			return false;
		number = number * 10 + (unsigned int)(token.text[i] - '0');
	}
	return token.length && number == expected;
}

static const char *check_records(const struct table *table, size_t at, const char *release)
{
	struct table_record record;
	unsigned int count = 0;

	while (table_next(table, &at, &record)) {
		if (record.kind == TABLE_END) {
			if (at != table->length)
				return "there is something behind its end";
			return is_number(record.name, count) ? NULL
							     : "its count is not that of its lines";
		}
		if (record.kind != TABLE_MODULE && record.kind != TABLE_ALIAS)
			return "one of its lines cannot be understood";
		if (record.path.length && !path_allowed(record.path, release))
			return "it names a file outside of this kernel's modules";
		count++;
	}
	return "it has no end";
}

static const char *check_table(const struct table *table, const char *release)
{
	struct table_record record;
	struct token rest;
	size_t at = 0;

	if (memchr(table->text, '\0', table->length))
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
	table->wrong = check_table(table, release);
	if (table->wrong)
		table->length = 0;
}

/* One field of an alias: its key, then * or a number. Returns 1 for *, 0 for a match, -1. */
static int match_field(struct token *rest, const char *key, uint32_t value)
{
	size_t length = strlen(key);
	uint32_t number = 0;
	bool any = false;

	if (rest->length <= length || memcmp(rest->text, key, length))
		return -1;
	rest->text += length;
	rest->length -= length;
	if (*rest->text == '*')
		any = true;
	for (length = any; !any && length < rest->length && length < 8 &&
		text_hex_digit(rest->text[length]) >= 0 && rest->text[length] < 'a';
		length++)
		number = number << 4 | (uint32_t)text_hex_digit(rest->text[length]);
	rest->text += length;
	rest->length -= length;
	if (any)
		return 1;
	return length && number == value ? 0 : -1;
}

/* How many wildcards a matching alias has, or -1. */
static int match_alias(struct token alias, const struct pci_ids *ids, uint32_t class)
{
	const struct {
		const char *key;
		uint32_t value;
	} field[] = {{"v", ids->vendor}, {"d", ids->device}, {"sv", ids->subvendor},
		{"sd", ids->subdevice}, {"bc", class >> 16 & 0xff}, {"sc", class >> 8 & 0xff},
		{"i", class & 0xff}};
	int wildcards = 0;

	for (size_t i = 0; i < sizeof(field) / sizeof(field[0]); i++) {
		int match = match_field(&alias, field[i].key, field[i].value);

		if (match < 0)
			return -1;
		wildcards += match;
	}
	return alias.length ? -1 : wildcards;
}

bool table_best_module(const struct table *table, const struct pci_ids *ids, uint32_t class,
	struct token *module)
{
	struct table_record record;
	int best = -1;
	size_t at = 0;

	while (table_next(table, &at, &record)) {
		int wildcards;

		if (record.kind != TABLE_ALIAS)
			continue;
		wildcards = match_alias(record.alias, ids, class);
		if (wildcards < 0 || (best >= 0 && wildcards >= best))
			continue;
		best = wildcards;
		*module = record.name;
	}
	return best >= 0;
}

bool table_has_variant(const struct table *table, const char *name, struct token *module)
{
	struct table_record record;
	size_t at = 0;

	while (table_next(table, &at, &record)) {
		if (record.kind == TABLE_ALIAS && token_is_name(record.name, name)) {
			*module = record.name;
			return true;
		}
	}
	return false;
}
