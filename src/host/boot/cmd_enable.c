// SPDX-License-Identifier: GPL-2.0-or-later
/* gpupt enable: give cards to guests from the next boot on. */
#define _GNU_SOURCE /* asprintf */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/note.h"
#include "host/boot/change.h"
#include "host/layout.h"
#include "host/machine.h"
#include "host/plan/plan_text.h"
#include "host/boot/slotlist.h"

static const char usage[] =
	"usage: gpupt enable SLOT... [--dry-run] [--yes] [--headless] [--by-address]\n"
	"                            [--only] [--timeout SECONDS]\n"
	"From the next boot on the cards in these slots are for guests: adds them to the\n"
	"boot loader's configuration and rebuilds the images of all kernels. Shows the\n"
	"change first, asks, and takes it back if a step fails.\n"
	"\n"
	"  SLOT           [DOMAIN:]BUS:DEV[.FN], or a path as gpupt.cmdline(7) explains\n"
	"  --dry-run      show the change and the commands, and do nothing\n"
	"  --yes          do not ask\n"
	"  --headless     even if the host is left without a display, or a passphrase is\n"
	"                 asked for on the boot display\n"
	"  --by-address   write the address of a slot, not the path to it\n"
	"  --only         these and no others: takes out, in the same change, those that\n"
	"                 were enabled before\n"
	"  --timeout SECONDS  end a program that takes longer (default 1800), and take the\n"
	"                 change back\n";

static const struct option options[] = {
	{"dry-run", no_argument, NULL, 'n'},
	{"yes", no_argument, NULL, 'y'},
	{"headless", no_argument, NULL, 'h'},
	{"by-address", no_argument, NULL, 'a'},
	{"only", no_argument, NULL, 'o'},
	{"timeout", required_argument, NULL, 't'},
	{NULL, 0, NULL, 0},
};

static const char afterwards[] =
	"Done: the next boot does it. gpupt check looks at all that it needs, gpupt\n"
	"rehearse tries the image; after the reboot gpupt status tells what came of it.\n"
	"If that boot goes wrong: in the boot menu press e, add gpupt=off at the end of\n"
	"the line with the kernel's parameters (in GRUB it begins with linux), and boot\n"
	"that (Ctrl-x). Then: gpupt disable.\n";

struct enable {
	struct change change; /* first: preview finds the rest from it */
	enum slot_form form;
	bool headless;
	bool only;     /* what was enabled before does not stay */
	char *named;   /* the slots of the command, by their exact names */
	char *slots;   /* ... with those that the configuration had */
	char *cmdline; /* of the next boot, then */
	struct inventory all;
	struct plan_input *plan;
};

static int out_of_memory(void)
{
	host_error("enable", "out of memory");
	return EXIT_UNKNOWN;
}

static int wrong_slot(const char *given, enum slot_found found, const char *name)
{
	if (found == SLOT_UNREADABLE) {
		host_error(given, "the IDs of this slot cannot be read");
		return EXIT_UNKNOWN;
	}
	if (found == SLOT_DIFFERS)
		host_error(given, "another device is there: %s", name);
	else if (*name)
		host_error(given, "there is no such slot; the nearest is %s", name);
	else
		host_error(given, "there is no such slot; see gpupt list");
	return EXIT_NO;
}

/* Adds the exact name of a slot to enable->named. */
static int add_slot(struct enable *enable, const char *given)
{
	struct pci_slot slot;
	char name[SLOT_TEXT];
	const char *wrong = pci_slot_parse(given, strlen(given), &slot);
	enum slot_found found;
	char *joined;

	if (wrong) {
		host_error(given, "this is not a slot: %s", wrong);
		return EXIT_USAGE;
	}
	found = slots_name(&enable->all, &slot, enable->form, name);
	if (found != SLOT_HERE)
		return wrong_slot(given, found, name);
	if (slotlist_has(&enable->all, enable->named, (struct token){name, strlen(name)}))
		return 0;
	joined = slotlist_join(enable->named, name);
	free(enable->named);
	enable->named = joined;
	return joined ? 0 : out_of_memory();
}

/* The parameters of the next boot as configured now: GRUB's may lack what update-grub did not see. */
static const char *configured(const struct enable *enable)
{
	return enable->change.cfg.next ? enable->change.cfg.next : enable->plan->question.cmdline;
}

