/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/probe/verdict.h"
#include "host/traps.h"

#include <stdarg.h>

#define PROBE_ROW(name, code, result, advice) {code, result, advice},
static const struct {
	const char *code;
	enum probe_result result;
	const char *advice;
} rows[] = {PROBE_ROWS(PROBE_ROW)};
#undef PROBE_ROW

const char *probe_code(enum probe_found found)
{
	return rows[found].code;
}

const char *probe_advice(enum probe_found found)
{
	return rows[found].advice ? rows[found].advice : traps_framebuffer_advice;
}

const char *probe_result_name(enum probe_result result)
{
	static const char *const names[] = {"works", "limited", "unknown", "refused", "fails"};

	return names[result];
}

void verdict_worsen(struct probe_verdict *verdict, enum probe_result result)
{
	verdict->finding[verdict->count - 1].result = result;
	if (verdict->result < result)
		verdict->result = result;
}

void verdict_add(struct probe_verdict *verdict, enum probe_found found, const char *format, ...)
{
	struct probe_finding *finding = &verdict->finding[verdict->count];
	va_list args;

	if (verdict->count == PROBE_FINDINGS)
		return; /* the worst come first */
	verdict->count++;
	*finding = (struct probe_finding){.found = found};
	va_start(args, format);
	text_addv(&finding->text, format, args);
	va_end(args);
	verdict_worsen(verdict, rows[found].result);
}

void verdict_free(struct probe_verdict *verdict)
{
	for (unsigned int i = 0; i < verdict->count; i++)
		text_free(&verdict->finding[i].text);
	verdict->count = 0;
}
