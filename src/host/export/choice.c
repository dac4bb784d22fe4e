/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which functions an export is about, and what is to be said of them. */
#include "host/export/device_set.h"
#include "host/slots.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void choice_complain(struct choice *choice, int status, const char *subject, const char *format, ...)
{
	struct complaint *complaint = &choice->complaint[choice->complaints];
	va_list args;

	if (choice->status < status)
		choice->status = status;
	if (choice->complaints == COMPLAINTS_MAX)
		return;
	choice->complaints++;
	snprintf(complaint->subject, sizeof(complaint->subject), "%s", subject);
	va_start(args, format);
	vsnprintf(complaint->text, sizeof(complaint->text), format, args);
	va_end(args);
}

static bool is_bridge(const struct function *function)
{
	return function->class >> 16 == 0x06;
}

static const struct boot_claim *claim_of(const struct choice *choice, const struct function *function)
{
	for (unsigned int i = 0; i < choice->report->claims; i++) {
		if (!pci_addr_compare(&choice->report->claim[i].addr, &function->addr))
			return &choice->report->claim[i];
	}
	return NULL;
}

bool choice_claimed(const struct choice *choice, const struct function *function)
{
	const struct boot_claim *claim = claim_of(choice, function);

	return claim && bootreport_claimed(choice->report, claim);
}

/* Whether its driver is one for guests: known by name, or from the report. */
static bool on_guest_driver(const struct choice *choice, const struct function *function)
{
	const struct boot_claim *claim = choice->report->claim;

	if (!strcmp(function->driver, "vfio-pci") || !strcmp(function->driver, "pci-stub"))
		return true;
	for (unsigned int i = 0; claim && i < choice->report->claims; i++, claim++) {
		if (function->driver[0] && bootreport_claimed(choice->report, claim) &&
			/* Not null: claims counts what is there.
			 * NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker) */
			!strcmp(function->driver, claim->driver))
			return true;
	}
	return false;
}

static void all_claimed(struct choice *choice)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < choice->report->claims; i++) {
		const struct boot_claim *claim = &choice->report->claim[i];
		const struct function *function = inventory_at(choice->all, &claim->addr);
		char address[PCI_ADDR_TEXT];

		if (!bootreport_claimed(choice->report, claim))
			continue;
		count++;
		if (function)
			choice->picked[function - choice->all->function] = true;
		else
			choice_complain(choice, EXIT_NO, pci_addr_format(&claim->addr, address),
				"it was claimed at boot, but is not on this machine any more");
	}
	if (!count)
		choice_complain(choice, EXIT_NO, "export",
			"nothing was claimed at boot; name the slots, or see gpupt status");
}

static void all_kept(struct choice *choice)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < choice->all->count; i++) {
		const struct function *function = &choice->all->function[i];

		if (!slots_is_gpu(function) || choice_claimed(choice, function) ||
			on_guest_driver(choice, function))
			continue;
		choice->picked[i] = true;
		count++;
	}
	if (!count)
		choice_complain(choice, EXIT_NO, "export", "the host keeps no GPU");
}

void choice_all(struct choice *choice)
{
	if (choice->for_host)
		all_kept(choice);
	else
		all_claimed(choice);
}

/* @IDs: those of the function, of a whole slot its function 0's. */
static bool has_ids(const struct pci_slot *slot, const struct function *function)
{
	const struct pci_ids *ids = &function->ids;

	if (!slot->has_ids)
		return true;
	if (ids->vendor != slot->ids.vendor || ids->device != slot->ids.device)
		return false;
	return !slot->has_subsystem ||
	       (ids->subvendor == slot->ids.subvendor && ids->subdevice == slot->ids.subdevice);
}

/* A virtual function is a card of its own, whoever is in its slot. */
static bool in_slot(const struct choice *choice, const struct function *a, const struct function *b)
{
	return pci_addr_same_slot(&a->addr, &b->addr) && !device_has_attribute(choice->root, a, "physfn") &&
	       !device_has_attribute(choice->root, b, "physfn");
}

/* What a SLOT stands for: a whole slot, or a function and what belongs to its card. */
static bool meant(const struct choice *choice, const struct pci_slot *slot, const struct function *named,
	const struct function *function)
{
	if (slot->all_functions)
		return pci_addr_same_slot(&named->addr, &function->addr);
	return function == named || in_slot(choice, named, function);
}

/* For a container: the GPUs of the slot, none of which may be a guest's. */
static void pick_kept(
	struct choice *choice, const struct pci_slot *slot, const struct function *named, const char *text)
{
	bool found = false;

	for (unsigned int i = 0; i < choice->all->count; i++) {
		const struct function *function = &choice->all->function[i];

		if (!meant(choice, slot, named, function))
			continue;
		if (choice_claimed(choice, function) || on_guest_driver(choice, function)) {
			choice_complain(choice, EXIT_NO, text,
				"it is claimed for guests; a container needs a card that the host keeps");
			return;
		}
		choice->picked[i] |= slots_is_gpu(function);
		found |= slots_is_gpu(function);
	}
	if (!found)
		choice_complain(choice, EXIT_NO, text, "there is no GPU in this slot");
}

static bool slot_has_claim(
	const struct choice *choice, const struct pci_slot *slot, const struct function *named)
{
	for (unsigned int i = 0; i < choice->all->count; i++) {
		if (meant(choice, slot, named, &choice->all->function[i]) &&
			choice_claimed(choice, &choice->all->function[i]))
			return true;
	}
	return false;
}

