// SPDX-License-Identifier: GPL-2.0-or-later
/* What is refused of a proposal. */
#include <stdlib.h>
#include <string.h>

#include "host/boot/needs.h"
#include "host/boot/proposal.h"
#include "host/machine.h"
#include "host/passphrase.h"
#include "host/slots.h"
#include "host/plan/plan_advice.h"

bool proposal_asked_here(const struct proposal *proposal, unsigned int i, struct pci_slot *slot)
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

int proposal_judge_iommu(struct proposal *proposal)
{
	const char *next = proposal_configured(proposal);
	int root = proposal->host->root;

	proposal->intel_iommu = proposal->cfg->own_iommu;
	if (machine_iommu_is_refused(next, strlen(next)))
		return proposal_refuse(proposal, true, "IOMMU", "the next boot is told to leave it off: %s",
			machine_iommu_advice(root, next, strlen(next)));
	if (machine_has_groups(&proposal->all))
		return 0;
	if (machine_parameter_is(proposal->running->question.cmdline, "intel_iommu", "on"))
		return proposal_refuse(proposal, true, "IOMMU",
			"it is off although intel_iommu=on is given: %s",
			machine_is_virtual(root) ? machine_iommu_advice(root, next, strlen(next))
						 : "switch VT-d on in the firmware");
	if (!machine_is_intel(root))
		return proposal_refuse(proposal, true, "IOMMU", "it is off: %s",
			machine_iommu_advice(root, next, strlen(next)));
	if (!machine_parameter_is(next, "intel_iommu", "on"))
		proposal->intel_iommu = true;
	return 0;
}

static void refuse_for_note(struct proposal *proposal, const struct note *note)
{
	struct text advice = {NULL, 0, 0};
	struct text text = {NULL, 0, 0};
	char what[NOTE_TEXT];

	plan_advise(proposal->plan, &proposal->all, note, &advice);
	text_advise(&text, note_text(note, what), text_string(&advice));
	proposal_refuse(proposal, true, note->subject, "%s", text_string(&text));
	text_free(&advice);
	text_free(&text);
}

static int judge_claims(struct proposal *proposal)
{
	const struct plan_input *plan = proposal->plan;
	struct pci_slot slot;
	int status = 0;

	for (unsigned int i = 0; i < plan->decision.inventory.count; i++) {
		const struct claim *claim = &plan->decision.plan.claim[i];
		const struct function *function = &plan->decision.inventory.function[i];
		struct text why = {NULL, 0, 0};
		char address[PCI_ADDR_TEXT];

		if (!claim_is_bad(claim) || claim->passed_over || !proposal_asked_here(proposal, i, &slot))
			continue;
		text_advise(&why, reason_text(claim->reason), reason_advice(claim->reason));
		plan_append_identity(function, claim, &why);
		status = proposal_refuse(proposal, true, pci_addr_format(&function->addr, address),
			"the next boot would not claim it: %s", text_string(&why));
		text_free(&why);
	}
	/* What is not well in the rest of the line, if that is why. */
	for (unsigned int i = 0; status && i < plan->question.notes.count; i++) {
		if (note_is_error(plan->question.notes.note[i].code))
			refuse_for_note(proposal, &plan->question.notes.note[i]);
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
	desktop = proposal_plan_with(proposal, "gpupt.host=desktop ");
	lost = desktop && is_lost_display(desktop);
	free(desktop);
	if (lost && !is_lost_display(proposal->plan))
		return proposal_refuse(proposal, false, "display", "none would be left to the host");
	return 0;
}

/* What a passphrase is typed with and shown on. A card's own USB ports are seldom that. */
static int judge_passphrase(struct proposal *proposal)
{
	const struct plan_input *plan = proposal->plan;
	int root = proposal->host->root;
	char address[PCI_ADDR_TEXT];
	char volume[PASSPHRASE_VOLUME];
	struct pci_slot slot;
	int status = 0;

	if (proposal->headless || !passphrase_is_asked(root, volume) || passphrase_by_network(root))
		return 0;
	for (unsigned int i = 0; i < plan->decision.inventory.count; i++) {
		const struct function *function = &plan->decision.inventory.function[i];

		if (!claim_is_good(&plan->decision.plan.claim[i]))
			continue;
		pci_addr_format(&function->addr, address);
		if (function->boot_vga)
			status = proposal_refuse(proposal, false, address,
				"it is the boot display, and volume %s asks for a passphrase on it", volume);
		else if (pci_is_usb(function->class) && proposal_asked_here(proposal, i, &slot) && !slot.card)
			status = proposal_refuse(proposal, false, address,
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
	       proposal_asked_here(proposal, i, &slot);
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
		status = proposal_refuse(proposal, false, address,
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

int proposal_judge(struct proposal *proposal, int status)
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
