/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/plan_text.h"
#include "host/layout.h"
#include "host/nearest.h"
#include "host/slots.h"

#include <stdio.h>
#include <string.h>

enum { COLUMN_FUNCTION, COLUMN_KIND, COLUMN_VERDICT, COLUMN_DRIVER, COLUMN_WHY };

struct counts {
	unsigned int good;
	unsigned int bad;
	unsigned int kept;
	unsigned int released;
};

static const enum tone verdict_tones[STATES] = {
	[STATE_CLAIM] = TONE_GUEST,
	[STATE_CLAIMED] = TONE_GUEST,
	[STATE_REFUSED] = TONE_BAD,
	[STATE_KEPT] = TONE_GOOD,
	[STATE_RELEASE] = TONE_GOOD,
};

static const char *const why_texts[WHYS] = {
	[WHY_NAMED] = "named",
	[WHY_SLOT] = "same slot",
	[WHY_GROUP] = "same IOMMU group",
	[WHY_ID] = "by ID",
	[WHY_REFINED] = "stays with the host",
};

static struct counts count(const struct plan_input *input)
{
	struct counts counts = {0, 0, 0, 0};

	for (unsigned int i = 0; i < input->inventory.count; i++) {
		const struct claim *claim = &input->plan.claim[i];

		counts.good += claim_is_good(claim);
		counts.bad += claim->state == STATE_REFUSED;
		counts.kept += claim->state == STATE_KEPT;
		counts.released += claim->state == STATE_RELEASE;
	}
	return counts;
}

/* The headline */

static void summarise(const struct plan_input *input, char *buf, size_t size)
{
	struct counts counts = count(input);
	size_t used = (size_t)snprintf(buf, size, "the next boot claims ");

	if (counts.good)
		used += (size_t)snprintf(buf + used, size - used, "%u %s", counts.good,
			counts.good == 1 ? "function" : "functions");
	else
		used += (size_t)snprintf(buf + used, size - used, "nothing");
	if (counts.bad)
		used += (size_t)snprintf(buf + used, size - used, ", refuses %u", counts.bad);
	if (counts.kept)
		used += (size_t)snprintf(buf + used, size - used, ", keeps %u for the host", counts.kept);
	if (counts.released)
		used += (size_t)snprintf(buf + used, size - used, ", gives %u back to the host",
			counts.released);
	snprintf(buf + used, size - used, ".%s", input->request.mode == MODE_PLAN ?
		" But gpupt=plan is on the command line: it will only report this and change nothing." : "");
}

static void print_headline(const struct host *host, const struct plan_input *input)
{
	char text[256];

	summarise(input, text, sizeof(text));
	switch (input->report.result) {
	case RESULT_DONE:
		layout_paragraph(host, 0, TONE_GOOD, "Ready:", text);
		return;
	case RESULT_PARTIAL:
		layout_paragraph(host, 0, TONE_WARN, "Partial:", text);
		return;
	case RESULT_OFF:
		layout_paragraph(host, 0, TONE_WARN, "Off:",
			"the gpupt= parameter turns gpupt off, so the next boot claims nothing.");
		return;
	case RESULT_UNKNOWN:
		layout_paragraph(host, 0, TONE_BAD, "Failed:", "it could not be found out.");
		return;
	case RESULT_NOTHING:
		break;
	default:
		layout_paragraph(host, 0, TONE_BAD, "Refused:", text);
		return;
	}
	layout_paragraph(host, 0, TONE_STRONG, "Nothing to do:", input->request.asked
			? "nothing that is asked for is on this machine."
			: "neither gpupt.slots= nor vfio-pci.ids= is on the command line. gpupt list "
			  "shows the cards, gpupt plan SLOT what a claim would do.");
}

/* The functions */

