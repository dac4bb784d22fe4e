// SPDX-License-Identifier: GPL-2.0-or-later
/* Checks of the next boot's claims: what is refused, and what could be named better. */
#include <stdio.h>
#include <string.h>

#include "host/check/check.h"
#include "host/owner.h"
#include "host/slots.h"

static const char *address(const struct function *function, char buf[PCI_ADDR_TEXT])
{
	return pci_addr_format(&function->addr, buf);
}

/* What to do about a refusal; for what needs its IDs, the parameter that has them. */
static void advise(const struct checkup *c, const struct function *function, const struct claim *claim,
	struct text *hint)
{
	struct pci_slot slot = {.path.root = function->addr, .has_ids = true, .has_subsystem = true};
	char name[SLOT_TEXT];

	slot.ids = function->ids;
	if (claim->reason == REASON_PROTECTED_CLASS &&
		slots_name(&c->all, &slot, SLOT_BY_PATH, name) == SLOT_HERE)
		text_addf(hint, "if it shall go to a guest all the same: gpupt.slots=%s", name);
	else if (claim->reason == REASON_NO_IOMMU) /* the same as of check_iommu, so it is said once */
		text_add(hint, check_iommu_advice(c));
	else if (*reason_advice(claim->reason))
		text_add(hint, reason_advice(claim->reason));
	else
		text_add(hint, "gpupt plan shows it all");
}

void check_refused(const struct checkup *c, struct finding *f)
{
	const struct plan_input *next = c->next;
	char addr[PCI_ADDR_TEXT];

	if (check_nothing_asked(c, f))
		return;
	finding_ok(f, "no claim is");
	for (unsigned int i = 0; i < next->decision.inventory.count; i++) {
		const struct claim *claim = &next->decision.plan.claim[i];
		const struct function *function = &next->decision.inventory.function[i];
		struct text hint = {NULL, 0, 0};

		if (claim->state == STATE_NONE || !claim_is_bad(claim) ||
			claim->reason == REASON_IDENTITY_MISMATCH)
			continue;
		advise(c, function, claim, &hint);
		finding_add(f, VERDICT_FAIL, text_string(&hint), "%s: %s: %s", address(function, addr),
			reason_name(claim->reason), reason_text(claim->reason));
		text_free(&hint);
	}
}

void check_identity(const struct checkup *c, struct finding *f)
{
	const struct plan_input *next = c->next;
	char addr[PCI_ADDR_TEXT];

	if (check_nothing_asked(c, f))
		return;
	finding_ok(f,
		next->question.request.slots ? "every named slot holds what it should" : "no slot is named");
	for (unsigned int i = 0; i < next->question.notes.count; i++) {
		const struct note *note = &next->question.notes.note[i];

		if (note->code == NOTE_ABSENT)
			check_add_note(c, note, VERDICT_FAIL, f);
	}
	for (unsigned int i = 0; i < next->decision.inventory.count; i++) {
		const struct function *function = &next->decision.inventory.function[i];

		if (next->decision.plan.claim[i].reason != REASON_IDENTITY_MISMATCH)
			continue;
		finding_add(f, VERDICT_FAIL, reason_advice(REASON_IDENTITY_MISMATCH),
			"%s is now %04x:%04x with subsystem %04x:%04x, not what was named",
			address(function, addr), function->ids.vendor, function->ids.device,
			function->ids.subvendor, function->ids.subdevice);
	}
}

/* Whether gpupt.group=whole takes it along: what IDs claim takes nothing along, and some classes stay. */
static bool whole_takes(const struct plan_input *next, const struct function *function)
{
	const struct inventory *inventory = &next->decision.inventory;

	if (function->is_bridge || function->is_virtual || pci_class_stays(function->class))
		return false;
	for (unsigned int i = 0; i < inventory->count; i++) {
		const struct claim *claim = &next->decision.plan.claim[i];

		if (claim_is_good(claim) && claim->why != WHY_ID && function->group >= 0 &&
			inventory->function[i].group == function->group)
			return true;
	}
	return false;
}

/* "claim it too": the slot that its card is named by. */
static void add_claim_too(
	struct text *hint, const struct inventory *inventory, const struct function *function)
{
	char addr[PCI_ADDR_TEXT];

	address(&inventory->function[function->card], addr);
	*strrchr(addr, '.') = '\0';
	text_addf(hint, "claim it too (gpupt enable %s), or leave it without a driver", addr);
}

static void add_incomplete(const struct plan_input *next, const struct note *note, struct finding *f)
{
	const struct inventory *inventory = &next->decision.inventory;
	const struct function *function = NULL;
	struct text hint = {NULL, 0, 0};
	struct pci_addr addr;

	if (!pci_addr_parse(note->subject, &addr))
		function = inventory_at(inventory, &addr);
	if (!function || function->is_bridge || function->is_virtual)
		text_add(&hint, "leave it without a driver");
	else if (pci_class_needs_id(function->class))
		text_add(&hint, "to claim it too, name it with @VENDOR:DEVICE");
	else if (whole_takes(next, function))
		text_add(&hint, "claim it too (gpupt.group=whole), or leave it without a driver");
	else
		add_claim_too(&hint, inventory, function);
	if (note->code == NOTE_GROUP_INCOMPLETE)
		text_addf(&hint, "; %s", note_advice(note->code));
	finding_add(f, VERDICT_WARN, text_string(&hint), "%s: %s", note->subject, note->text);
	text_free(&hint);
}

