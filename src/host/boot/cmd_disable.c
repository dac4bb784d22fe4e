// SPDX-License-Identifier: GPL-2.0-or-later
/* gpupt disable: from the next boot on cards are the host's again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/boot/change.h"
#include "host/boot/slotlist.h"

static const char usage[] = "usage: gpupt disable [SLOT...] [--dry-run] [--yes] [--timeout SECONDS]\n"
			    "                     [--json]\n"
			    "Takes these slots (default: all) out of the boot loader's configuration, where\n"
			    "gpupt enable put them. Every other parameter stays as it is.\n"
			    "\n"
			    "  SLOT           [DOMAIN:]BUS:DEV[.FN | .*], or a path: gpupt.cmdline(7)\n"
			    "  -n, --dry-run  show the change and the commands, and do nothing\n"
			    "  -y, --yes      do not ask\n"
			    "  --timeout SECONDS  end a program of the boot loader that takes longer\n"
			    "                 (default 1800), and take the change back\n"
			    "  --json         for programs; with --dry-run or --yes\n";

static const struct option options[] = {
	{"dry-run", no_argument, NULL, 'n'},
	{"yes", no_argument, NULL, 'y'},
	{"timeout", required_argument, NULL, 't'},
	{"json", no_argument, NULL, 'j'},
	{NULL, 0, NULL, 0},
};

static struct inventory all;

/* wrong: why it is no slot, or NULL. */
static int not_enabled(const struct change *change, const char *given, const char *wrong)
{
	struct text text = {NULL, 0, 0};

	if (wrong)
		slots_tell_wrong(&all, given, wrong, &text);
	else
		text_addf(&text, "it is not enabled; enabled is: %s",
			*change->cfg.own ? change->cfg.own : "nothing");
	host_error(given, "%s", text_string(&text));
	text_free(&text);
	return wrong ? EXIT_USAGE : EXIT_NO;
}

/* The slots of the command as a list; NULL and the exit status if one cannot be taken out. */
static char *given_list(const struct change *change, int count, char **slots, int *status)
{
	char *list = strdup("");

	for (int i = 0; list && i < count; i++) {
		struct token item = {slots[i], strlen(slots[i])};
		struct pci_slot slot;
		const char *wrong = pci_slot_parse(item.text, item.length, &slot);
		char *joined;

		if (wrong || !slotlist_has(&all, change->cfg.own, item)) {
			*status = not_enabled(change, slots[i], wrong);
			free(list);
			return NULL;
		}
		joined = slotlist_join(list, slots[i]);
		free(list);
		list = joined;
	}
	*status = EXIT_UNKNOWN;
	return list;
}

/* Nothing of ours is there; somebody else may have put slots into the configuration. */
static int nothing_enabled(const struct change *change)
{
	char *foreign = slotlist_of(change->cfg.next ? change->cfg.next : "");
	bool none = foreign && !*foreign;

	change->outcome->result = none ? CHANGE_NOTHING : CHANGE_REFUSED;
	if (none)
		puts("Nothing is enabled: there is nothing to take out.");
	else if (foreign)
		host_error("gpupt.slots",
			"%s is in the boot configuration, but gpupt enable did not put it "
			"there; take it out where it was written, for example /etc/default/grub",
			foreign);
	free(foreign);
	return none ? 0 : EXIT_NO;
}

/* The slots that stay; NULL and the exit status if one that is given cannot be taken out. */
static char *left_over(struct change *change, int count, char **slots, int *status)
{
	char *list = count ? given_list(change, count, slots, status) : strdup(change->cfg.own);
	char *left = list ? slotlist_without(&all, change->cfg.own, list) : NULL;

	if (!left && *status == EXIT_NO)
		change->outcome->result = CHANGE_REFUSED;
	free(list);
	return left;
}

/* What gpupt does not write it does not take out. Where the line is not seen, all of it goes. */
static int by_hand(struct change *change, int count, char **slots)
{
	int status = EXIT_UNKNOWN;
	char *text;

	if (change->cfg.next && !*change->cfg.own && !count)
		return nothing_enabled(change);
	change->slots = change->cfg.next ? left_over(change, count, slots, &status) : strdup("");
	if (!change->slots)
		return status;
	text = bootcfg_by_hand(&change->cfg, change->slots, false);
	change->outcome->result = CHANGE_BY_HAND;
	if (change->cfg.kind == BOOTCFG_UNKNOWN)
		host_error("boot loader", "it is none that gpupt knows: nothing was changed");
	else
		host_error("boot loader", "it is %s: nothing was changed", bootcfg_name(change->cfg.kind));
	printf("%s", text ? text : "");
	free(text);
	return EXIT_NO;
}

static int take_out(struct change *change, int count, char **slots)
{
	int status = EXIT_UNKNOWN;
	char *left = left_over(change, count, slots, &status);

	if (!left)
		return status;
	change->slots = left;
	change->intel_iommu = change->cfg.own_iommu && *left;
	change->done = "Done: the next boot leaves them to the host.\n";
	return change_make(change);
}

/* That needs neither keys nor a line that it could be put behind. */
static bool deletes_addon(const struct change *change, int slots)
{
	return change->cfg.kind == BOOTCFG_ADDON && *change->cfg.own && !slots;
}

static int disable(struct change *change, int count, char **slots)
{
	if (!change_read(change->host, change))
		return EXIT_UNKNOWN;
	inventory_read_all(change->host->root, &all);
	if (bootcfg_is_by_hand(change->cfg.kind))
		return by_hand(change, count, slots);
	if (!deletes_addon(change, count) && change_is_refused(change))
		return EXIT_NO;
	if (!*change->cfg.own && !count)
		return nothing_enabled(change);
	return take_out(change, count, slots);
}

int cmd_disable(struct host *host, int argc, char **argv)
{
	struct change_outcome outcome = {CHANGE_FAILED, {NULL, 0, 0}};
	struct change change = {.host = host, .outcome = &outcome};
	int status;
	int c;

	while ((c = host_option(host, argc, argv, options, usage)) >= 0) {
		if (c == 'n')
			change.dry_run = true;
		else if (c == 'j')
			change.json = true;
		else if (c == 'y')
			change.yes = true;
		else if (!change_set_timeout(&change, optarg))
			return EXIT_USAGE;
	}
	if (c == HOST_EXIT)
		return host->status;
	if (!change_may_ask(&change))
		return EXIT_USAGE;
	change_begin(&change);
	status = change_end(&change, disable(&change, argc - optind, argv + optind));
	free((char *)change.slots);
	change_free(&change);
	text_free(&outcome.commands);
	return status;
}
