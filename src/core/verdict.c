/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What there is to say about a plan: names, sentences, warnings, the result. */
#include "core/plan.h"

#include <string.h>

static const char *const reason_names[REASONS] = {
	[REASON_IDENTITY_MISMATCH] = "identity-mismatch",
	[REASON_BRIDGE] = "bridge",
	[REASON_NO_IOMMU] = "no-iommu",
	[REASON_PROTECTED_CLASS] = "protected-class",
	[REASON_LAST_DISPLAY] = "last-display",
	[REASON_GUARD_UNREADABLE] = "guard-unreadable",
	[REASON_LATE] = "late",
	[REASON_SIBLING_FAILED] = "sibling-failed",
	[REASON_MODULE_FAILED] = "module-failed",
	[REASON_OVERRIDE_FAILED] = "override-failed",
	[REASON_UNBIND_FAILED] = "unbind-failed",
	[REASON_PROBE_FAILED] = "probe-failed",
	[REASON_READ_FAILED] = "read-failed",
	[REASON_VANISHED] = "vanished",
	[REASON_TIMEOUT] = "timeout",
};

static const char *const reason_texts[REASONS] = {
	[REASON_IDENTITY_MISMATCH] =
		"another device than the @ID says is there; look where the card is now (gpupt list)",
	[REASON_BRIDGE] = "it is a bridge; name the card behind it",
	[REASON_NO_IOMMU] = "it has no IOMMU group; turn the IOMMU on in the firmware and on the "
			    "command line (gpupt check)",
	[REASON_PROTECTED_CLASS] = "the host may be running on it (storage, network, memory or base "
				   "system); if it is meant, name it with @VENDOR:DEVICE",
	[REASON_LAST_DISPLAY] = "gpupt.host=desktop, and no display would remain for the host",
	[REASON_GUARD_UNREADABLE] =
		"gpupt.keep or gpupt.host cannot be understood, so nothing is safe to claim",
	[REASON_LATE] = "udev ran before gpupt and a host driver holds it; put gpupt before udev in "
			"the image (gpupt check)",
	[REASON_SIBLING_FAILED] = "another function of its slot cannot be claimed",
	[REASON_MODULE_FAILED] = "the VFIO modules could not be inserted; rebuild the image "
				 "(gpupt check)",
	[REASON_OVERRIDE_FAILED] = "its driver_override could not be written",
	[REASON_UNBIND_FAILED] = "the driver that holds it did not let it go",
	[REASON_PROBE_FAILED] = "the VFIO driver did not take it; the kernel log says why",
	[REASON_READ_FAILED] = "its attributes could not be read",
	[REASON_VANISHED] = "it was gone while gpupt was at work",
	[REASON_TIMEOUT] = "gpupt.timeout was over before it was done",
};

static const char *const state_names[STATES] = {
	[STATE_NONE] = "none",
	[STATE_CLAIM] = "claim",
	[STATE_CLAIMED] = "claimed",
	[STATE_REFUSED] = "refused",
	[STATE_KEPT] = "kept",
	[STATE_RELEASE] = "release",
	[STATE_FAILED] = "failed",
	[STATE_RELEASED] = "released",
	[STATE_HELD] = "held",
	[STATE_TIMEOUT] = "timeout",
};

static const char *const why_names[WHYS] = {
	[WHY_NAMED] = "named",
	[WHY_SLOT] = "slot",
	[WHY_GROUP] = "group",
	[WHY_ID] = "id",
	[WHY_REFINED] = "refined",
};

const char *reason_name(enum reason reason)
{
	return reason_names[reason];
}

const char *reason_text(enum reason reason)
{
	return reason_texts[reason];
}

const char *state_name(enum state state)
{
	return state_names[state];
}

const char *why_name(enum why why)
{
	return why_names[why];
}

static bool is_bridge(const struct function *function)
{
	return !function->error && function->class >> 16 == 0x06;
}

/* A guest cannot start while a host driver may take what is left of the group. */
static void warn_group(const struct inventory *inventory, const struct plan *plan, unsigned int i,
	struct notes *notes)
{
	const struct function *left = &inventory->function[i];
	char subject[PCI_ADDR_TEXT];
	char taken[PCI_ADDR_TEXT];

	if (claim_is_good(&plan->claim[i]) || left->group < 0 || is_bridge(left))
		return;
	for (unsigned int j = 0; j < inventory->count; j++) {
		const struct function *function = &inventory->function[j];

		if (!claim_is_good(&plan->claim[j]) || function->group != left->group)
			continue;
		note_add(notes, NOTE_GROUP_INCOMPLETE, pci_addr_format(&left->addr, subject),
			"it shares IOMMU group %d with %s and is not claimed: a guest will not start until "
			"it is claimed too or left without a driver", left->group,
			pci_addr_format(&function->addr, taken));
		return;
	}
}

static void warn_slot(const struct inventory *inventory, const struct plan *plan, unsigned int i,
	struct notes *notes)
{
	const struct function *left = &inventory->function[i];
	char subject[PCI_ADDR_TEXT];
	char taken[PCI_ADDR_TEXT];

	if (claim_is_good(&plan->claim[i]) || left->kept || is_bridge(left))
		return;
	for (unsigned int j = 0; j < inventory->count; j++) {
		const struct function *function = &inventory->function[j];

		if (!claim_is_good(&plan->claim[j]) || function->class >> 16 != 0x03 ||
			!pci_addr_same_slot(&function->addr, &left->addr))
			continue;
		note_add(notes, NOTE_SLOT_INCOMPLETE, pci_addr_format(&left->addr, subject),
			"it is on the same card as %s, which is claimed, and stays with the host: name it "
			"too, or name it in gpupt.keep", pci_addr_format(&function->addr, taken));
		return;
	}
}

void plan_warn(const struct inventory *inventory, const struct plan *plan, struct notes *notes)
{
	char subject[PCI_ADDR_TEXT];

	for (unsigned int i = 0; i < inventory->count; i++) {
		warn_group(inventory, plan, i, notes);
		warn_slot(inventory, plan, i, notes);
		if (claim_is_good(&plan->claim[i]) && inventory->function[i].boot_vga)
			note_add(notes, NOTE_BOOT_DISPLAY,
				pci_addr_format(&inventory->function[i].addr, subject),
				"it is the boot display: the console goes dark when it is claimed, and that is "
				"no hang");
	}
}

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
