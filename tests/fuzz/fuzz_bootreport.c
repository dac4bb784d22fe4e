/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A boot report as the host command reads it back: of this version, of another one, or of nobody;
 * and what becomes of each claim against a function that may or may not be the same.
 */
#include "fuzz.h"
#include "host/status/drift.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In place of the host command's, for which there are no messages here. */
void host_error(const char *subject, const char *format, ...)
{
	(void)subject;
	(void)format;
}

static void check_claim(const struct boot_report *report, const struct boot_claim *claim)
{
	struct function function = {.addr = claim->addr, .ids = claim->ids, .group = -1};
	struct text text = {NULL, 0, 0};

	MUST(claim->addr.dev <= 0x1f && claim->addr.fn <= 7);
	MUST(claim->class <= 0xffffff && *claim->state && claim->driver && claim->why && claim->reason);
	MUST(!bootreport_claimed(report, claim) || (!report->is_plan && !strcmp(claim->state, "claimed")));
	MUST(!pci_addr_compare(&bootreport_claim(report, &claim->addr)->addr, &claim->addr));
	MUST(drift_of(claim, NULL) == DRIFT_GONE && drift_of(claim, &function) <= DRIFT_DRIVER);
	snprintf(function.driver, sizeof(function.driver), "%s", claim->driver);
	snprintf(function.override, sizeof(function.override), "%s", claim->driver);
	MUST(drift_of(claim, &function) == DRIFT_NONE || strlen(claim->driver) >= sizeof(function.driver));
	drift_describe(claim, &function, &text);
	MUST((drift_of(claim, &function) == DRIFT_NONE) == !text.length);
	function.ids.subdevice ^= 1;
	MUST(drift_of(claim, &function) == DRIFT_DEVICE);
	drift_describe(claim, &function, &text);
	MUST(strstr(text_string(&text), "another device"));
	text_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct boot_report report;
	char *content = malloc(size + 1);
	const char *wrong;

	MUST(content);
	memcpy(content, data, size);
	content[size] = '\0';
	wrong = bootreport_parse(content, size, &report);
	free(content);
	if (wrong) {
		MUST(strlen(wrong) > 0 && strlen(wrong) < 80 && !report.claims && !report.json);
		return 0;
	}
	MUST(*report.result && report.elapsed_us >= -1);
	for (unsigned int i = 0; i < report.claims; i++)
		check_claim(&report, &report.claim[i]);
	for (unsigned int i = 0; i < report.notes; i++)
		MUST(report.note[i].code && report.note[i].subject && report.note[i].text);
	bootreport_free(&report);
	return 0;
}