/* The list to be configured, and the command line that the next boot then has. */
static bool make_lists(struct enable *enable)
{
	const char *own = enable->change.cfg.own;
	char *others = slotlist_without(&enable->all, enable->only ? "" : own, enable->named);
	char *all = slotlist_of(configured(enable));
	char *foreign = all ? slotlist_without(&enable->all, all, own) : NULL;
	char *together = NULL;

	enable->slots = others ? slotlist_join(others, enable->named) : NULL;
	if (enable->slots && foreign)
		together = slotlist_join(foreign, enable->slots);
	if (together)
		enable->cmdline = bootcfg_line(configured(enable), together, false);
	free(others);
	free(all);
	free(foreign);
	free(together);
	return enable->cmdline != NULL;
}

static bool is_on(const char *cmdline, const char *name)
{
	struct cmdline at = cmdline_start(cmdline, strlen(cmdline));
	struct param param;

	while (cmdline_next(&at, &param)) {
		if (token_is_name(param.name, name) && token_is(param.value, "on"))
			return true;
	}
	return false;
}

/* Without groups: intel_iommu=on is added where it can help, else nothing is to be hoped for. */
static int judge_iommu(struct enable *enable)
{
	const struct host *host = enable->change.host;
	const char *next = configured(enable);

	enable->change.intel_iommu = enable->change.cfg.own_iommu;
	if (machine_has_groups(&enable->all))
		return 0;
	if (is_on(enable->plan->question.cmdline, "intel_iommu")) {
		host_error("IOMMU",
			"it is off although intel_iommu=on is given: switch VT-d on in the firmware");
		return EXIT_NO;
	}
	if (!machine_is_intel(host->root)) {
		host_error("IOMMU", "it is off: %s", machine_iommu_advice(host->root, next, strlen(next)));
		return EXIT_NO;
	}
	if (!is_on(next, "intel_iommu"))
		enable->change.intel_iommu = true;
	layout_paragraph(host, 0, TONE_WARN, "The IOMMU is off,",
		"so its groups are not known yet: intel_iommu=on switches it on. After the reboot "
		"look with gpupt status whether each group is complete.");
	return 0;
}

/* The plan for the new command line. pci-stub needs no IOMMU: all but that can be judged so. */
static int make_plan(struct enable *enable)
{
	char *line = NULL;
	bool fits;

	if (asprintf(&line, "%s%s", machine_has_groups(&enable->all) ? "" : "gpupt.driver=pci-stub ",
		    enable->cmdline) < 0)
		return out_of_memory();
	free(enable->plan);
	enable->plan = plan_input_new();
	fits = enable->plan && plan_input_set_cmdline(enable->plan, line);
	free(line);
	if (!fits) {
		host_error("command line", "it is longer than %d bytes", CMDLINE_MAX - 1);
		return EXIT_NO;
	}
	plan_input_make(enable->change.host, enable->plan);
	return 0;
}

/* Whether a function is in a slot of this command. */
static bool is_named(const struct enable *enable, const struct function *function)
{
	struct token rest = {enable->named, strlen(enable->named)};
	struct token item;

	while (token_next_item(&rest, &item)) {
		struct pci_slot slot;
		const struct function *first = NULL;

		if (!pci_slot_parse(item.text, item.length, &slot))
			first = slots_find(&enable->all, &slot);
		if (first && pci_addr_same_slot(&first->addr, &function->addr))
			return true;
	}
	return false;
}

static int judge_claims(const struct enable *enable)
{
	const struct plan_input *plan = enable->plan;
	char text[NOTE_TEXT];
	int status = 0;

	for (unsigned int i = 0; i < plan->decision.inventory.count; i++) {
		const struct claim *claim = &plan->decision.plan.claim[i];
		char address[PCI_ADDR_TEXT];

		if (claim->state == STATE_NONE || !claim_is_bad(claim))
			continue;
		host_error(pci_addr_format(&plan->decision.inventory.function[i].addr, address),
			"the next boot would not claim it: %s", reason_text(claim->reason));
		if (is_named(enable, &plan->decision.inventory.function[i]))
			status = EXIT_NO;
	}
	for (unsigned int i = 0; i < plan->question.notes.count; i++) {
		if (note_is_error(plan->question.notes.note[i].code))
			host_error(plan->question.notes.note[i].subject, "%s",
				note_text(&plan->question.notes.note[i], text));
	}
	if (plan->report.result == RESULT_OFF)
		host_error("gpupt=off",
			"the boot configuration says so: nothing is claimed until it is taken out");
	if (plan->report.result == RESULT_UNKNOWN)
		return EXIT_UNKNOWN;
	return status;
}

