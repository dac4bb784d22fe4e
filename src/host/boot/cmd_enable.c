// SPDX-License-Identifier: GPL-2.0-or-later
/* gpupt enable: give cards to guests from the next boot on. */
#include <stdio.h>
#include <stdlib.h>

#include "host/boot/change.h"
#include "host/boot/efivar.h"
#include "host/boot/proposal.h"

static const char usage[] =
	"usage: gpupt enable SLOT... [--dry-run] [--yes] [--headless] [--by-address]\n"
	"                            [--only] [--force NAME]... [--timeout SECONDS]\n"
	"                            [--json]\n"
	"From the next boot on the cards in these slots are for guests: adds them to the\n"
	"boot loader's configuration and rebuilds the images of all kernels. Shows the\n"
	"change first, asks, and takes it back if a step fails.\n"
	"\n"
	"  SLOT           [DOMAIN:]BUS:DEV[.FN | .*], or a path: gpupt.cmdline(7)\n"
	"  -n, --dry-run  show the change and the commands, and do nothing\n"
	"  -y, --yes      do not ask\n"
	"  --headless     even if the host is left without a display, or without what a\n"
	"                 passphrase is typed on and shown on\n"
	"  --by-address   write the address of a slot, not the path to it\n"
	"  --only         these and no others: takes out, in the same change, those that\n"
	"                 were enabled before\n"
	"  --force NAME   even if the host lives on it: NAME is the mount point, swap,\n"
	"                 interface or keyboard as the refusal names it\n"
	"  --timeout SECONDS  end a program that takes longer (default 1800), and take\n"
	"                 the change back\n"
	"  --json         for programs; with --dry-run or --yes\n";

static const struct option options[] = {
	{"dry-run", no_argument, NULL, 'n'},
	{"yes", no_argument, NULL, 'y'},
	{"headless", no_argument, NULL, 'h'},
	{"by-address", no_argument, NULL, 'a'},
	{"only", no_argument, NULL, 'o'},
	{"force", required_argument, NULL, 'f'},
	{"timeout", required_argument, NULL, 't'},
	{"json", no_argument, NULL, 'j'},
	{NULL, 0, NULL, 0},
};

static const char afterwards[] =
	"Done: the next boot does it. gpupt check looks at all that it needs, gpupt\n"
	"rehearse tries the image; after the reboot gpupt status tells what came of it.\n"
	"If that boot goes wrong: in the boot menu press e, add gpupt=off to the line\n"
	"with the kernel's parameters (in GRUB it begins with linux), in front of a bare\n"
	"-- if there is one, and boot that (Ctrl-x). Then: gpupt disable.\n";

/* systemd-stub takes no parameters from the menu then. */
static const char afterwards_secure[] =
	"Done: the next boot does it. gpupt check looks at all that it needs, gpupt\n"
	"rehearse tries the image; after the reboot gpupt status tells what came of it.\n"
	"If that boot goes wrong: with Secure Boot the menu adds nothing to a unified\n"
	"image. Switch Secure Boot off for one boot, press e in the boot menu, add\n"
	"gpupt=off, and boot that. Then: gpupt disable.\n";

struct enable {
	struct change change; /* first: preview finds the rest from it */
	struct proposal *proposal;
};

/* Programs get what people read in the plan. */
static void warn(const struct plan_input *plan)
{
	const struct notes *notes = &plan->question.notes;

	if (plan->question.request.mode != MODE_ON)
		host_warning("gpupt", "gpupt=%s is on the command line: the next boot claims nothing",
			plan->question.request.mode == MODE_OFF ? "off" : "plan");
	for (unsigned int i = 0; i < plan->decision.inventory.count; i++) {
		char address[PCI_ADDR_TEXT];

		if (plan->decision.plan.claim[i].state == STATE_KEPT)
			host_warning(pci_addr_format(&plan->decision.inventory.function[i].addr, address),
				"gpupt.keep keeps it for the host");
	}
	for (unsigned int i = 0; i < notes->count; i++) {
		const struct note *note = &notes->note[i];
		struct text text = {NULL, 0, 0};
		char what[NOTE_TEXT];

		if (note_is_error(note->code))
			continue;
		text_advise(&text, note_text(note, what), note_advice(note->code));
		host_warning(note->subject, "%s", text_string(&text));
		text_free(&text);
	}
}

