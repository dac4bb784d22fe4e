/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gpupt plan: what the next boot will do, by the binder's own code. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/sysfs.h"
#include "host/boot/bootcfg.h"
#include "host/boot/both_lines.h"
#include "host/boot/line.h"
#include "host/boot/proposal.h"
#include "host/layout.h"
#include "host/machine.h"
#include "host/plan/plan_text.h"
#include "host/text.h"

static const char usage[] =
	"usage: gpupt plan [--cmdline FILE | --cmdline-text TEXT] [--json] [--headless]\n"
	"                  [--force NAME]... [SLOT]...\n"
	"Shows what the next boot will do: with the command line that the boot loader\n"
	"has for it, or if that is not known, with that of this boot. With SLOT, what it\n"
	"would do after gpupt enable SLOT, which decides the same; and the parameter.\n"
	"\n"
	"  SLOT           [DOMAIN:]BUS:DEV[.FN | .*], or a path: gpupt.cmdline(7)\n"
	"  --cmdline FILE the command line is in FILE (-: standard input)\n"
	"  --cmdline-text TEXT  the command line is TEXT\n"
	"  --json         the report of gpupt-bind --dry-run\n"
	"  --headless     as of gpupt enable\n"
	"  --force NAME   as of gpupt enable\n";

static const struct option options[] = {
	{"cmdline", required_argument, NULL, 'c'},
	{"cmdline-text", required_argument, NULL, 't'},
	{"json", no_argument, NULL, 'j'},
	{"headless", no_argument, NULL, 'h'},
	{"force", required_argument, NULL, 'f'},
	{NULL, 0, NULL, 0},
};

struct planning {
	const struct host *host;
	const char *file; /* the command line that was given */
	const char *text;
	bool json;
	struct bootcfg cfg;
	struct proposal *proposal;
};

static int print_json(const struct plan_input *input, int status)
{
	struct out out;

	out_init(&out, STDOUT_FILENO);
	report_json(&input->report, &out);
	return host_written(out_flush(&out), status);
}

/* Whether the boot loader has another command line for the next boot, as far as it matters. */
static bool next_differs(const struct bootcfg *cfg, const char *running)
{
	char *now = line_ours(running);
	char *next = line_ours(cfg->next);
	bool differs = now && next && strcmp(now, next) != 0;

	free(now);
	free(next);
	return differs;
}

static void say_other(const struct host *host)
{
	putchar('\n');
	layout_paragraph(host, 0, TONE_STRONG, "Configured",
		"is another command line for the next boot than this boot had; the configured "
		"one is planned.");
}

/* Without sysfs or a command line there is no plan: as of every command, on standard error. */
static void complain(const struct notes *notes)
{
	for (unsigned int i = 0; i < notes->count; i++) {
		const struct note *note = &notes->note[i];
		struct text text = {NULL, 0, 0};
		char what[NOTE_TEXT];

		if (!note_is_error(note->code))
			continue;
		text_advise(&text, note_text(note, what), note_advice(note->code));
		host_error(note->subject, "%s", text_string(&text));
		text_free(&text);
	}
}

/* The next boot as it is configured, or the command line that was given. */
static int plan_line(struct planning *plan)
{
	const struct host *host = plan->host;
	struct inventory *all = host_alloc(1, sizeof(*all));
	struct plan_input *input = host_alloc(1, sizeof(*input));
	bool other = false;
	int status = EXIT_USAGE;

	if (!plan->text)
		plan_input_read_cmdline(host, plan->file, input);
	if (!plan->text && !plan->file && !bootcfg_read(host->root, &plan->cfg) && plan->cfg.next)
		other = next_differs(&plan->cfg, input->question.cmdline);
	if (other) {
		memset(&input->question.notes, 0, sizeof(input->question.notes));
		plan->text = plan->cfg.next;
	}
	if (plan->text && !plan_input_set_cmdline(input, plan->text)) {
		host_error("command line", "it is longer than %d bytes", CMDLINE_MAX - 1);
		goto out;
	}
	plan_input_make(host, input);
	status = report_exit_status(&input->report);
	if (status == EXIT_UNKNOWN)
		complain(&input->question.notes);
	if (plan->json) {
		status = print_json(input, status);
	} else if (status != EXIT_UNKNOWN) {
		struct names *names = names_open(host);

		inventory_read_all(host->root, all);
		plan_text_print(host, names, input, all);
		names_close(names);
		if (other)
			say_other(host);
		if (!plan->file && (!plan->text || other))
			both_lines_tell(host, false);
	}
out:
	free(input);
	free(all);
	return status;
}

static void print_refusals(const struct proposal *proposal, bool json)
{
	for (unsigned int i = 0; i < proposal->refusals; i++) {
		const struct refusal *refusal = &proposal->refusal[i];
		struct text text = {NULL, 0, 0};

		text_addf(&text, "%s: %s", refusal->subject, refusal->text);
		if (json)
			host_error(refusal->subject, "%s", refusal->text);
		else if (!refusal->in_plan)
			layout_paragraph(proposal->host, 0, TONE_BAD, "refused:", text_string(&text));
		text_free(&text);
	}
}

