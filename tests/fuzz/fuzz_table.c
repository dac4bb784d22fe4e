/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A module table: what is accepted, and which module it chooses. */
#include "core/table.h"
#include "fuzz.h"

#include <string.h>

static struct table table;

static bool inside(const struct token *token)
{
	return !token->length ||
	       (token->text >= table.text && token->text + token->length <= table.text + table.length);
}

static void check_records(void)
{
	struct table_record record;
	size_t at = 0;

	while (table_next(&table, &at, &record)) {
		MUST(at <= table.length && record.kind != TABLE_BAD);
		MUST(inside(&record.name) && inside(&record.path) && inside(&record.options));
		MUST(inside(&record.alias));
		if (record.kind == TABLE_MODULE || record.kind == TABLE_ALIAS)
			MUST(record.name.length >= 1 && record.name.length < 64);
		if (record.path.length)
			MUST(!memcmp(record.path.text, "/lib/modules/6.12.0/", 20) ||
				!memcmp(record.path.text, "/usr/lib/modules/6.12.0/", 24));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct pci_ids ids = {0x10de, 0x2342, 0x10de, 0x16eb};
	struct token module = {NULL, 0};
	char name[64];

	if (size >= TABLE_MAX)
		return 0;
	memcpy(table.text, data, size);
	table_check(&table, (long)size, "6.12.0");
	MUST(table.wrong ? !table.length : table.length == size);
	check_records();
	if (!table_best_module(&table, &ids, 0x030200, &module))
		return 0;
	MUST(inside(&module) && module.length < sizeof(name));
	memcpy(name, module.text, module.length);
	name[module.length] = '\0';
	MUST(table_has_variant(&table, name, &module));
	return 0;
}