/* What has it now, and what will. */
static void add_driver(struct layout_table *table, const struct plan_input *input, unsigned int i)
{
	const char *now = input->inventory.function[i].driver;
	const struct claim *claim = &input->plan.claim[i];
	const char *planned = input->plan.target[claim->target].driver;

	if (claim->state == STATE_RELEASE)
		layout_cell(table, COLUMN_DRIVER, TONE_PLAIN, "%s -> host", now);
	else if (!claim_is_good(claim))
		layout_cell(table, COLUMN_DRIVER, TONE_PLAIN, "%s", now[0] ? now : "-");
	else if (now[0] && strcmp(now, planned) != 0)
		layout_cell(table, COLUMN_DRIVER, TONE_PLAIN, "%s -> %s", now, planned);
	else
		layout_cell(table, COLUMN_DRIVER, TONE_PLAIN, "%s", planned);
}

static void add_function(struct layout_table *table, const struct plan_input *input, unsigned int i)
{
	const struct function *function = &input->inventory.function[i];
	const struct claim *claim = &input->plan.claim[i];
	char addr[PCI_ADDR_TEXT];

	layout_row(table);
	layout_cell(table, COLUMN_FUNCTION, TONE_PLAIN, "  %s", pci_addr_format(&function->addr, addr));
	layout_cell(table, COLUMN_KIND, TONE_PLAIN, "%s",
		function->error ? "unreadable" : names_kind(function->class));
	layout_cell(table, COLUMN_VERDICT, verdict_tones[claim->state], "%s", state_name(claim->state));
	add_driver(table, input, i);
	layout_cell(table, COLUMN_WHY, TONE_PLAIN, "%s",
		claim->state == STATE_KEPT		? "gpupt.keep"
		: claim->reason != REASON_NONE ? reason_name(claim->reason)
						       : why_texts[claim->why]);
}

/* The card's name and what asks for it. */
static void add_heading(const struct plan_input *input, struct names *names, unsigned int i,
	struct layout_table *table)
{
	const struct function *function = &input->inventory.function[i];
	char name[NAME_TEXT];
	char by[QUOTE_MAX + 1];

	names_short(names, &function->ids, name);
	report_by(&input->request, &input->plan.claim[i], by);
	layout_whole(table);
	layout_cell(table, 0, TONE_STRONG, "%s", name);
	if (layout_width(name) + 2 + layout_width(by) > LAYOUT_WIDTH)
		layout_whole(table);
	layout_cell(table, 1, TONE_DIM, "  %s", by);
}

static bool begins_slot(const struct plan_input *input, unsigned int i)
{
	const struct function *function = input->inventory.function;

	while (i-- > 0) {
		if (!pci_addr_same_slot(&function[i].addr, &function[i + 1].addr))
			return true;
		if (input->plan.claim[i].state != STATE_NONE)
			return false;
	}
	return true;
}

static void print_functions(const struct host *host, struct names *names, const struct plan_input *input)
{
	struct layout_table table = {.host = host};

	for (unsigned int i = 0; i < input->inventory.count; i++) {
		if (input->plan.claim[i].state == STATE_NONE)
			continue;
		if (begins_slot(input, i))
			add_heading(input, names, i, &table);
		add_function(&table, input, i);
	}
	if (table.count)
		putchar('\n');
	layout_print(&table);
}

/* What there is to say */

/* One sentence for all functions of a slot that are refused for the same reason. */
static void print_refusal(const struct host *host, const struct plan_input *input, unsigned int i)
{
	const struct function *function = input->inventory.function;
	const struct claim *claim = input->plan.claim;
	unsigned int first;
	unsigned int same = 0;
	char addr[PCI_ADDR_TEXT];
	char text[512];

	for (first = i; first > 0 && pci_addr_same_slot(&function[first - 1].addr, &function[i].addr);)
		first--;
	for (unsigned int j = first; j < input->inventory.count; j++) {
		if (!pci_addr_same_slot(&function[j].addr, &function[i].addr))
			break;
		if (claim[j].state != STATE_REFUSED || claim[j].reason != claim[i].reason)
			continue;
		if (j < i)
			return;
		same++;
	}
	pci_addr_format(&function[i].addr, addr);
	if (same > 1)
		snprintf(text, sizeof(text), "%s and %u more: %s", addr, same - 1,
			reason_text(claim[i].reason));
	else
		snprintf(text, sizeof(text), "%s: %s", addr, reason_text(claim[i].reason));
	layout_paragraph(host, 0, TONE_BAD, "refused:", text);
}

