/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gpupt plan: what the next boot will do, by the binder's own code. */
#include "core/sysfs.h"
#include "host/boot/bootcfg.h"
#include "host/layout.h"
#include "host/plan/plan_text.h"
#include "host/slots.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
	"usage: gpupt plan [--cmdline FILE | --cmdline-text TEXT] [--json] [SLOT]...\n"
	"Shows what the next boot will do with this kernel command line. With SLOT, what\n"
	"it would do with gpupt.slots= for these slots, and the exact parameter to use.\n"
	"\n"
	"  SLOT           [DOMAIN:]BUS:DEV[.FN], or a path as gpupt.cmdline(7) explains\n"
	"  --cmdline FILE  the command line is in FILE (-: standard input), instead of\n"
	"                 /proc/cmdline\n"
	"  --cmdline-text TEXT  the command line is TEXT\n"
	"  --json         the report of gpupt-bind --dry-run\n";

static const struct option options[] = {
	{"cmdline", required_argument, NULL, 'c'},
	{"cmdline-text", required_argument, NULL, 't'},
	{"json", no_argument, NULL, 'j'},
	{NULL, 0, NULL, 0},
};

struct plan_options {
	const char *file;
	const char *text;
	bool json;
};

static struct inventory all;

/* What is written for one SLOT: its exact name, or what was given if that is not there. */
static void append_slot(const char *given, struct pci_slot *slot, bool *exact, char *list, size_t size)
{
	char name[SLOT_TEXT];
	size_t used = strlen(list);

	if (slots_name(&all, slot, SLOT_BY_PATH, name) != SLOT_HERE) {
		snprintf(name, sizeof(name), "%s", given);
		*exact = false;
	}
	snprintf(list + used, size - used, "%s%s", used ? "," : "", name);
}

/* The value of gpupt.slots= for all SLOTs; NULL and a message if one cannot be understood. */
static char *make_list(int count, char **slots, bool *exact)
{
	size_t size = (size_t)count * (SLOT_TEXT + 1) + 1;
	char *list = calloc(1, size);

	*exact = true;
	for (int i = 0; list && i < count; i++) {
		struct pci_slot slot;
		const char *wrong = pci_slot_parse(slots[i], strlen(slots[i]), &slot);

		if (wrong) {
			host_error(slots[i], "this is not a slot: %s", wrong);
			free(list);
			return NULL;
		}
		append_slot(slots[i], &slot, exact, list, size);
	}
	return list;
}

static int print_json(const struct plan_input *input)
{
	struct out out;

	out_init(&out, STDOUT_FILENO);
	report_json(&input->report, &out);
	return host_written(out_flush(&out), report_exit_status(&input->report));
}

/* Whether the slots must be written otherwise to be claimed: with the IDs that were not given. */
static bool needs_ids(const struct plan_input *input)
{
	for (unsigned int i = 0; i < input->decision.inventory.count; i++) {
		if (input->decision.plan.claim[i].reason == REASON_PROTECTED_CLASS)
			return true;
	}
	return false;
}

/*
 * The command line of this boot was planned, but the boot menu may have another one for the next:
 * after gpupt enable it has. The whole of it is planned only on demand, since a menu can have many
 * entries.
 */
static void tell_next(const struct host *host, const struct plan_input *input)
{
	struct bootcfg cfg;
	bool known = !bootcfg_read(host->root, &cfg) && cfg.next;
	char *now = known ? bootcfg_parameters(input->question.cmdline) : NULL;
	char *next = known ? bootcfg_parameters(cfg.next) : NULL;

	if (now && next && strcmp(now, next) != 0) {
		putchar('\n');
		layout_paragraph(host, 0, TONE_WARN, "But",
			"that is for the command line of this boot. The boot menu has another one for the next; "
			"to plan that:");
		printf("\n  gpupt plan --cmdline-text '%s'\n", next);
	}
	free(now);
	free(next);
	bootcfg_free(&cfg);
}

static int print_text(const struct host *host, const struct plan_input *input, const char *list, bool exact)
{
	struct names *names = names_open(host);

	plan_text_print(host, names, input, &all);
	if (list && exact && !needs_ids(input))
		printf("\nThe parameter for the kernel command line%s:\n\n  gpupt.slots=%s\n",
			input->report.result == RESULT_DONE ? " (gpupt enable puts it there)"
							    : ", when that is mended",
			list);
	names_close(names);
	return report_exit_status(&input->report);
}

static int plan(const struct host *host, const struct plan_options *given, int count, char **slots)
{
	struct plan_input *input = plan_input_new();
	char *list = NULL;
	bool exact = false;
	int status = EXIT_USAGE;

	inventory_read_all(host->root, &all);
	if (count)
		list = make_list(count, slots, &exact);
	if (!input || (count && !list))
		goto out;
	if (!given->text)
		plan_input_read_cmdline(host, given->file, input);
	if ((given->text && !plan_input_set_cmdline(input, given->text)) ||
		(list && !plan_input_replace_slots(input, list))) {
		host_error("command line", "it is longer than %d bytes", CMDLINE_MAX - 1);
		goto out;
	}
	plan_input_make(host, input);
	status = given->json ? print_json(input) : print_text(host, input, list, exact);
	if (!given->json && !given->file && !given->text && !list)
		tell_next(host, input);
out:
	free(list);
	free(input);
	return status;
}

int cmd_plan(struct host *host, int argc, char **argv)
{
	struct plan_options given = {NULL, NULL, false};
	int c;

	while ((c = host_option(host, argc, argv, options, usage)) >= 0) {
		if (c == 'c')
			given.file = optarg;
		else if (c == 't')
			given.text = optarg;
		else
			given.json = true;
	}
	if (c == HOST_EXIT)
		return host->status;
	if (given.file && given.text) {
		host_error("plan", "--cmdline and --cmdline-text: give one of them");
		return EXIT_USAGE;
	}
	return plan(host, &given, argc - optind, argv + optind);
}
