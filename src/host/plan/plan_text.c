/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/plan/plan_text.h"
#include "host/plan/plan_notes.h"
#include "host/layout.h"
#include "host/plan/gifts.h"
#include "host/text.h"

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

	for (unsigned int i = 0; i < input->decision.inventory.count; i++) {
		const struct claim *claim = &input->decision.plan.claim[i];

		counts.good += claim_is_good(claim);
		counts.bad += claim->state == STATE_REFUSED;
		counts.kept += claim->state == STATE_KEPT;
		counts.released += claim->state == STATE_RELEASE;
	}
	return counts;
}

/* The headline */

/* Done as asked, and perhaps of no use. */
static bool lacks_group(const struct plan_input *input)
{
	for (unsigned int i = 0; i < input->question.notes.count; i++) {
		if (input->question.notes.note[i].code == NOTE_GROUP_INCOMPLETE)
			return true;
	}
	return false;
}

static void summarise(const struct host *host, const struct plan_input *input, struct text *text)
{
	struct counts counts = count(input);
	const char *would = input->would ? "would " : "";
	const char *s = input->would ? "" : "s";

	text_addf(text, "the next boot %sclaim%s ", would, s);
	if (gifts_of_plan(host, input, text))
		text_addf(text, " (%u function%s)", counts.good, counts.good == 1 ? "" : "s");
	else
		text_add(text, "nothing");
	if (counts.bad)
		text_addf(text, ", refuse%s %u", s, counts.bad);
	if (counts.kept)
		text_addf(text, ", keep%s %u for the host", s, counts.kept);
	if (counts.released)
		text_addf(text, ", give%s %u back to the host", s, counts.released);
	text_addf(text, ".%s%s", lacks_group(input) ? " But a guest may not start with it: see below." : "",
		input->question.request.mode == MODE_PLAN
			? " But gpupt=plan is on the command line: it will only report this and change nothing."
			: "");
}

static void print_result(const struct host *host, const struct plan_input *input, const char *text)
{
	switch (input->report.result) {
	case RESULT_DONE:
		layout_paragraph(host, 0, TONE_GOOD, "Ready:", text);
		return;
	case RESULT_PARTIAL:
		layout_paragraph(host, 0, TONE_WARN, "Partial:", text);
		return;
	case RESULT_OFF:
		layout_paragraph(host, 0, TONE_WARN,
			"Off:", "the gpupt= parameter turns gpupt off, so the next boot claims nothing.");
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
	layout_paragraph(host, 0, TONE_STRONG, "Nothing to do:",
		input->question.request.asked
			? "nothing that is asked for is on this machine."
			: "neither gpupt.slots= nor vfio-pci.ids= is on the command line. gpupt list "
			  "shows the cards, gpupt plan SLOT what a claim would do.");
}

static void print_headline(const struct host *host, const struct plan_input *input)
{
	bool refused = input->refused && input->report.result == RESULT_DONE;
	struct text text = {NULL, 0, 0};

	if (refused)
		text_add(&text, "gpupt enable would not do it; else ");
	summarise(host, input, &text);
	if (refused)
		layout_paragraph(host, 0, TONE_BAD, "Refused:", text_string(&text));
	else
		print_result(host, input, text_string(&text));
	text_free(&text);
}

/* The functions */

/* What has it now, and what will. */
static void add_driver(struct layout_table *table, const struct plan_input *input, unsigned int i)
{
	const char *now = input->decision.inventory.function[i].driver;
	const struct claim *claim = &input->decision.plan.claim[i];
	const char *planned = input->decision.plan.target[claim->target].driver;

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
	const struct function *function = &input->decision.inventory.function[i];
	const struct claim *claim = &input->decision.plan.claim[i];
	char addr[PCI_ADDR_TEXT];

	layout_row(table);
	layout_cell(table, COLUMN_FUNCTION, TONE_PLAIN, "  %s", pci_addr_format(&function->addr, addr));
	layout_cell(table, COLUMN_KIND, TONE_PLAIN, "%s",
		function->error ? "unreadable" : names_kind(function->class));
	layout_cell(table, COLUMN_VERDICT, verdict_tones[claim->state], "%s", state_name(claim->state));
	add_driver(table, input, i);
	layout_cell(table, COLUMN_WHY, TONE_PLAIN, "%s",
		claim->state == STATE_KEPT     ? "gpupt.keep"
		: claim->reason != REASON_NONE ? reason_name(claim->reason)
					       : why_texts[claim->why]);
}

/* The card's name and what asks for it. */
static void add_heading(const struct host *host, const struct plan_input *input, struct names *names,
	unsigned int i, struct layout_table *table)
{
	const struct function *function = &input->decision.inventory.function[i];
	char name[NAME_TEXT];
	char by[QUOTE_MAX + 1];

	names_short(names, &function->ids, name);
	report_by(&input->question.request, &input->decision.plan.claim[i], by);
	layout_whole(table);
	layout_cell(table, 0, TONE_STRONG, "%s", name);
	if (layout_width(name) + 2 + layout_width(by) > host->width)
		layout_whole(table);
	/* What the binder cuts must not be taken for a whole slot. */
	layout_cell(table, 1, TONE_DIM, "  %s%s", by, strlen(by) == QUOTE_MAX ? "..." : "");
}

static bool begins_slot(const struct plan_input *input, unsigned int i)
{
	const struct function *function = input->decision.inventory.function;

	while (i-- > 0) {
		if (!pci_addr_same_slot(&function[i].addr, &function[i + 1].addr))
			return true;
		if (input->decision.plan.claim[i].state != STATE_NONE)
			return false;
	}
	return true;
}

static void print_functions(const struct host *host, struct names *names, const struct plan_input *input)
{
	struct layout_table table = {.host = host};

	for (unsigned int i = 0; i < input->decision.inventory.count; i++) {
		if (input->decision.plan.claim[i].state == STATE_NONE)
			continue;
		if (begins_slot(input, i))
			add_heading(host, input, names, i, &table);
		add_function(&table, input, i);
	}
	if (table.count)
		putchar('\n');
	layout_print(&table);
}

void plan_text_print(const struct host *host, struct names *names, const struct plan_input *input,
	const struct inventory *all)
{
	print_headline(host, input);
	print_functions(host, names, input);
	plan_notes_print(host, input, all);
}