/* The slot that somebody may have meant, behind the note that what was named is not there. */
static void append_nearest(const struct plan_input *input, const struct inventory *all,
	const struct note *note, char *text, size_t size)
{
	const struct request *request = &input->request;
	char subject[QUOTE_MAX + 1];
	char near[SLOT_TEXT];

	for (unsigned int i = 0; i < request->slots; i++) {
		size_t used = strlen(text);

		request_quote(subject, "gpupt.slots", request->slot[i].entry.text);
		if (strcmp(subject, note->subject) != 0 ||
			slots_name(all, &request->slot[i].slot, SLOT_BY_PATH, near) != SLOT_ABSENT || !near[0])
			continue;
		snprintf(text + used, size - used, "; the nearest that exists is %s", near);
		return;
	}
}

/* Whether a note before this one says the same of another function. */
static bool said_before(const struct notes *notes, unsigned int i)
{
	for (unsigned int j = 0; j < i; j++) {
		if (notes->note[j].code == notes->note[i].code &&
			!strcmp(notes->note[j].text, notes->note[i].text))
			return true;
	}
	return false;
}

/* "0000:01:00.0, 0000:01:00.1": all that the same is said of. */
static void list_subjects(const struct notes *notes, unsigned int i, char *buf, size_t size)
{
	const struct note *first = &notes->note[i];
	size_t used = 0;

	for (; i < notes->count && used < size; i++) {
		const struct note *note = &notes->note[i];

		if (note->code == first->code && !strcmp(note->text, first->text))
			used += (size_t)snprintf(buf + used, size - used, "%s%s", used ? ", " : "",
				note->subject);
	}
}

static const char *parameter_name(const void *list, unsigned int i)
{
	(void)list;
	return request_parameter(i);
}

/* The parameter that somebody may have meant. */
static void append_parameter(const struct note *note, char *text, size_t size)
{
	const char *near = nearest_of(note->subject, parameter_name, NULL);
	size_t used = strlen(text);

	if (near)
		snprintf(text + used, size - used, "; did you mean %s?", near);
}

/* Some texts say what they are about, whole or up to its value. */
static bool names_subject(const struct note *note)
{
	size_t name = strcspn(note->subject, "=");

	return strstr(note->text, note->subject) || (note->subject[name] && !strncmp(note->text, note->subject, name));
}

static void print_note(const struct host *host, const struct plan_input *input,
	const struct inventory *all, unsigned int i)
{
	const struct note *note = &input->notes.note[i];
	bool error = note_is_error(note->code);
	char subjects[LAYOUT_CELL * 4];
	char text[sizeof(subjects) + 2 * NOTE_TEXT];

	list_subjects(&input->notes, i, subjects, sizeof(subjects));
	if (names_subject(note))
		snprintf(text, sizeof(text), "%s", note->text);
	else
		snprintf(text, sizeof(text), "%s: %s", subjects, note->text);
	if (note->code == NOTE_UNKNOWN_PARAMETER)
		append_parameter(note, text, sizeof(text));
	if (note->code == NOTE_ABSENT)
		append_nearest(input, all, note, text, sizeof(text));
	layout_paragraph(host, 0, error ? TONE_BAD : TONE_WARN, error ? "error:" : "warning:", text);
}

static void print_notes(const struct host *host, const struct plan_input *input,
	const struct inventory *all)
{
	const struct notes *notes = &input->notes;

	if (notes->count || count(input).bad)
		putchar('\n');
	for (unsigned int i = 0; i < input->inventory.count; i++) {
		if (input->plan.claim[i].state == STATE_REFUSED)
			print_refusal(host, input, i);
	}
	for (int pass = 0; pass < 2; pass++) {
		for (unsigned int i = 0; i < notes->count; i++) {
			if (note_is_error(notes->note[i].code) == (pass == 0) && !said_before(notes, i))
				print_note(host, input, all, i);
		}
	}
}

void plan_text_print(const struct host *host, struct names *names, const struct plan_input *input,
	const struct inventory *all)
{
	print_headline(host, input);
	print_functions(host, names, input);
	print_notes(host, input, all);
}
