/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/report.h"
#include "core/text.h"

#include <string.h>

#define LINE_TEXT 900 /* a record of the kernel log holds about 1000 bytes */

enum { LEVEL_ERR = 3, LEVEL_WARN = 4, LEVEL_INFO = 6 };

const char *result_name(enum result result, bool is_plan)
{
	switch (result) {
	case RESULT_NOTHING:
		return "nothing";
	case RESULT_OFF:
		return "off";
	case RESULT_DONE:
		return is_plan ? "ready" : "claimed";
	case RESULT_PARTIAL:
		return "partial";
	case RESULT_TIMEOUT:
		return "timeout";
	case RESULT_UNKNOWN:
		return "failed";
	case RESULT_FAILED:
		break;
	}
	return is_plan ? "refused" : "failed";
}

char *report_by(const struct request *request, const struct claim *claim, char buf[QUOTE_MAX + 1])
{
	const struct entry *entry =
		claim->by_id ? &request->id[claim->by].entry : &request->slot[claim->by].entry;

	return request_quote(buf, claim->by_id ? "vfio-pci.ids" : "gpupt.slots", entry->text);
}

static void member(struct out *out, const char *name, const char *value)
{
	out_format(out, ", \"%s\": ", name);
	out_json(out, value);
}

static void json_claim(const struct report *report, unsigned int i, struct out *out)
{
	const struct function *function = &report->inventory->function[i];
	const struct claim *claim = &report->plan->claim[i];
	const struct pci_ids *ids = &function->ids;
	char text[PCI_PATH_TEXT];
	char by[QUOTE_MAX + 1];

	out_format(out, "{ \"address\": \"%s\"", pci_addr_format(&function->addr, text));
	member(out, "path", function->has_path ? pci_path_format(&function->path, text) : text);
	out_format(out, ", \"id\": \"%04x:%04x\", \"subsystem\": \"%04x:%04x\", \"class\": \"%06x\"",
		ids->vendor, ids->device, ids->subvendor, ids->subdevice, (unsigned int)function->class);
	if (function->group < 0)
		out_text(out, ", \"group\": null");
	else
		out_format(out, ", \"group\": %d", function->group);
	out_format(out, ", \"boot_vga\": %s", function->boot_vga ? "true" : "false");
	member(out, "driver_before", function->driver[0] ? function->driver : NULL);
	member(out, "driver", report->plan->target[claim->target].driver);
	member(out, "by", report_by(report->request, claim, by));
	member(out, "why", why_name(claim->why));
	member(out, "state", state_name(claim->state));
	member(out, "reason", reason_name(claim->reason));
	out_text(out, " }");
}

static void json_note(const struct note *note, struct out *out)
{
	out_format(out, "{ \"level\": \"%s\"", note_is_error(note->code) ? "error" : "warning");
	member(out, "code", note_code_name(note->code));
	member(out, "subject", note->subject);
	member(out, "text", note->text);
	out_text(out, " }");
}

void report_json(const struct report *report, struct out *out)
{
	const char *between = "\n    ";

	out_format(out, "{\n  \"format\": 1, \"version\": \"%s\", \"mode\": \"%s\", \"result\": \"%s\"",
		GPUPT_VERSION, report->is_plan ? "plan" : "boot",
		result_name(report->result, report->is_plan));
	if (report->is_plan)
		out_text(out, ", \"elapsed_us\": null,\n  \"claims\": [");
	else
		out_format(out, ", \"elapsed_us\": %lld,\n  \"claims\": [", report->elapsed_us);
	for (unsigned int i = 0; i < report->inventory->count; i++) {
		if (report->plan->claim[i].state == STATE_NONE)
			continue;
		out_text(out, between);
		json_claim(report, i, out);
		between = ",\n    ";
	}
	out_text(out, "],\n  \"notes\": [");
	between = "\n    ";
	for (unsigned int i = 0; i < report->notes->count; i++) {
		out_text(out, between);
		json_note(&report->notes->note[i], out);
		between = ",\n    ";
	}
	out_text(out, "]\n}\n");
}

/* Lines of the kernel log, as many as may be. */
struct lines {
	void (*line)(void *context, int level, const char *text);
	void *context;
	unsigned int used;
	unsigned int left_out;
};

