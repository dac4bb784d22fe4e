/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/inventory_slot.h"
#include "core/words.h"
#include "host/export/choice.h"
#include "host/owner.h"
#include "host/slots.h"
#include "host/status/drift.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char not_claimed[] = "it is not claimed: a guest cannot have it before it is (gpupt enable)";

void choice_complain(struct choice *choice, int status, const char *subject, const char *format, ...)
{
	struct text text = {NULL, 0, 0};
	va_list args;

	if (choice->status < status)
		choice->status = status;
	va_start(args, format);
	text_addv(&text, format, args);
	va_end(args);
	(status ? host_error : host_warning)(subject, "%s", text_string(&text));
	text_free(&text);
}

static void complain_of(struct choice *choice, int status, const struct function *function,
	const char *before, const char *text)
{
	char address[PCI_ADDR_TEXT];

	choice_complain(choice, status, pci_addr_format(&function->addr, address), "%s%s", before, text);
}

void choice_start(struct choice *choice)
{
	choice->picked = host_alloc(choice->all->count, sizeof(*choice->picked));
	choice->claim = host_alloc(choice->all->count, sizeof(struct boot_claim *));
	for (unsigned int i = 0; i < choice->report->claims; i++) {
		const struct boot_claim *claim = &choice->report->claim[i];
		const struct function *function = inventory_at(choice->all, &claim->addr);

		if (function)
			choice->claim[function - choice->all->function] = claim;
	}
}

void choice_free(struct choice *choice)
{
	free(choice->picked);
	free(choice->claim);
}

static const struct boot_claim *claim_of(const struct choice *choice, const struct function *function)
{
	return choice->claim[function - choice->all->function];
}

bool choice_claimed(const struct choice *choice, const struct function *function)
{
	const struct boot_claim *claim = claim_of(choice, function);

	return claim && bootreport_claimed(choice->report, claim);
}

