/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gpupt status: what the boot claimed, and whether that still holds. */
#include "core/report.h"
#include "host/boot/both_lines.h"
#include "host/layout.h"
#include "host/machine.h"
#include "host/names.h"
#include "host/plan/gifts.h"
#include "host/plan/plan_input.h"
#include "host/status/status.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
	"usage: gpupt status [--json | --format text|json|prometheus]\n"
	"Compares what was claimed at boot with who has it now, and tells who may have\n"
	"taken it. Exit status 0 too if nothing was asked for at boot, 3 if there should\n"
	"be a report of the boot and there is none.\n"
	"\n"
	"  --json         for programs\n"
	"  --format FMT   text (default), json, or prometheus: metrics for the textfile\n"
	"                 collector of node exporter, which are there whatever is wrong\n";

static const struct option options[] = {
	{"json", no_argument, NULL, 'j'},
	{"format", required_argument, NULL, 'f'},
	{NULL, 0, NULL, 0},
};

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_PROMETHEUS, FORMATS };

static const char *const formats[FORMATS] = {"text", "json", "prometheus"};

static struct inventory now;

/* The headline of a boot that promised nothing. */
static const char *why_nothing(const struct boot_report *report)
{
	if (report->is_plan)
		return "the boot only planned, since gpupt=plan is on the command line.";
	if (!strcmp(report->result, "off"))
		return "gpupt was turned off on the command line.";
	if (report->claims)
		return "all that was asked for is kept for the host (gpupt.keep).";
	return "nothing that was asked for is on this machine.";
}

/* What guests can have. */
static void tell_kept(const struct host *host, const struct status *status, unsigned int promised)
{
	struct gift *gift = host_alloc(status->count, sizeof(*gift));
	struct text text = {NULL, 0, 0};
	unsigned int count = 0;

	for (unsigned int i = 0; i < status->count; i++) {
		const struct boot_claim *claim = status->device[i].claim;
		const struct function *function = inventory_at(&now, &claim->addr);

		if (!status->device[i].failed)
			gift[count++] = (struct gift){claim->addr, claim->ids, claim->class,
				function ? function->card : INVENTORY_FUNCTIONS + i};
	}
	count = gifts_tell(host, gift, count, &text);
	text_addf(&text, " %s for guests: %u function%s as the boot left %s.", count == 1 ? "is" : "are",
		promised, promised == 1 ? " is" : "s are", promised == 1 ? "it" : "them");
	layout_paragraph(host, 0, TONE_GOOD, "As promised:", text_string(&text));
	text_free(&text);
	free(gift);
}

static void print_headline(
	const struct host *host, const struct status *status, const struct boot_report *report)
{
	unsigned int promised = 0;
	unsigned int good = 0;
	char text[128];

	for (unsigned int i = 0; i < status->count; i++) {
		promised += !status->device[i].failed;
		good += status->device[i].state == STATUS_OK;
	}
	if (status->drift) {
		snprintf(text, sizeof(text),
			"%u of %u claimed functions are no longer as the boot left them.", promised - good,
			promised);
		layout_paragraph(host, 0, TONE_BAD, "Drift:", text);
	} else if (status->bad_boot) {
		layout_paragraph(host, 0, TONE_BAD,
			"Not as asked:", "the boot could not do all that the command line asks for.");
	} else if (promised) {
		tell_kept(host, status, promised);
	} else {
		layout_paragraph(host, 0, TONE_STRONG, "Nothing claimed:", why_nothing(report));
	}
}

/* The nodes, who has them open, power and link, as far as they are known. */
static void say_use(const struct status_device *device, struct text *text)
{
	const struct sight *sight = &device->sight;

	if (*device->nodes.group)
		text_item(text, " ", "%s", device->nodes.group);
	if (*device->nodes.device)
		text_item(text, " ", "%s", device->nodes.device);
	if (device->holder.pid) {
		text_item(text, ", ", "open: ");
		vfio_holder_describe(&device->holder, text);
	}
	if (*sight->power_state)
		text_item(text, ", ", "%s", sight->power_state);
	if (*sight->link.speed && sight->link.width > 0 && sight->most.width > 0)
		text_item(
			text, ", ", "%s x%d of x%d", sight->link.speed, sight->link.width, sight->most.width);
}

