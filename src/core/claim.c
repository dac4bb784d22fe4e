/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/claim.h"

#include <errno.h>

bool claim_is_good(const struct claim *claim)
{
	return claim->state == STATE_CLAIM || claim->state == STATE_CLAIMED;
}

bool claim_is_bad(const struct claim *claim)
{
	return claim->reason != REASON_NONE;
}

enum reason plan_reason_for(int error)
{
	return error == -ENOENT || error == -ENODEV ? REASON_VANISHED : REASON_READ_FAILED;
}

bool plan_is_hosts_display(const struct function *function, const struct claim *claim)
{
	if (function->error || function->is_virtual || !pci_is_host_display(function->class))
		return false;
	if (claim && (claim->state == STATE_RELEASE || claim_is_good(claim)))
		return claim->state == STATE_RELEASE;
	return !function_has_guest_driver(function);
}

bool plan_leaves_display(const struct inventory *inventory, const struct plan *plan)
{
	for (unsigned int i = 0; i < inventory->count; i++) {
		if (plan_is_hosts_display(&inventory->function[i], &plan->claim[i]))
			return true;
	}
	return false;
}

/* Warnings */

/*
 * A function that stays with the host: a guest cannot start while a host driver may take what is
 * left of its group, and a card in two hands is seldom meant.
 */
static void warn_of(const struct inventory *inventory, const struct plan *plan, const struct function *left,
	struct notes *notes)
{
	char subject[PCI_ADDR_TEXT];

	pci_addr_format(&left->addr, subject);
	for (unsigned int i = 0; i < inventory->count; i++) {
		const struct function *taken = &inventory->function[i];

		if (!claim_is_good(&plan->claim[i]))
			continue;
		if (left->group >= 0 && left->group == taken->group)
			note_add(notes, NOTE_GROUP_INCOMPLETE, subject,
				left->is_bridge
					? "a bridge in the IOMMU group of a claimed function: a guest will not start "
					  "while it has a driver other than pcieport"
					: "it shares the IOMMU group of a claimed function: a guest will not start "
					  "until it is claimed too or left without a driver");
		if (!left->kept && !left->is_bridge && !left->is_virtual && pci_is_display(taken->class) &&
			function_same_card(taken, left))
			note_add(notes, NOTE_SLOT_INCOMPLETE, subject,
				"it is on a claimed card and stays with the host: name it too, or in "
				"gpupt.keep");
	}
}

/* What is there now, and may not be when gpupt runs at boot. */
static void warn_of_late(const struct function *function, struct notes *notes)
{
	char subject[PCI_ADDR_TEXT];

	pci_addr_format(&function->addr, subject);
	if (function->removable)
		note_add(notes, NOTE_LATE_DEVICE, subject,
			"it is behind a removable port (Thunderbolt, USB4): at boot it may come after gpupt has "
			"run");
	else if (function->behind_vmd)
		note_add(notes, NOTE_LATE_DEVICE, subject,
			"it is behind VMD: at boot it comes with the vmd driver, when gpupt has already run");
}

void plan_warn(const struct inventory *inventory, const struct plan *plan, struct notes *notes)
{
	char subject[PCI_ADDR_TEXT];

	for (unsigned int i = 0; i < inventory->count; i++) {
		const struct function *function = &inventory->function[i];

		if (!claim_is_good(&plan->claim[i])) {
			if (!function_is_quiet_bridge(function))
				warn_of(inventory, plan, function, notes);
			continue;
		}
		if (function->boot_vga)
			note_add(notes, NOTE_BOOT_DISPLAY, pci_addr_format(&function->addr, subject),
				"it is the boot display: the console goes dark, and that is no hang");
		if (inventory->running)
			warn_of_late(function, notes);
	}
}

/* The result */

static bool could_not_find_out(const struct notes *notes)
{
	for (unsigned int i = 0; i < notes->count; i++) {
		if (notes->note[i].code == NOTE_NO_SYSFS || notes->note[i].code == NOTE_CMDLINE)
			return true;
	}
	return false;
}

enum result plan_result(const struct request *request, const struct inventory *inventory,
	const struct plan *plan, const struct notes *notes)
{
	unsigned int good = 0;
	unsigned int bad = 0;
	unsigned int considered = 0;

	if (could_not_find_out(notes))
		return RESULT_UNKNOWN;
	if (!request->asked)
		return RESULT_NOTHING;
	if (request->mode == MODE_OFF)
		return RESULT_OFF;
	for (unsigned int i = 0; i < inventory->count; i++) {
		const struct claim *claim = &plan->claim[i];

		if (claim->state == STATE_TIMEOUT)
			return RESULT_TIMEOUT;
		considered += claim->state != STATE_NONE;
		good += claim_is_good(claim);
		bad += claim_is_bad(claim);
	}
	if (!bad && !notes_have_error(notes))
		return considered ? RESULT_DONE : RESULT_NOTHING;
	return good ? RESULT_PARTIAL : RESULT_FAILED;
}