static int judge_displays(const struct enable *enable)
{
	const struct function *display = machine_claimed_boot_display(enable->plan);
	const struct host *host = enable->change.host;
	char address[PCI_ADDR_TEXT];
	char volume[64];

	if (enable->headless)
		return 0;
	if (machine_displays_left(&enable->all, NULL) && !machine_displays_left(&enable->all, enable->plan)) {
		host_error("display", "none would be left to the host; --headless, if that is meant");
		return EXIT_NO;
	}
	if (display && machine_asks_passphrase(host->root, volume) && !machine_unlocks_remotely(host->root)) {
		host_error(pci_addr_format(&display->addr, address),
			"it is the boot display, and volume %s asks for a passphrase on it; --headless, if "
			"that is meant",
			volume);
		return EXIT_NO;
	}
	return 0;
}

/* What the next boot will do with each function. Without groups only warnings can be known. */
static void preview(const struct change *change)
{
	const struct enable *enable = (const struct enable *)change;
	struct names *names;

	if (!machine_has_groups(&enable->all)) {
		plan_notes_print(change->host, enable->plan, &enable->all);
		putchar('\n');
		return;
	}
	names = names_open(change->host);
	plan_text_print(change->host, names, enable->plan, &enable->all);
	names_close(names);
	putchar('\n');
}

static int by_hand(const struct enable *enable)
{
	const struct bootcfg *cfg = &enable->change.cfg;
	char *text = bootcfg_by_hand(cfg, enable->slots, enable->change.intel_iommu);

	preview(&enable->change);
	if (cfg->kind == BOOTCFG_UNKNOWN)
		host_error("boot loader", "it is none that gpupt knows: nothing was changed");
	else
		host_error("boot loader", "it is %s: nothing was changed", bootcfg_name(cfg->kind));
	printf("%s", text ? text : enable->slots);
	free(text);
	return EXIT_NO;
}

static int enable_slots(struct enable *enable, int count, char **slots)
{
	const struct host *host = enable->change.host;
	int status;

	plan_input_read_cmdline(host, NULL, enable->plan);
	inventory_read_all(host->root, &enable->all);
	if (enable->all.error) {
		host_error("sys/bus/pci/devices", "it cannot be read: %s", errno_text(enable->all.error));
		return EXIT_UNKNOWN;
	}
	for (int i = 0; i < count; i++) {
		status = add_slot(enable, slots[i]);
		if (status)
			return status;
	}
	if (!change_read(host, &enable->change))
		return EXIT_UNKNOWN;
	if (!make_lists(enable))
		return out_of_memory();
	status = judge_iommu(enable);
	if (!status)
		status = make_plan(enable);
	if (!status)
		status = judge_claims(enable);
	if (!status)
		status = judge_displays(enable);
	if (status)
		return status;
	enable->change.slots = enable->slots;
	if (bootcfg_is_by_hand(enable->change.cfg.kind))
		return by_hand(enable);
	if (change_is_refused(&enable->change))
		return EXIT_NO;
	return change_make(&enable->change);
}

/* An option of its own; false, and it was said what is wrong with it. */
static bool take_option(struct enable *enable, int c)
{
	switch (c) {
	case 'n':
		enable->change.dry_run = true;
		return true;
	case 'y':
		enable->change.yes = true;
		return true;
	case 'h':
		enable->headless = true;
		return true;
	case 'o':
		enable->only = true;
		return true;
	case 't':
		return change_set_timeout(&enable->change, optarg);
	default:
		enable->form = SLOT_BY_ADDRESS;
		return true;
	}
}

int cmd_enable(struct host *host, int argc, char **argv)
{
	struct enable *enable = calloc(1, sizeof(*enable));
	int status = EXIT_UNKNOWN;
	int c;

	if (!enable)
		return out_of_memory();
	enable->change.images = true;
	enable->change.done = afterwards;
	enable->change.preview = preview;
	while ((c = host_option(host, argc, argv, options, usage)) >= 0) {
		if (!take_option(enable, c)) {
			free(enable);
			return EXIT_USAGE;
		}
	}
	enable->change.host = host;
	enable->named = strdup("");
	enable->plan = plan_input_new();
	if (c == HOST_EXIT) {
		status = host->status;
	} else if (optind == argc) {
		host_error("enable", "which slot? see gpupt list");
		status = EXIT_USAGE;
	} else if (enable->named && enable->plan) {
		status = enable_slots(enable, argc - optind, argv + optind);
	}
	change_free(&enable->change);
	free(enable->plan);
	free(enable->named);
	free(enable->slots);
	free(enable->cmdline);
	free(enable);
	return status;
}