static void add_device(struct layout_table *table, const struct status_device *device)
{
	static const enum tone tones[] = {TONE_GOOD, TONE_BAD, TONE_BAD};
	const char *driver = device->driver[0] ? device->driver : "no driver";
	const char *expected = device->claim->driver;
	struct text use = {NULL, 0, 0};
	char addr[PCI_ADDR_TEXT];

	layout_row(table);
	layout_cell(table, 0, TONE_PLAIN, "  %s", pci_addr_format(&device->claim->addr, addr));
	layout_cell(table, 1, TONE_PLAIN, "%s", names_kind(device->claim->class));
	layout_cell(table, 2, tones[device->state], "%s",
		device->failed ? device->claim->state : status_name(device->state));
	if (device->state == STATUS_OK || device->failed)
		layout_cell(table, 3, TONE_PLAIN, "%s", driver);
	else if (device->state == STATUS_DRIFT && strcmp(driver, expected) != 0)
		layout_cell(table, 3, TONE_PLAIN, "%s, not %s", driver, expected);
	else if (device->state == STATUS_DRIFT)
		layout_cell(table, 3, TONE_PLAIN, "%s, without its override", driver);
	if (device->state == STATUS_OK)
		say_use(device, &use);
	layout_cell(table, 4, TONE_DIM, "%s", text_string(&use));
	text_free(&use);
}

/* Whether the one is of the card under whose name the other stands. */
static bool same_card(const struct status_device *a, const struct status_device *b)
{
	const struct function *one = inventory_at(&now, &a->claim->addr);
	const struct function *other = inventory_at(&now, &b->claim->addr);

	return (one && other && function_same_card(one, other)) ||
	       pci_addr_same_slot(&a->claim->addr, &b->claim->addr);
}

static void print_devices(const struct host *host, const struct status *status)
{
	struct layout_table table = {.host = host};
	struct names *names_list = names_open(host);
	char name[NAME_TEXT];

	for (unsigned int i = 0; i < status->count; i++) {
		const struct boot_claim *claim = status->device[i].claim;

		if (!i || !same_card(&status->device[i], &status->device[i - 1])) {
			layout_whole(&table);
			layout_cell(&table, 0, TONE_STRONG, "%s", names_short(names_list, &claim->ids, name));
		}
		add_device(&table, &status->device[i]);
	}
	if (table.count)
		putchar('\n');
	layout_print(&table);
	names_close(names_list);
}

static void print_sentence(const struct host *host, enum tone tone, const char *label, const char *subject,
	const char *text, bool *first)
{
	struct text whole = {NULL, 0, 0};

	if (*first)
		putchar('\n');
	*first = false;
	text_addf(&whole, "%s: %s", subject, text);
	layout_paragraph(host, 0, tone, label, text_string(&whole));
	text_free(&whole);
}

/* One for all functions of a slot of which the same is to be said. */
static bool said_before(const struct status *status, unsigned int i)
{
	const struct status_device *device = &status->device[i];

	while (i-- > 0) {
		const struct status_device *other = &status->device[i];

		if (!pci_addr_same_slot(&device->claim->addr, &other->claim->addr))
			return false;
		if (device->failed && other->failed &&
			!strcmp(text_string(&device->text), text_string(&other->text)))
			return true;
	}
	return false;
}

/* What to do about it is this version's; a note that it does not know has none. */
static void print_note(const struct host *host, const struct boot_note *note, bool *first)
{
	enum note_code code = note_code_of(note->code);
	struct text text = {NULL, 0, 0};

	text_advise(&text, note->text, code == NOTE_CODES ? "" : note_advice(code));
	print_sentence(host, note->is_error ? TONE_BAD : TONE_WARN,
		note->is_error ? "error at boot:" : "warning at boot:", note->subject, text_string(&text),
		first);
	text_free(&text);
}

static void print_sentences(
	const struct host *host, const struct status *status, const struct boot_report *report)
{
	char addr[PCI_ADDR_TEXT];
	bool first = true;

	for (unsigned int i = 0; i < status->count; i++) {
		const struct status_device *device = &status->device[i];
		bool ok = device->state == STATUS_OK;

		if (!device->text.length || said_before(status, i))
			continue;
		print_sentence(host, ok ? TONE_WARN : TONE_BAD,
			ok               ? "warning:"
			: device->failed ? "failed:"
					 : "drift:",
			pci_addr_format(&device->claim->addr, addr), text_string(&device->text), &first);
	}
	for (unsigned int i = 0; i < report->notes; i++)
		print_note(host, &report->note[i], &first);
}

