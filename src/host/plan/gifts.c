/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/plan/gifts.h"
#include "host/names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct told {
	char name[NAME_TEXT];
	char where[PCI_ADDR_TEXT];
};

/* Whether a GPU of the same card or slot stands for it. */
static bool goes_with_gpu(const struct gift *gift, unsigned int count, unsigned int i)
{
	for (unsigned int j = 0; j < count; j++) {
		if (j != i && pci_is_gpu(gift[j].class) &&
			(gift[i].card == gift[j].card || pci_addr_same_slot(&gift[i].addr, &gift[j].addr)) &&
			(!pci_is_gpu(gift[i].class) || j < i))
			return true;
	}
	return false;
}

char *gifts_where(const struct pci_addr *addr, uint32_t class, char where[PCI_ADDR_TEXT])
{
	char address[PCI_ADDR_TEXT];

	pci_addr_format(addr, address);
	if (pci_is_gpu(class))
		*strrchr(address, '.') = '\0';
	return strcpy(where, strncmp(address, "0000:", 5) != 0 ? address : address + 5);
}

/* The places of all that have the name of the one at i, which is the first of them. */
static void tell_places(const struct told *told, unsigned int count, unsigned int i, struct text *text)
{
	unsigned int same = 0;
	unsigned int n = 0;

	for (unsigned int j = i; j < count; j++)
		same += !strcmp(told[j].name, told[i].name);
	if (same > 1)
		text_addf(text, "%u ", same);
	text_addf(text, "%s at ", told[i].name);
	for (unsigned int j = i; j < count; j++) {
		if (strcmp(told[j].name, told[i].name) != 0)
			continue;
		text_addf(text, "%s%s", !n ? "" : n + 1 == same ? " and " : ", ", told[j].where);
		n++;
	}
}

static bool named_before(const struct told *told, unsigned int i)
{
	for (unsigned int j = 0; j < i; j++) {
		if (!strcmp(told[j].name, told[i].name))
			return true;
	}
	return false;
}

unsigned int gifts_tell(
	const struct host *host, const struct gift *gift, unsigned int count, struct text *text)
{
	struct told *told = host_alloc(count, sizeof(*told));
	struct names *names = names_open(host);
	unsigned int cards = 0;

	for (unsigned int i = 0; i < count; i++) {
		if (goes_with_gpu(gift, count, i))
			continue;
		names_model(names, &gift[i].ids, told[cards].name);
		gifts_where(&gift[i].addr, gift[i].class, told[cards++].where);
	}
	names_close(names);
	for (unsigned int i = 0; i < cards; i++) {
		if (named_before(told, i))
			continue;
		text_add(text, i ? ", " : "");
		tell_places(told, cards, i, text);
	}
	free(told);
	return cards;
}

unsigned int gifts_of_plan(const struct host *host, const struct plan_input *plan, struct text *text)
{
	const struct inventory *inventory = &plan->decision.inventory;
	struct gift *gift = host_alloc(inventory->count, sizeof(*gift));
	unsigned int count = 0;

	for (unsigned int i = 0; i < inventory->count; i++) {
		const struct function *function = &inventory->function[i];

		if (claim_is_good(&plan->decision.plan.claim[i]))
			gift[count++] = (struct gift){
				function->addr, function->ids, function->class, function->card};
	}
	count = gifts_tell(host, gift, count, text);
	free(gift);
	return count;
}