void check_groups(const struct checkup *c, struct finding *f)
{
	const struct notes *notes = &c->next->question.notes;

	if (check_nothing_asked(c, f))
		return;
	if (check_claims(c->next))
		finding_ok(f, "each claimed group is complete");
	else
		finding_skip(f, "nothing is claimed");
	for (unsigned int i = 0; i < notes->count; i++) {
		const struct note *note = &notes->note[i];

		if (note->code == NOTE_GROUP_INCOMPLETE || note->code == NOTE_SLOT_INCOMPLETE)
			add_incomplete(c->next, note, f);
	}
}

/* The entries that are addresses, or paths, and could say more: in one line to be copied. */
static void add_bare(const struct checkup *c, bool paths, struct finding *f)
{
	const struct request *request = &c->next->question.request;
	struct text given = {NULL, 0, 0};
	struct text hint = {NULL, 0, 0};
	char name[SLOT_TEXT];

	for (unsigned int i = 0; i < request->slots; i++) {
		const struct slot_entry *entry = &request->slot[i];

		if ((entry->slot.path.hops > 0) != paths ||
			slots_name(&c->all, &entry->slot, SLOT_BY_PATH, name) != SLOT_HERE)
			continue;
		if (entry->slot.has_ids && (paths || !strchr(name, '/')))
			continue;
		text_addf(&given, "%s%s", given.length ? "," : "gpupt.slots=", entry->entry.text);
		text_addf(&hint, "%s%s", hint.length ? "," : "write gpupt.slots=", name);
	}
	if (given.length)
		finding_add(f, VERDICT_WARN, text_string(&hint), "%s: %s", text_string(&given),
			paths ? "a path without IDs does not notice another card"
			      : "an address changes when cards are added or moved");
	text_free(&given);
	text_free(&hint);
}

void check_bare_address(const struct checkup *c, struct finding *f)
{
	const struct request *request = &c->next->question.request;

	if (check_nothing_asked(c, f))
		return;
	finding_ok(f, request->slots ? "slots are named by path and IDs" : "no slot is named");
	add_bare(c, false, f);
	add_bare(c, true, f);
}

static bool by_id(const struct plan_input *input, unsigned int i)
{
	return claim_is_good(&input->decision.plan.claim[i]) && input->decision.plan.claim[i].why == WHY_ID;
}

void check_old_ids(const struct checkup *c, struct finding *f)
{
	const struct plan_input *next = c->next;
	char addr[PCI_ADDR_TEXT];

	if (check_nothing_asked(c, f))
		return;
	finding_ok(f, next->question.request.ids ? "vfio-pci.ids has its effect already"
						 : "no vfio-pci.ids is given");
	for (unsigned int i = 0; i < next->decision.inventory.count; i++) {
		const struct function *function = &next->decision.inventory.function[i];

		if (!by_id(next, i) || owner_of(c->host, function) == OWNER_GUEST)
			continue;
		finding_add(f, VERDICT_WARN,
			"if that is not wanted, take vfio-pci.ids out, or name what shall stay with gpupt.keep",
			"%s: with the host (%s) although vfio-pci.ids matches it; with gpupt that becomes "
			"effective at the next boot",
			address(function, addr), *function->driver ? function->driver : "no driver");
	}
}

/* An earlier function in another slot that the same kind of entry takes, with the same IDs. */
static const struct function *twin_before(const struct plan_input *next, unsigned int i)
{
	const struct function *function = &next->decision.inventory.function[i];

	for (unsigned int j = 0; j < i; j++) {
		const struct function *other = &next->decision.inventory.function[j];

		if (by_id(next, j) && other->ids.vendor == function->ids.vendor &&
			other->ids.device == function->ids.device &&
			!pci_addr_same_slot(&other->addr, &function->addr))
			return other;
	}
	return NULL;
}

/* Cards of two makers differ in what an ID may say, too: then IDs can tell them apart. */
static void add_makers(char *text, size_t size, const struct pci_ids *a, const struct pci_ids *b)
{
	text[0] = '\0';
	if (a->subvendor == b->subvendor && a->subdevice == b->subdevice)
		return;
	snprintf(text, size, "; %04x:%04x:%04x:%04x and %04x:%04x:%04x:%04x tell them apart", a->vendor,
		a->device, a->subvendor, a->subdevice, b->vendor, b->device, b->subvendor, b->subdevice);
}

void check_ids_twin(const struct checkup *c, struct finding *f)
{
	const struct plan_input *next = c->next;

	if (check_nothing_asked(c, f))
		return;
	finding_ok(
		f, next->question.request.ids ? "vfio-pci.ids takes no twins" : "no vfio-pci.ids is given");
	for (unsigned int i = 0; i < next->decision.inventory.count; i++) {
		const struct function *function = &next->decision.inventory.function[i];
		const struct function *twin = by_id(next, i) ? twin_before(next, i) : NULL;
		char a[PCI_ADDR_TEXT];
		char b[PCI_ADDR_TEXT];
		char makers[80];

		/* Who gave both away already, by the same IDs, wants both. */
		if (!twin || (owner_of(c->host, twin) == OWNER_GUEST &&
				     owner_of(c->host, function) == OWNER_GUEST))
			continue;
		add_makers(makers, sizeof(makers), &twin->ids, &function->ids);
		finding_add(f, VERDICT_WARN,
			"name the one that is meant: gpupt enable SLOT; slots refine IDs, and its twin stays",
			"vfio-pci.ids takes both %s and %s (%04x:%04x)%s", address(twin, a),
			address(function, b), function->ids.vendor, function->ids.device, makers);
	}
}
