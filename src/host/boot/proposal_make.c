// SPDX-License-Identifier: GPL-2.0-or-later
/* What the next boot is to have, and what is to be said of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/boot/line.h"
#include "core/sysfs.h"
#include "host/boot/proposal.h"
#include "host/boot/slotlist.h"
#include "host/layout.h"
#include "host/machine.h"
#include "host/names.h"
#include "host/plan/plan_notes.h"
#include "host/plan/plan_text.h"

/* The slots */

static int wrong_slot(const char *given, enum slot_found found, const char *name)
{
	if (found == SLOT_UNREADABLE) {
		host_error(given, "the IDs of this slot cannot be read");
		return EXIT_UNKNOWN;
	}
	if (found == SLOT_DIFFERS)
		host_error(given, "another device is there; if that is meant: %s", name);
	else if (*name)
		host_error(given, "there is no such slot; the nearest is %s", name);
	else
		host_error(given, "there is no such slot; see gpupt list");
	return EXIT_NO;
}

/* Adds the exact name of a slot to the named ones. */
static int add_slot(struct proposal *proposal, const char *given)
{
	struct pci_slot slot;
	char name[SLOT_TEXT];
	const char *wrong = pci_slot_parse(given, strlen(given), &slot);
	enum slot_found found;
	char *joined;

	if (wrong) {
		struct text text = {NULL, 0, 0};

		slots_tell_wrong(&proposal->all, given, wrong, &text);
		host_error(given, "%s", text_string(&text));
		text_free(&text);
		return EXIT_USAGE;
	}
	found = slots_name(&proposal->all, &slot, proposal->form, name);
	if (found == SLOT_UNREADABLE || (found != SLOT_HERE && !proposal->as_given))
		return wrong_slot(given, found, name);
	if (found != SLOT_HERE) {
		proposal_refuse(proposal, true, given,
			found == SLOT_DIFFERS ? "another device is there" : "there is no such slot");
		snprintf(name, sizeof(name), "%s", given);
		proposal->exact = false;
	}
	if (slotlist_has(&proposal->all, proposal->named, token_of(name)))
		return 0;
	joined = slotlist_join(proposal->named, name);
	free(proposal->named);
	proposal->named = joined;
	return joined ? 0 : EXIT_UNKNOWN;
}

/* The list to be configured, and the command line that the next boot then has. */
static bool make_lists(struct proposal *proposal)
{
	const struct inventory *all = &proposal->all;
	const char *own = proposal->cfg->own ? proposal->cfg->own : "";
	char *others = slotlist_without(all, proposal->only ? "" : own, proposal->named);
	char *before = slotlist_of(proposal_configured(proposal));
	char *kept = before ? slotlist_without(all, before, own) : NULL;
	char *foreign = kept ? slotlist_without(all, kept, proposal->named) : NULL;
	char *together = NULL;

	proposal->slots = others ? slotlist_join(others, proposal->named) : NULL;
	if (proposal->slots && foreign)
		together = slotlist_join(foreign, proposal->slots);
	if (together)
		proposal->cmdline = line_with_slots(proposal_configured(proposal), together, false);
	free(others);
	free(before);
	free(kept);
	free(foreign);
	free(together);
	return proposal->cmdline != NULL;
}

int proposal_make(struct proposal *proposal, int count, char **slots)
{
	int status;

	proposal->running = plan_input_new();
	if (!proposal->running)
		return EXIT_UNKNOWN;
	plan_input_read_cmdline(proposal->host, NULL, proposal->running);
	inventory_read_all(proposal->host->root, &proposal->all);
	if (proposal->all.error) {
		host_error("sys/bus/pci/devices", "it cannot be read: %s", errno_text(proposal->all.error));
		return EXIT_UNKNOWN;
	}
	for (int i = 0; i < count; i++) {
		status = add_slot(proposal, slots[i]);
		if (status)
			return status;
	}
	if (!make_lists(proposal)) {
		host_error(proposal->host->command, "out of memory");
		return EXIT_UNKNOWN;
	}
	if (*proposal->cfg->wrong)
		proposal_refuse(proposal, false,
			proposal->cfg->file ? proposal->cfg->file : bootcfg_name(proposal->cfg->kind), "%s",
			proposal->cfg->wrong);
	status = proposal_judge_iommu(proposal) || proposal->refusals ? EXIT_NO : 0;
	proposal->plan = proposal_plan_with(proposal, "");
	return proposal->plan ? proposal_judge(proposal, status) : EXIT_NO;
}

/* What is to be said */

/* Whether a function belongs to a card that is a GPU. */
static bool is_of_gpu(const struct inventory *all, const struct pci_addr *addr)
{
	const struct function *function = inventory_at(all, addr);

	for (unsigned int i = 0; function && i < all->count; i++) {
		if (function_same_card(&all->function[i], function) && pci_is_gpu(all->function[i].class))
			return true;
	}
	return false;
}

static void print_no_gpu(const struct proposal *proposal)
{
	const struct inventory *inventory = &proposal->plan->decision.inventory;
	struct text text = {NULL, 0, 0};
	struct pci_slot slot;
	char address[PCI_ADDR_TEXT];

	for (unsigned int i = 0; i < inventory->count; i++) {
		const struct function *function = &inventory->function[i];

		if (claim_is_good(&proposal->plan->decision.plan.claim[i]) &&
			proposal_asked_here(proposal, i, &slot) &&
			!is_of_gpu(&proposal->all, &function->addr))
			text_item(&text, ", ", "%s (%s)", pci_addr_format(&function->addr, address),
				names_kind(function->class));
	}
	if (text.length)
		layout_paragraph(proposal->host, 0, TONE_WARN, "No GPU:", text_string(&text));
	text_free(&text);
}

static void print_no_groups(const struct proposal *proposal)
{
	const char *next = proposal_configured(proposal);
	struct text text = {NULL, 0, 0};

	text_addf(&text,
		"so its groups are not known yet: %s. After the reboot look with gpupt status whether each group is "
		"complete.",
		machine_lacks_iommu(proposal->host->root)
			? machine_iommu_advice(proposal->host->root, next, strlen(next))
			: "intel_iommu=on switches it on");
	layout_paragraph(proposal->host, 0, TONE_WARN, "The IOMMU is off,", text_string(&text));
	text_free(&text);
}

void proposal_print(const struct proposal *proposal)
{
	const struct host *host = proposal->host;
	struct names *names;

	print_no_gpu(proposal);
	if (!machine_has_groups(&proposal->all)) {
		print_no_groups(proposal);
		plan_notes_print(host, proposal->plan, &proposal->all);
	} else {
		names = names_open(host);
		plan_text_print(host, names, proposal->plan, &proposal->all);
		names_close(names);
	}
}
