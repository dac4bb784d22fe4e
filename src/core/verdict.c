/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What there is to say about a plan: names, sentences, warnings, the result. */
#include "core/plan.h"
#include "core/text.h"

#include <string.h>

/* In the order of the enum. */
static const char *const reason_names = "\0"
					"identity-mismatch\0"
					"bridge\0"
					"no-iommu\0"
					"protected-class\0"
					"last-display\0"
					"guard-unreadable\0"
					"late\0"
					"sibling-failed\0"
					"module-failed\0"
					"override-failed\0"
					"unbind-failed\0"
					"probe-failed\0"
					"read-failed\0"
					"vanished\0"
					"timeout";

/* In the order of the enum. */
static const char *const reason_texts =
	"\0"
	"another device than the @ID says is there\0"
	"it is a bridge; name the card behind it\0"
	"it has no IOMMU group; is the IOMMU turned on?\0"
	"the host may be running on it; to claim it, name it with @VENDOR:DEVICE\0"
	"no display would remain for the host (gpupt.host=desktop)\0"
	"gpupt.keep or gpupt.host cannot be understood\0"
	"udev ran before gpupt and a host driver holds it\0"
	"another function of its slot cannot be claimed\0"
	"the VFIO modules could not be inserted\0"
	"its driver_override could not be written\0"
	"the driver that holds it did not let it go\0"
	"the VFIO driver did not take it; the kernel log says why\0"
	"its attributes could not be read\0"
	"it was gone while gpupt was at work\0"
	"gpupt.timeout was over before it was done";

/* In the order of the enum. */
static const char *const state_names = "none\0"
				       "claim\0"
				       "claimed\0"
				       "refused\0"
				       "kept\0"
				       "release\0"
				       "failed\0"
				       "released\0"
				       "held\0"
				       "timeout";

/* In the order of the enum. */
static const char *const why_names = "named\0"
				     "slot\0"
				     "group\0"
				     "id\0"
				     "refined";

const char *reason_name(enum reason reason)
{
	return reason == REASON_NONE ? NULL : text_of(reason_names, reason);
}

const char *reason_text(enum reason reason)
{
	return text_of(reason_texts, reason);
}

const char *state_name(enum state state)
{
	return text_of(state_names, state);
}

const char *why_name(enum why why)
{
	return text_of(why_names, why);
}

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
				"it shares the IOMMU group of a claimed function: a guest will not start until "
				"it is claimed too or left without a driver");
		if (!left->kept && taken->class >> 16 == 0x03 &&
			pci_addr_same_slot(&taken->addr, &left->addr))
			note_add(notes, NOTE_SLOT_INCOMPLETE, subject,
				"it is on a claimed card and stays with the host: name it too, or in "
				"gpupt.keep");
	}
}

void plan_warn(const struct inventory *inventory, const struct plan *plan, struct notes *notes)
{
	char subject[PCI_ADDR_TEXT];

	for (unsigned int i = 0; i < inventory->count; i++) {
		const struct function *function = &inventory->function[i];

		if (!claim_is_good(&plan->claim[i])) {
			if (function->error || function->class >> 16 != 0x06)
				warn_of(inventory, plan, function, notes);
		} else if (function->boot_vga) {
			note_add(notes, NOTE_BOOT_DISPLAY, pci_addr_format(&function->addr, subject),
				"it is the boot display: the console goes dark, and that is no hang");
		}
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
