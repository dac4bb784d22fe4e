// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Any bytes as a module table, from any line on: where the next record ends.
 *
 * check "up to 7 bytes": -DTABLE_MAX=7 --unwind 9 --unwindset memcmp.0:15,strlen.0:15
 * full "up to 24 bytes": -DTABLE_MAX=24 --unwind 26 --unwindset memcmp.0:15,strlen.0:15
 * break "a record ends within the table": src/core/table.c s/line.length + (newline != NULL)/line.length + 1/
 */
#include "proof.h"
#include "models.h"
#include "core/cmdline.c"
#include "core/table.c"

void proof(void)
{
	struct table table;
	struct table_record record;
	size_t at;
	size_t before = at;

	table.length = TABLE_MAX;
	ASSUME(at <= TABLE_MAX);
	if (!table_next(&table, &at, &record)) {
		PROVE(before == TABLE_MAX, "only the end of the table is its end");
		return;
	}
	PROVE(at > before && at <= TABLE_MAX, "a record ends within the table");
	PROVE(at == TABLE_MAX || table.text[at - 1] == '\n', "a record ends in a newline");
	REACH(record.kind == TABLE_END && at < TABLE_MAX, "an end before others");
}
