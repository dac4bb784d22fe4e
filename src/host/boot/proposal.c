// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE /* vasprintf */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/sysfs.h"
#include "host/boot/needs.h"
#include "host/boot/proposal.h"
#include "host/boot/slotlist.h"
#include "host/layout.h"
#include "host/machine.h"
#include "host/names.h"
#include "host/plan/plan_text.h"

struct proposal *proposal_new(const struct host *host)
{
	struct proposal *proposal = host_alloc(1, sizeof(*proposal));

	proposal->host = host;
	proposal->named = host_strdup("");
	proposal->exact = true;
	return proposal;
}

void proposal_free(struct proposal *proposal)
{
	for (unsigned int i = 0; i < proposal->refusals; i++) {
		free(proposal->refusal[i].subject);
		free(proposal->refusal[i].text);
	}
	free(proposal->refusal);
	free(proposal->running);
	free(proposal->plan);
	free(proposal->named);
	free(proposal->slots);
	free(proposal->cmdline);
	free(proposal);
}

bool proposal_force(struct proposal *proposal, const char *name)
{
	if (proposal->forced == PROPOSAL_FORCED) {
		host_error("--force", "more than %d names", PROPOSAL_FORCED);
		return false;
	}
	proposal->force[proposal->forced++] = name;
	return true;
}

__attribute__((format(printf, 4, 5))) static int refuse(
	struct proposal *proposal, bool in_plan, const char *subject, const char *format, ...)
{
	struct refusal *refusal;
	va_list args;

	proposal->refusal = host_realloc(proposal->refusal, proposal->refusals + 1, sizeof(*refusal));
	refusal = &proposal->refusal[proposal->refusals++];
	refusal->in_plan = in_plan;
	refusal->subject = host_strdup(subject);
	va_start(args, format);
	if (vasprintf(&refusal->text, format, args) < 0)
		refusal->text = host_strdup(format);
	va_end(args);
	return EXIT_NO;
}

/* The slots */

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

