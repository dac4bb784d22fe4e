/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What to do about a note of a plan: what somebody may have meant, else the advice of its row in words.h. */
#include "host/nearest.h"
#include "host/plan/plan_advice.h"
#include "host/slots.h"

#include <string.h>

/* gpupt.slots=3c:00: the slot nearest to one that is not there. */
static void tell_nearest(const struct plan_input *input, const struct inventory *all, const struct note *note,
	struct text *advice)
{
	const struct request *request = &input->question.request;
	char subject[QUOTE_MAX + 1];
	char near[SLOT_TEXT];

	for (unsigned int i = 0; i < request->slots; i++) {
		request_quote(subject, "gpupt.slots", request->slot[i].entry.text);
		if (strcmp(subject, note->subject) != 0 ||
			slots_name(all, &request->slot[i].slot, SLOT_BY_PATH, near) != SLOT_ABSENT ||
			!near[0])
			continue;
		text_addf(advice, "the nearest that exists is %s (gpupt list)", near);
		return;
	}
}

static const char *parameter_name(const void *list, unsigned int i)
{
	(void)list;
	return request_parameter(i);
}

void plan_advise(const struct plan_input *input, const struct inventory *all, const struct note *note,
	struct text *advice)
{
	const char *given = strchr(note->subject, '=');
	char buf[SLOT_TEXT];
	const char *meant = NULL;

	if (note->code == NOTE_UNKNOWN_PARAMETER)
		meant = nearest_of(note->subject, parameter_name, NULL);
	else if (note->code == NOTE_BAD_SLOT && given)
		meant = slots_guess(all, given + 1, buf);
	else if (note->code == NOTE_ABSENT)
		tell_nearest(input, all, note, advice);
	if (meant)
		text_addf(advice, "did you mean %s?", meant);
	if (!advice->length)
		text_add(advice, note_advice(note->code));
}

void plan_append_identity(const struct function *function, const struct claim *claim, struct text *text)
{
	const struct pci_ids *ids = &function->ids;
	char path[PCI_PATH_TEXT];

	if (claim->reason != REASON_PROTECTED_CLASS || claim->why != WHY_NAMED)
		return;
	if (function->has_path)
		pci_path_format(&function->path, path);
	else
		pci_addr_format(&function->addr, path);
	text_addf(text, ": %s@%04x:%04x:%04x:%04x", path, ids->vendor, ids->device, ids->subvendor,
		ids->subdevice);
}