/* Bytes outside 0x20 to 0x7e become \\xXX. */
static void visible(const char *text, char *buf, size_t size)
{
	for (; *text && size > 5; text++) {
		size_t n = text_print(buf, size, *text < 0x20 || *text > 0x7e ? "\\x%02x" : "%c",
			(unsigned char)*text);

		buf += n;
		size -= n;
	}
	*buf = '\0';
}

static void add_line(struct lines *lines, int level, const char *subject, const char *what, const char *why)
{
	char raw[LINE_TEXT / 2];
	char text[LINE_TEXT];

	if (lines->used == REPORT_LINES - 1) {
		lines->left_out++;
		return;
	}
	lines->used++;
	text_print(raw, sizeof(raw), "gpupt: %s: %s: %s", subject, what, why);
	visible(raw, text, sizeof(text));
	lines->line(lines->context, level, text);
}

static void add_note_lines(const struct report *report, struct lines *lines, bool errors)
{
	for (unsigned int i = 0; i < report->notes->count; i++) {
		const struct note *note = &report->notes->note[i];

		if (note_is_error(note->code) == errors)
			add_line(lines, errors ? LEVEL_ERR : LEVEL_WARN, note->subject,
				note_code_name(note->code), note->text);
	}
}

static void add_claims(const struct report *report, struct lines *lines)
{
	for (unsigned int i = 0; i < report->inventory->count; i++) {
		const struct claim *claim = &report->plan->claim[i];
		char address[PCI_ADDR_TEXT];
		char what[64];

		if (claim->state == STATE_NONE || !claim_is_bad(claim))
			continue;
		text_print(what, sizeof(what), "not claimed: %s", reason_name(claim->reason));
		add_line(lines, LEVEL_ERR, pci_addr_format(&report->inventory->function[i].addr, address),
			what, reason_text(claim->reason));
	}
}

static void add_summary(const struct report *report, struct lines *lines)
{
	char text[LINE_TEXT];
	char address[PCI_ADDR_TEXT];
	unsigned int good = 0;
	unsigned int bad = 0;
	unsigned int kept = 0;
	unsigned int unlisted = 0;
	size_t used;

	for (unsigned int i = 0; i < report->inventory->count; i++) {
		good += claim_is_good(&report->plan->claim[i]);
		bad += report->plan->claim[i].state != STATE_NONE && claim_is_bad(&report->plan->claim[i]);
		kept += report->plan->claim[i].state == STATE_KEPT;
	}
	used = text_print(text, sizeof(text), "gpupt: %s: %u %s, %u not claimed, %u kept",
		result_name(report->result, report->is_plan), good,
		report->is_plan ? "to claim" : "claimed", bad, kept);
	for (unsigned int i = 0; i < report->inventory->count; i++) {
		if (!claim_is_good(&report->plan->claim[i]))
			continue;
		if (used + 64 > sizeof(text))
			unlisted++;
		else
			used += text_print(text + used, sizeof(text) - used, "%s %s",
				strchr(text, ';') ? "" : ";",
				pci_addr_format(&report->inventory->function[i].addr, address));
	}
	if (unlisted)
		used += text_print(text + used, sizeof(text) - used, " and %u more", unlisted);
	if (lines->left_out)
		text_print(text + used, sizeof(text) - used, "; %u lines left out", lines->left_out);
	lines->line(lines->context, LEVEL_INFO, text);
}

void report_lines(const struct report *report,
	void (*line)(void *context, int level, const char *text), void *context)
{
	struct lines lines = {line, context, 0, 0};

	/* A card has many functions, and what is wrong with the request tells more. */
	add_note_lines(report, &lines, true);
	add_claims(report, &lines);
	add_note_lines(report, &lines, false);
	add_summary(report, &lines);
}

int report_exit_status(const struct report *report)
{
	switch (report->result) {
	case RESULT_UNKNOWN:
		return 3;
	case RESULT_DONE:
		return 0;
	case RESULT_NOTHING:
	case RESULT_OFF:
		return notes_have_error(report->notes);
	default:
		return 1;
	}
}