/* A guest's: claimed, or on a driver for guests. */
static bool is_guests(const struct choice *choice, const struct function *function)
{
	return choice_claimed(choice, function) || owner_of(choice->host, function) == OWNER_GUEST;
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

		choice->picked[i] = pci_is_gpu(function->class) && !is_guests(choice, function);
		count += choice->picked[i];
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

/* What a SLOT stands for: the functions of the slot, or those of the card whose function it names. */
static bool *find_meant(const struct choice *choice, const struct pci_slot *slot, bool *ambiguous)
{
	const struct inventory *all = choice->all;
	bool *meant = host_alloc(all->count, sizeof(*meant));
	const struct function *named = NULL;

	inventory_find_slot(all, slot, meant, ambiguous);
	for (unsigned int i = 0; i < all->count && !slot->all_functions; i++) {
		if (meant[i])
			named = &all->function[i];
	}
	for (unsigned int i = 0; named && i < all->count; i++)
		meant[i] = function_same_card(named, &all->function[i]);
	return meant;
}

/* For a container: the GPUs of the slot, none of which may be a guest's. */
static void pick_kept(struct choice *choice, const bool *meant, const char *text)
{
	bool found = false;

	for (unsigned int i = 0; i < choice->all->count; i++) {
		const struct function *function = &choice->all->function[i];

		if (!meant[i])
			continue;
		if (is_guests(choice, function)) {
			choice_complain(choice, EXIT_NO, text,
				"it is claimed for guests; a container needs a card that the host keeps");
			return;
		}
		choice->picked[i] |= pci_is_gpu(function->class);
		found |= pci_is_gpu(function->class);
	}
	if (!found)
		choice_complain(choice, EXIT_NO, text, "there is no GPU in this slot");
}

static bool has_claim(const struct choice *choice, const bool *meant)
{
	for (unsigned int i = 0; i < choice->all->count; i++) {
		if (meant[i] && choice_claimed(choice, &choice->all->function[i]))
			return true;
	}
	return false;
}

/*
 * Of a card that was claimed, what was claimed, and what was named by itself, with a warning; else all
 * of it, and a warning. only: the function that was named by itself, or NULL.
 */
static void pick_claimed(
	struct choice *choice, const bool *meant, const struct function *only, const char *text)
{
	bool claimed = has_claim(choice, meant);
	bool found = false;
	bool warn = !claimed;

	for (unsigned int i = 0; i < choice->all->count; i++) {
		const struct function *function = &choice->all->function[i];
		bool is_claimed = choice_claimed(choice, function);

		if (!meant[i] || function->is_bridge || (claimed && !is_claimed && function != only))
			continue;
		choice->picked[i] = true;
		warn |= !is_claimed;
		found = true;
	}
	if (!found)
		choice_complain(choice, EXIT_NO, text, "a bridge is never given to a guest");
	else if (warn)
		choice_complain(choice, 0, text, "%s", not_claimed);
}

static void pick(struct choice *choice, const struct pci_slot *slot, const char *text)
{
	bool ambiguous;
	bool *meant = find_meant(choice, slot, &ambiguous);

	if (ambiguous)
		choice_complain(choice, EXIT_NO, text, "%s; %s", reason_text(REASON_AMBIGUOUS),
			reason_advice(REASON_AMBIGUOUS));
	else if (choice->for_host)
		pick_kept(choice, meant, text);
	else
		pick_claimed(choice, meant, slot->all_functions ? NULL : slots_find(choice->all, slot), text);
	free(meant);
}

void choice_slot(struct choice *choice, const char *text)
{
	struct pci_slot slot;
	const char *wrong = pci_slot_parse(text, strlen(text), &slot);
	char name[SLOT_TEXT];
	const char *ids;

	if (wrong) {
		struct text why = {NULL, 0, 0};

		slots_tell_wrong(choice->all, text, wrong, &why);
		choice_complain(choice, EXIT_USAGE, text, "%s", text_string(&why));
		text_free(&why);
		return;
	}
	switch (slots_name(choice->all, &slot, SLOT_BY_ADDRESS, name)) {
	case SLOT_ABSENT:
		choice_complain(choice, EXIT_NO, text, "it is not on this machine%s%s",
			name[0] ? "; the nearest is " : "", name);
		break;
	case SLOT_DIFFERS:
		ids = strchr(name, '@');
		choice_complain(choice, EXIT_NO, text, "another device is there%s%s",
			ids ? ": " : ": it has no function 0, whose IDs these would be", ids ? ids + 1 : "");
		break;
	case SLOT_UNREADABLE:
		choice_complain(choice, EXIT_NO, text, "its IDs cannot be read");
		break;
	case SLOT_HERE:
		pick(choice, &slot, text);
		break;
	}
}

/* A claim that does not hold any more. An override that is gone is for status: the driver has it. */
static void check_drift(struct choice *choice, const struct function *function)
{
	const struct boot_claim *claim = claim_of(choice, function);
	struct text text = {NULL, 0, 0};

	if (!claim || !bootreport_claimed(choice->report, claim))
		return;
	if (drift_of(claim, function) > DRIFT_OVERRIDE) {
		drift_describe(claim, function, &text);
		text_item(&text, "; ", "see gpupt status");
		complain_of(choice, EXIT_NO, function, "drifted: ", text_string(&text));
	} else if (!strcmp(claim->driver, "pci-stub")) {
		complain_of(choice, 0, function, "",
			"it is on pci-stub: the platform has to bind it to vfio-pci itself");
	}
	text_free(&text);
}

/* In the slot of something that is exported, and left out without having been kept. */
static void check_left_out(struct choice *choice, const struct function *function)
{
	const struct boot_claim *claim = claim_of(choice, function);

	if (!claim || strcmp(claim->state, "kept") != 0)
		complain_of(choice, 0, function, "", "it is of the card, but is not claimed: left out");
}

/* What the kernel does not let a guest start with. */
static void check_group(struct choice *choice, const struct function *function)
{
	char address[PCI_ADDR_TEXT];

	pci_addr_format(&function->addr, address);
	if (!owner_lets_guest_start(choice->host, function))
		choice_complain(choice, 0, address,
			"it is in IOMMU group %d and driver %s has it: until that changes no guest with this group starts",
			function->group, function->driver);
	else if (!function->is_bridge && is_guests(choice, function))
		choice_complain(choice, 0, address,
			"it shares IOMMU group %d with what is exported: only the same guest can have it",
			function->group);
}

static int compare_groups(const void *a, const void *b)
{
	return *(const int *)a < *(const int *)b ? -1 : *(const int *)a > *(const int *)b;
}

/* The IOMMU groups of what is exported, sorted. */
static int *picked_groups(const struct choice *choice, unsigned int *count)
{
	int *groups = host_alloc(choice->all->count, sizeof(*groups));

	*count = 0;
	for (unsigned int i = 0; i < choice->all->count; i++) {
		if (choice->picked[i] && choice->all->function[i].group >= 0)
			groups[(*count)++] = choice->all->function[i].group;
	}
	qsort(groups, *count, sizeof(*groups), compare_groups);
	return groups;
}

/* The cards of what is exported, by their first function. */
static bool *picked_cards(const struct choice *choice)
{
	bool *cards = host_alloc(choice->all->count, sizeof(*cards));

	for (unsigned int i = 0; i < choice->all->count; i++)
		cards[choice->all->function[i].card] |= choice->picked[i];
	return cards;
}

void choice_check(struct choice *choice)
{
	unsigned int count;
	int *groups = picked_groups(choice, &count);
	bool *cards = picked_cards(choice);

	for (unsigned int i = 0; i < choice->all->count && !choice->for_host; i++) {
		const struct function *function = &choice->all->function[i];

		if (choice->picked[i])
			check_drift(choice, function);
		else if (bsearch(&function->group, groups, count, sizeof(*groups), compare_groups))
			check_group(choice, function);
		else if (!function->is_bridge && cards[function->card])
			check_left_out(choice, function);
	}
	free(groups);
	free(cards);
}