static void preview(const struct change *change)
{
	const struct proposal *proposal = ((const struct enable *)change)->proposal;

	if (change->json)
		warn(proposal->plan);
	proposal_print(proposal);
	putchar('\n');
}

static bool menu_adds_nothing(const struct change *change)
{
	for (unsigned int i = 0; i < change->kernels.count; i++) {
		if (change->kernels.kernel[i].unified)
			return efivar_secure_boot(change->host->root);
	}
	return false;
}

static int by_hand(const struct enable *enable)
{
	const struct bootcfg *cfg = &enable->change.cfg;
	char *text = bootcfg_by_hand(cfg, enable->change.slots, enable->change.intel_iommu);

	enable->change.outcome->result = CHANGE_BY_HAND;
	preview(&enable->change);
	if (cfg->kind == BOOTCFG_UNKNOWN)
		host_error("boot loader", "it is none that gpupt knows: nothing was changed");
	else
		host_error("boot loader", "it is %s: nothing was changed", bootcfg_name(cfg->kind));
	printf("%s", text ? text : enable->change.slots);
	free(text);
	return EXIT_NO;
}

static int enable_slots(struct enable *enable, int count, char **slots)
{
	struct proposal *proposal = enable->proposal;
	int status;

	if (!change_read(enable->change.host, &enable->change))
		return EXIT_UNKNOWN;
	proposal->cfg = &enable->change.cfg;
	status = proposal_make(proposal, count, slots);
	for (unsigned int i = 0; i < proposal->refusals; i++)
		host_error(proposal->refusal[i].subject, "%s", proposal->refusal[i].text);
	if (status) {
		enable->change.outcome->result = CHANGE_REFUSED;
		return status;
	}
	enable->change.slots = proposal->slots;
	enable->change.intel_iommu = proposal->intel_iommu;
	if (bootcfg_is_by_hand(enable->change.cfg.kind))
		return by_hand(enable);
	if (change_is_refused(&enable->change))
		return EXIT_NO;
	if (menu_adds_nothing(&enable->change))
		enable->change.done = afterwards_secure;
	return change_make(&enable->change);
}

/* An option of its own; false, and it was said what is wrong with it. */
static bool take_option(struct enable *enable, int c)
{
	switch (c) {
	case 'n':
		enable->change.dry_run = true;
		return true;
	case 'j':
		enable->change.json = true;
		return true;
	case 'y':
		enable->change.yes = true;
		return true;
	case 'h':
		enable->proposal->headless = true;
		return true;
	case 'o':
		enable->proposal->only = true;
		return true;
	case 't':
		return change_set_timeout(&enable->change, optarg);
	case 'f':
		return proposal_force(enable->proposal, optarg);
	default:
		enable->proposal->form = SLOT_BY_ADDRESS;
		return true;
	}
}

static int enable_all(struct enable *enable, struct host *host, int argc, char **argv)
{
	int c;

	while ((c = host_option(host, argc, argv, options, usage)) >= 0) {
		if (!take_option(enable, c))
			return EXIT_USAGE;
	}
	if (c == HOST_EXIT)
		return host->status;
	if (optind == argc) {
		host_error("enable", "which slot? see gpupt list");
		return EXIT_USAGE;
	}
	if (!change_may_ask(&enable->change))
		return EXIT_USAGE;
	change_begin(&enable->change);
	return change_end(&enable->change, enable_slots(enable, argc - optind, argv + optind));
}

int cmd_enable(struct host *host, int argc, char **argv)
{
	struct change_outcome outcome = {CHANGE_FAILED, {NULL, 0, 0}};
	struct enable enable = {.change = {.host = host,
					.outcome = &outcome,
					.images = true,
					.done = afterwards,
					.preview = preview}};
	int status;

	enable.proposal = proposal_new(host);
	status = enable_all(&enable, host, argc, argv);
	change_free(&enable.change);
	text_free(&outcome.commands);
	proposal_free(enable.proposal);
	return status;
}