/* Of a slot that was claimed, what was claimed; else all of it, and a warning. */
static void pick_slot(
	struct choice *choice, const struct pci_slot *slot, const struct function *named, const char *text)
{
	bool has_claim = slot_has_claim(choice, slot, named);
	bool found = false;

	for (unsigned int i = 0; i < choice->all->count; i++) {
		const struct function *function = &choice->all->function[i];

		if (!meant(choice, slot, named, function) || is_bridge(function) ||
			(has_claim && !choice_claimed(choice, function)))
			continue;
		choice->picked[i] = true;
		found = true;
	}
	if (!found)
		choice_complain(choice, EXIT_NO, text, "a bridge is never given to a guest");
	else if (!has_claim)
		choice_complain(choice, 0, text,
			"warning: it is not claimed: a guest cannot have it before it is (gpupt enable)");
}

/* A function that was named but not claimed, in a slot with claims: it is wanted all the same. */
static void pick_named(
	struct choice *choice, const struct pci_slot *slot, const struct function *named, const char *text)
{
	pick_slot(choice, slot, named, text);
	if (slot->all_functions || is_bridge(named) || choice->picked[named - choice->all->function])
		return;
	choice->picked[named - choice->all->function] = true;
	choice_complain(choice, 0, text,
		"warning: it is not claimed: a guest cannot have it before it is (gpupt enable)");
}

void choice_slot(struct choice *choice, const char *text)
{
	struct pci_slot slot;
	const char *wrong = pci_slot_parse(text, strlen(text), &slot);
	const struct function *named;
	char near[SLOT_TEXT];

	if (wrong) {
		choice_complain(choice, EXIT_USAGE, text, "not a slot: %s", wrong);
		return;
	}
	named = slots_find(choice->all, &slot);
	if (!named) {
		slots_name(choice->all, &slot, SLOT_BY_ADDRESS, near);
		choice_complain(choice, EXIT_NO, text, "it is not on this machine%s%s",
			near[0] ? "; the nearest is " : "", near);
	} else if (!has_ids(&slot, named)) {
		choice_complain(choice, EXIT_NO, text, "another device is there: %04x:%04x (%04x:%04x)",
			named->ids.vendor, named->ids.device, named->ids.subvendor, named->ids.subdevice);
	} else if (choice->for_host) {
		pick_kept(choice, &slot, named, text);
	} else {
		pick_named(choice, &slot, named, text);
	}
}

/* A claim that does not hold any more. */
static void check_drift(struct choice *choice, const struct function *function)
{
	const struct boot_claim *claim = claim_of(choice, function);
	char address[PCI_ADDR_TEXT];

	if (!claim || !bootreport_claimed(choice->report, claim))
		return;
	pci_addr_format(&function->addr, address);
	if (function->error)
		choice_complain(
			choice, EXIT_NO, address, "it cannot be read: %s", errno_text(function->error));
	else if (function->ids.vendor != claim->ids.vendor || function->ids.device != claim->ids.device)
		choice_complain(choice, EXIT_NO, address,
			"drifted: %04x:%04x was claimed, now %04x:%04x is there", claim->ids.vendor,
			claim->ids.device, function->ids.vendor, function->ids.device);
	else if (strcmp(function->driver, claim->driver) != 0)
		choice_complain(choice, EXIT_NO, address, "drifted: claimed for %s at boot, now %s%s",
			claim->driver, function->driver[0] ? "held by " : "without a driver",
			function->driver);
	else if (!strcmp(claim->driver, "pci-stub"))
		choice_complain(choice, 0, address,
			"warning: it is on pci-stub: the platform has to bind it to vfio-pci itself");
}

/* In the slot of something that is exported, and left out without having been kept. */
static void check_left_out(struct choice *choice, const struct function *function)
{
	const struct boot_claim *claim = claim_of(choice, function);
	char address[PCI_ADDR_TEXT];

	if (claim && !strcmp(claim->state, "kept"))
		return;
	choice_complain(choice, 0, pci_addr_format(&function->addr, address),
		"warning: it is in the slot, but is not claimed: left out");
}

/* What the kernel does not let a guest start with. */
static void check_group(struct choice *choice, const struct function *function)
{
	char address[PCI_ADDR_TEXT];

	pci_addr_format(&function->addr, address);
	if (choice_claimed(choice, function) || on_guest_driver(choice, function))
		choice_complain(choice, 0, address,
			"warning: it shares IOMMU group %d with what is exported: only the same guest can have it",
			function->group);
	else if (function->driver[0] && strcmp(function->driver, "pcieport") != 0)
		choice_complain(choice, 0, address,
			"warning: it is in IOMMU group %d and driver %s has it: until that changes no guest with this group starts",
			function->group, function->driver);
}

/* Whether something that is exported is in the slot, or in the IOMMU group, of a function. */
static bool beside(const struct choice *choice, const struct function *function, bool slot)
{
	for (unsigned int i = 0; i < choice->all->count; i++) {
		const struct function *other = &choice->all->function[i];

		if (!choice->picked[i])
			continue;
		if (slot ? in_slot(choice, other, function)
			 : other->group >= 0 && other->group == function->group)
			return true;
	}
	return false;
}

void choice_check(struct choice *choice)
{
	if (choice->for_host)
		return;
	for (unsigned int i = 0; i < choice->all->count; i++) {
		const struct function *function = &choice->all->function[i];

		if (choice->picked[i])
			check_drift(choice, function);
		else if (is_bridge(function))
			continue;
		else if (beside(choice, function, false))
			check_group(choice, function);
		else if (beside(choice, function, true))
			check_left_out(choice, function);
	}
}