/* Whether a slot must be written otherwise to be claimed: with the IDs that were not given. */
static bool needs_ids(const struct plan_input *input)
{
	for (unsigned int i = 0; i < input->decision.inventory.count; i++) {
		if (input->decision.plan.claim[i].reason == REASON_PROTECTED_CLASS)
			return true;
	}
	return false;
}

/* The parameter for who does not use gpupt enable: whole, for it is copied. */
static void print_parameter(const struct proposal *proposal, int status)
{
	putchar('\n');
	layout_paragraph(proposal->host, 0, TONE_PLAIN, "",
		status ? "The parameter for the kernel command line, when that is mended:"
		       : "The parameter for the kernel command line (gpupt enable puts it there):");
	fputs("\n  gpupt.slots=", stdout);
	layout_text(proposal->host, TONE_PLAIN, proposal->slots);
	printf("%s\n", proposal->intel_iommu ? " intel_iommu=on" : "");
}

static void print_proposal(const struct proposal *proposal, const struct plan_input *shown, int status)
{
	if (status && shown != proposal->plan) {
		struct names *names = names_open(proposal->host);

		plan_text_print(proposal->host, names, shown, &proposal->all);
		names_close(names);
	} else {
		proposal_print(proposal);
	}
	if (shown->refused)
		putchar('\n');
	print_refusals(proposal, false);
	if (!shown->refused && proposal->exact && !needs_ids(shown))
		print_parameter(proposal, status);
}

/* Without IOMMU groups the proposal is judged as if they were there; the binder's plan is this. */
static struct plan_input *binders_plan(const struct proposal *proposal)
{
	struct plan_input *plan;

	if (machine_has_groups(&proposal->all))
		return proposal->plan;
	plan = host_alloc(1, sizeof(*plan));
	if (plan_input_set_cmdline(plan, proposal->cmdline))
		plan_input_make(proposal->host, plan);
	return plan;
}

/* What gpupt enable would make of these slots, and nothing is done. */
static int plan_slots(struct planning *plan, int count, char **slots)
{
	struct proposal *proposal = plan->proposal;
	struct plan_input *given = host_alloc(1, sizeof(*given));
	struct plan_input *shown;
	int error = 0;
	int status;

	if (plan->file) {
		plan_input_read_cmdline(plan->host, plan->file, given);
		plan->cfg.next = host_strdup(given->question.cmdline);
	} else if (plan->text) {
		plan->cfg.next = host_strdup(plan->text);
	} else {
		error = bootcfg_read(plan->host->root, &plan->cfg);
	}
	free(given);
	if (error) {
		host_error("boot configuration", "it cannot be read: %s", errno_text(error));
		return EXIT_UNKNOWN;
	}
	proposal->cfg = &plan->cfg;
	proposal->as_given = true;
	status = proposal_make(proposal, count, slots);
	if (!proposal->plan)
		return status;
	shown = binders_plan(proposal);
	shown->would = proposal->plan->would = true;
	for (unsigned int i = 0; i < proposal->refusals; i++)
		shown->refused = proposal->plan->refused = shown->refused || !proposal->refusal[i].in_plan;
	if (plan->json) {
		print_refusals(proposal, true);
		status = print_json(shown, status);
	} else {
		print_proposal(proposal, shown, status);
		both_lines_tell(plan->host, false);
	}
	if (shown != proposal->plan)
		free(shown);
	return status;
}

static bool take_option(struct planning *plan, int c)
{
	switch (c) {
	case 'c':
		plan->file = optarg;
		return true;
	case 't':
		plan->text = optarg;
		return true;
	case 'h':
		plan->proposal->headless = true;
		return true;
	case 'f':
		return proposal_force(plan->proposal, optarg);
	default:
		plan->json = true;
		return true;
	}
}

static int plan_all(struct planning *plan, struct host *host, int argc, char **argv)
{
	int c;

	while ((c = host_option(host, argc, argv, options, usage)) >= 0) {
		if (!take_option(plan, c))
			return EXIT_USAGE;
	}
	if (c == HOST_EXIT)
		return host->status;
	if (plan->file && plan->text) {
		host_error("plan", "--cmdline and --cmdline-text: give one of them");
		return EXIT_USAGE;
	}
	return optind < argc ? plan_slots(plan, argc - optind, argv + optind) : plan_line(plan);
}

int cmd_plan(struct host *host, int argc, char **argv)
{
	struct planning plan = {.host = host};
	int status;

	plan.proposal = proposal_new(host);
	status = plan_all(&plan, host, argc, argv);
	proposal_free(plan.proposal);
	bootcfg_free(&plan.cfg);
	return status;
}