/* Adds the exact name of a slot to the named ones. */
static int add_slot(struct proposal *proposal, const char *given)
{
	struct pci_slot slot;
	char name[SLOT_TEXT];
	const char *wrong = pci_slot_parse(given, strlen(given), &slot);
	enum slot_found found;
	char *joined;

	if (wrong) {
		const char *meant = slots_guess(&proposal->all, given, name);

		host_error(given, "this is not a slot: %s%s%s", meant ? "did you mean " : wrong,
			meant ? meant : "", meant ? "?" : "");
		return EXIT_USAGE;
	}
	found = slots_name(&proposal->all, &slot, proposal->form, name);
	if (found == SLOT_UNREADABLE || (found != SLOT_HERE && !proposal->as_given))
		return wrong_slot(given, found, name);
	if (found != SLOT_HERE) {
		refuse(proposal, true, given,
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

/* The parameters of the next boot as configured now; of this boot, where that is not known. */
static const char *configured(const struct proposal *proposal)
{
	return proposal->cfg->next ? proposal->cfg->next : proposal->running->question.cmdline;
}

/* The list to be configured, and the command line that the next boot then has. */
static bool make_lists(struct proposal *proposal)
{
	const struct inventory *all = &proposal->all;
	const char *own = proposal->cfg->own ? proposal->cfg->own : "";
	char *others = slotlist_without(all, proposal->only ? "" : own, proposal->named);
	char *before = slotlist_of(configured(proposal));
	char *kept = before ? slotlist_without(all, before, own) : NULL;
	char *foreign = kept ? slotlist_without(all, kept, proposal->named) : NULL;
	char *together = NULL;

	proposal->slots = others ? slotlist_join(others, proposal->named) : NULL;
	if (proposal->slots && foreign)
		together = slotlist_join(foreign, proposal->slots);
	if (together)
		proposal->cmdline = bootcfg_line(configured(proposal), together, false);
	free(others);
	free(before);
	free(kept);
	free(foreign);
	free(together);
	return proposal->cmdline != NULL;
}

/* The plan for the new command line. pci-stub needs no IOMMU: all but that can be judged so. */
static struct plan_input *plan_with(const struct proposal *proposal, const char *more)
{
	struct plan_input *plan = host_alloc(1, sizeof(*plan));
	struct text line = {NULL, 0, 0};
	bool fits;

	text_addf(&line, "%s%s%s", machine_has_groups(&proposal->all) ? "" : "gpupt.driver=pci-stub ", more,
		proposal->cmdline);
	fits = plan_input_set_cmdline(plan, text_string(&line));
	text_free(&line);
	if (!fits) {
		host_error("command line", "it is longer than %d bytes", CMDLINE_MAX - 1);
		free(plan);
		return NULL;
	}
	plan_input_make(proposal->host, plan);
	return plan;
}

/* What is refused */

/* Whether a slot of this command names a function or takes it along: that slot. */
static bool asked_here(const struct proposal *proposal, unsigned int i, struct pci_slot *slot)
{
	const struct claim *claim = &proposal->plan->decision.plan.claim[i];
	const struct function *function = &proposal->plan->decision.inventory.function[i];
	const struct request *request = &proposal->plan->question.request;
	struct token rest = token_of(proposal->named);
	const struct function *asker = NULL;
	struct token item;

	if (claim->state == STATE_NONE || claim->by_id)
		return false;
	if (claim->by < request->slots)
		asker = slots_find(&proposal->all, &request->slot[claim->by].slot);
	while (token_next_item(&rest, &item)) {
		if (!pci_slot_parse(item.text, item.length, slot) &&
			(slots_covers(&proposal->all, slot, &function->addr) ||
				(asker && slots_covers(&proposal->all, slot, &asker->addr))))
			return true;
	}
	return false;
}

static int judge_iommu(struct proposal *proposal)
{
	const char *next = configured(proposal);
	int root = proposal->host->root;

	proposal->intel_iommu = proposal->cfg->own_iommu;
	if (machine_has_groups(&proposal->all))
		return 0;
	if (machine_parameter_is(proposal->running->question.cmdline, "intel_iommu", "on"))
		return refuse(proposal, true, "IOMMU",
			"it is off although intel_iommu=on is given: switch VT-d on in the firmware");
	if (!machine_is_intel(root))
		return refuse(proposal, true, "IOMMU", "it is off: %s",
			machine_iommu_advice(root, next, strlen(next)));
	if (!machine_parameter_is(next, "intel_iommu", "on"))
		proposal->intel_iommu = true;
	return 0;
}

static int judge_claims(struct proposal *proposal)
{
	const struct plan_input *plan = proposal->plan;
	char text[NOTE_TEXT];
	struct pci_slot slot;
	int status = 0;

	for (unsigned int i = 0; i < plan->decision.inventory.count; i++) {
		const struct claim *claim = &plan->decision.plan.claim[i];
		const struct function *function = &plan->decision.inventory.function[i];
		struct text why = {NULL, 0, 0};
		char address[PCI_ADDR_TEXT];

		if (!claim_is_bad(claim) || claim->passed_over || !asked_here(proposal, i, &slot))
			continue;
		text_add(&why, reason_text(claim->reason));
		plan_append_identity(function, claim, &why);
		status = refuse(proposal, true, pci_addr_format(&function->addr, address),
			"the next boot would not claim it: %s", text_string(&why));
		text_free(&why);
	}
	/* What is not well in the rest of the line, if that is why. */
	for (unsigned int i = 0; status && i < plan->question.notes.count; i++) {
		const struct note *note = &plan->question.notes.note[i];

		if (note_is_error(note->code))
			refuse(proposal, true, note->subject, "%s", note_text(note, text));
	}
	return plan->report.result == RESULT_UNKNOWN ? EXIT_UNKNOWN : status;
}

static bool is_lost_display(const struct plan_input *desktop)
{
	for (unsigned int i = 0; i < desktop->decision.inventory.count; i++) {
		if (desktop->decision.plan.claim[i].reason == REASON_LAST_DISPLAY)
			return true;
	}
	return false;
}

/* As gpupt.host=desktop decides it, on a machine that has a display for the host now. */
static int judge_displays(struct proposal *proposal)
{
	struct plan_input *desktop;
	bool lost;

	if (proposal->headless || !machine_has_display(&proposal->all))
		return 0;
	desktop = plan_with(proposal, "gpupt.host=desktop ");
	lost = desktop && is_lost_display(desktop);
	free(desktop);
	if (lost && !is_lost_display(proposal->plan))
		return refuse(proposal, false, "display", "none would be left to the host");
	return 0;
}

/* What a passphrase is typed with and shown on. A card's own USB ports are seldom that. */
static int judge_passphrase(struct proposal *proposal)
{
	const struct plan_input *plan = proposal->plan;
	int root = proposal->host->root;
	char address[PCI_ADDR_TEXT];
	char volume[64];
	struct pci_slot slot;
	int status = 0;

	if (proposal->headless || !machine_asks_passphrase(root, volume) || machine_unlocks_remotely(root))
		return 0;
	for (unsigned int i = 0; i < plan->decision.inventory.count; i++) {
		const struct function *function = &plan->decision.inventory.function[i];

		if (!claim_is_good(&plan->decision.plan.claim[i]))
			continue;
		pci_addr_format(&function->addr, address);
		if (function->boot_vga)
			status = refuse(proposal, false, address,
				"it is the boot display, and volume %s asks for a passphrase on it", volume);
		else if (function->class >> 8 == 0x0c03 && asked_here(proposal, i, &slot) && !slot.card)
			status = refuse(proposal, false, address,
				"it is a USB controller, and volume %s asks for a passphrase, which a "
				"keyboard on it could not type",
				volume);
	}
	return status;
}

/* Claimed at the next boot by this command, or refused only because its IDs were not given. */
static bool is_taken(const void *context, unsigned int i)
{
	const struct proposal *proposal = context;
	const struct claim *claim = &proposal->plan->decision.plan.claim[i];
	struct pci_slot slot;

	return (claim_is_good(claim) || claim->reason == REASON_PROTECTED_CLASS) &&
	       asked_here(proposal, i, &slot);
}

static bool is_forced(const struct proposal *proposal, const struct need *need)
{
	for (unsigned int i = 0; i < proposal->forced; i++) {
		if (need_is_named(need, proposal->force[i]))
			return true;
	}
	return false;
}

static int judge_needs(struct proposal *proposal, const struct needs *needs)
{
	int status = 0;

	for (unsigned int i = 0; i < needs->count; i++) {
		const struct need *need = &needs->need[i];
		const struct function *function = need_missed(
			need, &proposal->plan->decision.inventory, is_taken, proposal);
		char address[PCI_ADDR_TEXT];

		if (!function || is_forced(proposal, need))
			continue;
		pci_addr_format(&function->addr, address);
		status = refuse(proposal, false, address,
			need->unseen
				? "it may carry %s, which the host lives on: by which it comes is not seen"
				: "it carries %s, which the host lives on",
			text_string(&need->what));
	}
	return status;
}

/* A name that nothing has was meant for something else. */
static int judge_force(const struct proposal *proposal, const struct needs *needs)
{
	for (unsigned int i = 0; i < proposal->forced; i++) {
		bool known = false;

		for (unsigned int j = 0; j < needs->count; j++)
			known = known || need_is_named(&needs->need[j], proposal->force[i]);
		if (!known) {
			host_error(proposal->force[i],
				"the host has no file system, route or keyboard of this name to lose");
			return EXIT_USAGE;
		}
	}
	return 0;
}

static int worse(int a, int b)
{
	return a > b ? a : b;
}

static int judge(struct proposal *proposal, int status)
{
	struct needs needs;
	int wrong;

	status = worse(status, judge_claims(proposal));
	status = worse(status, judge_displays(proposal));
	status = worse(status, judge_passphrase(proposal));
	needs_read(proposal->host->root, &needs);
	wrong = judge_force(proposal, &needs);
	if (!wrong)
		status = worse(status, judge_needs(proposal, &needs));
	needs_free(&needs);
	return wrong ? wrong : status;
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
		refuse(proposal, false,
			proposal->cfg->file ? proposal->cfg->file : bootcfg_name(proposal->cfg->kind), "%s",
			proposal->cfg->wrong);
	status = worse(proposal->refusals ? EXIT_NO : 0, judge_iommu(proposal));
	proposal->plan = plan_with(proposal, "");
	return proposal->plan ? judge(proposal, status) : EXIT_NO;
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
			asked_here(proposal, i, &slot) && !is_of_gpu(&proposal->all, &function->addr))
			text_item(&text, ", ", "%s (%s)", pci_addr_format(&function->addr, address),
				names_kind(function->class));
	}
	if (text.length)
		layout_paragraph(proposal->host, 0, TONE_WARN, "No GPU:", text_string(&text));
	text_free(&text);
}

void proposal_print(const struct proposal *proposal)
{
	const struct host *host = proposal->host;
	struct names *names;

	print_no_gpu(proposal);
	if (!machine_has_groups(&proposal->all)) {
		layout_paragraph(host, 0, TONE_WARN, "The IOMMU is off,",
			"so its groups are not known yet: intel_iommu=on switches it on. After the reboot "
			"look with gpupt status whether each group is complete.");
		plan_notes_print(host, proposal->plan, &proposal->all);
	} else {
		names = names_open(host);
		plan_text_print(host, names, proposal->plan, &proposal->all);
		names_close(names);
	}
}
