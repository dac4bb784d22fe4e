/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/report.h"
#include "core/text.h"

#include <string.h>

#define LINE_TEXT 900 /* a record of the kernel log holds about 1000 bytes */

enum { LEVEL_ERR = 3, LEVEL_WARN = 4, LEVEL_INFO = 6 };

char *report_by(const struct request *request, const struct claim *claim, char buf[QUOTE_MAX + 1])
{
	const struct entry *entry = claim->by_id ? &request->id[claim->by].entry
						 : &request->slot[claim->by].entry;

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
	char group[12] = "null";

	out_format(out, "{ \"address\": \"%s\"", pci_addr_format(&function->addr, text));
	member(out, "path", function->has_path ? pci_path_format(&function->path, text) : text);
	out_format(out, ", \"id\": \"%04x:%04x\", \"subsystem\": \"%04x:%04x\", \"class\": \"%06x\"",
		ids->vendor, ids->device, ids->subvendor, ids->subdevice, (unsigned int)function->class);
	if (function->group >= 0)
		text_print(group, sizeof(group), "%u", (unsigned int)function->group);
	out_format(out, ", \"group\": %s, \"boot_vga\": %s", group, function->boot_vga ? "true" : "false");
	member(out, "driver_before", function->driver[0] ? function->driver : NULL);
	/* For what goes back to the host none is planned. */
	member(out, "driver", claim->why == WHY_REFINED ? NULL : report->plan->target[claim->target].driver);
	member(out, "by", report_by(report->request, claim, by));
	member(out, "why", why_name(claim->why));
	member(out, "state", state_name(claim->state));
	member(out, "reason", reason_name(claim->reason));
	out_text(out, " }");
}

static void json_note(const struct note *note, struct out *out)
{
	char text[NOTE_TEXT];

	out_format(out, "{ \"level\": \"%s\"", note_is_error(note->code) ? "error" : "warning");
	member(out, "code", note_code_name(note->code));
	member(out, "subject", note->subject);
	member(out, "text", note_text(note, text));
	out_text(out, " }");
}

void report_json(const struct report *report, struct out *out)
{
	const char *between = "\n    ";
	char elapsed[12] = "null";

	if (!report->is_plan)
		text_print(elapsed, sizeof(elapsed), "%u", report->elapsed_us);
	out_format(out,
		"{\n  \"format\": 1, \"version\": \"" GPUPT_VERSION
		"\", \"mode\": \"%s\", \"result\": \"%s\", "
		"\"elapsed_us\": %s,\n  \"claims\": [",
		report->is_plan ? "plan" : "boot", result_name(report->result, report->is_plan), elapsed);
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
	void (*line)(void *context, unsigned int level, const char *text);
	void *context;
	unsigned int used;
	unsigned int left_out;
};

/* Bytes outside 0x20 to 0x7e become \\xXX. */
static void visible(const char *text, char *buf, size_t size)
{
	for (; *text && size > 5; text++) {
		size_t n = 1;

		if (*text < 0x20 || *text > 0x7e)
			n = text_print(buf, size, "\\x%02x", (unsigned char)*text);
		else
			*buf = *text;
		buf += n;
		size -= n;
	}
	*buf = '\0';
}

static void add_line(
	struct lines *lines, unsigned int level, const char *subject, const char *what, const char *why)
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
		char text[NOTE_TEXT];

		if (note_is_error(note->code) == errors)
			add_line(lines, errors ? LEVEL_ERR : LEVEL_WARN, note->subject,
				note_code_name(note->code), note_text(note, text));
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
	char list[LINE_TEXT - 200] = "";
	char address[PCI_ADDR_TEXT];
	unsigned int good = 0;
	unsigned int bad = 0;
	unsigned int kept = 0;
	unsigned int listed = 0;
	size_t used = 0;

	for (unsigned int i = 0; i < report->inventory->count; i++) {
		const struct claim *claim = &report->plan->claim[i];

		bad += claim->state != STATE_NONE && claim_is_bad(claim);
		kept += claim->state == STATE_KEPT;
		if (!claim_is_good(claim))
			continue;
		good++;
		pci_addr_format(&report->inventory->function[i].addr, address);
		if (used + sizeof(address) > sizeof(list))
			continue;
		used += text_print(list + used, sizeof(list) - used, "%s %s", listed ? "" : ";", address);
		listed++;
	}
	used = text_print(text, sizeof(text), "gpupt: %s: %u %s, %u not claimed, %u kept%s",
		result_name(report->result, report->is_plan), good, report->is_plan ? "to claim" : "claimed",
		bad, kept, list);
	if (good > listed)
		used += text_print(text + used, sizeof(text) - used, " and %u more", good - listed);
	if (lines->left_out)
		text_print(text + used, sizeof(text) - used, "; %u lines left out", lines->left_out);
	lines->line(lines->context, LEVEL_INFO, text);
}

void report_lines(const struct report *report,
	void (*line)(void *context, unsigned int level, const char *text), void *context)
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