/* Whether the boot must have left a report; true if that cannot be known. */
static bool is_asked(const struct host *host)
{
	struct plan_input *input = plan_input_new();
	bool asked = true;

	if (!input)
		return true;
	plan_input_read_cmdline(host, NULL, input);
	if (!input->question.notes.count) {
		request_parse(input->question.cmdline, input->question.length, &input->question.request,
			&input->question.notes);
		asked = input->question.request.asked || input->question.notes.count;
	}
	free(input);
	return asked;
}

/* It could not be found out: the message was printed, and monitoring gets at least that. */
static int unknown(enum format format)
{
	if (format == FORMAT_PROMETHEUS)
		status_metrics(NULL, NULL, EXIT_UNKNOWN);
	return EXIT_UNKNOWN;
}

/* Nothing was asked for: what has to be done to have something. */
static void tell_nothing(const struct host *host)
{
	struct text text = {NULL, 0, 0};
	struct text cards = {NULL, 0, 0};
	bool known;
	struct plan_input *next = plan_input_of_next_boot(host, &known);

	text_add(&text, "the command line of this boot asks for nothing. ");
	if (next && gifts_of_plan(host, next, &cards))
		text_addf(&text, "A reboot gives %s to guests.", text_string(&cards));
	else
		text_add(&text, "gpupt list tells what the next boot gives.");
	layout_paragraph(host, 0, TONE_STRONG, "Nothing claimed:", text_string(&text));
	text_free(&cards);
	text_free(&text);
	free(next);
}

static int without_report(const struct host *host, enum format format)
{
	const struct status status = {.count = 0};

	if (is_asked(host)) {
		host_error("/" REPORT_FILE,
			"the command line asks for claims, but the boot left no report: "
			"gpupt is not in the image that was booted, or it could not run; see gpupt check");
		return unknown(format);
	}
	if (format == FORMAT_JSON)
		return status_json(&status, NULL);
	if (format == FORMAT_PROMETHEUS)
		return status_metrics(&status, NULL, 0);
	tell_nothing(host);
	both_lines_tell(host, false);
	return 0;
}

/* With --verbose: whose report that is. */
static void tell_report(const struct host *host, const struct boot_report *report)
{
	struct text text = {NULL, 0, 0};

	if (!host->verbose)
		return;
	text_addf(&text, "the binder's result was '%s'", report->result);
	if (report->elapsed_us >= 0)
		text_addf(&text, ", after %lld ms", (report->elapsed_us + 999) / 1000);
	text_add(&text, " (/" REPORT_FILE ")");
	layout_paragraph(host, 0, TONE_STRONG, "Report:", text_string(&text));
	text_free(&text);
}

static void print_text(const struct host *host, const struct status *status, const struct boot_report *report)
{
	print_headline(host, status, report);
	print_devices(host, status);
	print_sentences(host, status, report);
	both_lines_tell(host, false);
	tell_report(host, report);
}

static int with_report(const struct host *host, const struct boot_report *report, enum format format)
{
	struct status status;
	int result;

	if (machine_read(host, &now))
		return unknown(format);
	status_make(host, report, &now, &status);
	result = status.drift || status.bad_boot ? EXIT_NO : 0;
	if (format == FORMAT_TEXT)
		print_text(host, &status, report);
	else if (format == FORMAT_JSON)
		result = status_json(&status, report) ? EXIT_UNKNOWN : result;
	else
		result = status_metrics(&status, report, result);
	status_free(&status);
	return result;
}

static bool read_format(const char *given, enum format *format)
{
	for (int i = 0; i < FORMATS; i++) {
		if (!strcmp(formats[i], given)) {
			*format = (enum format)i;
			return true;
		}
	}
	host_error(given, "unknown format; it is text, json or prometheus");
	return false;
}

int cmd_status(struct host *host, int argc, char **argv)
{
	enum format format = FORMAT_TEXT;
	struct boot_report report;
	const char *wrong;
	bool missing;
	int status;
	int c;

	while ((c = host_option(host, argc, argv, options, usage)) >= 0) {
		if (c == 'j')
			format = FORMAT_JSON;
		else if (!read_format(optarg, &format))
			return EXIT_USAGE;
	}
	if (c == HOST_EXIT)
		return host->status;
	if (!host_no_arguments(host, argc, argv))
		return EXIT_USAGE;
	wrong = bootreport_read(host, &report, &missing);
	if (missing)
		return without_report(host, format);
	if (wrong) {
		host_error("/" REPORT_FILE,
			"the report of the boot cannot be used: %s; dmesg | grep gpupt: shows "
			"what the binder said",
			wrong);
		return unknown(format);
	}
	status = with_report(host, &report, format);
	bootreport_free(&report);
	return status;
}
