// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/check/answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/names.h"
#include "host/slots.h"

/* What a guest gets, as people call it: a card, or a function of one. */
struct gift {
	char name[NAME_TEXT];
	char where[PCI_ADDR_TEXT];
};

static bool is_claimed(const struct plan_input *next, unsigned int i)
{
	return claim_is_good(&next->decision.plan.claim[i]);
}

/* Whether a claimed GPU of the same slot stands for a function. */
static bool goes_with_gpu(const struct plan_input *next, unsigned int i)
{
	const struct function *function = next->decision.inventory.function;

	for (unsigned int j = 0; j < next->decision.inventory.count; j++) {
		if (j != i && is_claimed(next, j) && slots_is_gpu(&function[j]) &&
			pci_addr_same_slot(&function[i].addr, &function[j].addr) &&
			(!slots_is_gpu(&function[i]) || j < i))
			return true;
	}
	return false;
}

/* "02:00" for a card, "02:00.1" for a function of one; the domain only where it is not 0. */
static void write_where(const struct function *function, char where[PCI_ADDR_TEXT])
{
	char address[PCI_ADDR_TEXT];

	pci_addr_format(&function->addr, address);
	if (slots_is_gpu(function))
		*strrchr(address, '.') = '\0';
	strcpy(where, strncmp(address, "0000:", 5) != 0 ? address : address + 5);
}

static unsigned int collect(const struct checkup *c, struct gift *gift)
{
	const struct plan_input *next = c->next;
	struct names *names = names_open(c->host);
	unsigned int count = 0;

	for (unsigned int i = 0; i < next->decision.inventory.count; i++) {
		const struct function *function = &next->decision.inventory.function[i];

		if (!is_claimed(next, i) || goes_with_gpu(next, i))
			continue;
		names_model(names, &function->ids, gift[count].name);
		write_where(function, gift[count++].where);
	}
	names_close(names);
	return count;
}

/* "NVIDIA GeForce RTX 3090 at 02:00", and cards of the same name once: "2 ... at 01:00 and 02:00". */
static void tell_gifts(const struct gift *gift, unsigned int count, struct text *answer)
{
	const char *between = "";

	for (unsigned int i = 0; i < count; i++) {
		unsigned int same = 0;
		unsigned int told = 0;
		bool before = false;

		for (unsigned int j = 0; j < count; j++) {
			same += !strcmp(gift[j].name, gift[i].name);
			before |= j < i && !strcmp(gift[j].name, gift[i].name);
		}
		if (before)
			continue;
		text_add(answer, between);
		if (same > 1)
			text_addf(answer, "%u ", same);
		text_addf(answer, "%s at ", gift[i].name);
		for (unsigned int j = i; j < count; j++) {
			if (strcmp(gift[j].name, gift[i].name) != 0)
				continue;
			text_addf(answer, "%s%s",
				!told              ? ""
				: told + 1 == same ? " and "
						   : ", ",
				gift[j].where);
			told++;
		}
		between = ", ";
	}
}

/* A slot to try: a GPU that is not the boot display, rather than one that is. */
static void offer(const struct checkup *c, struct text *answer)
{
	const struct function *best = NULL;
	char where[PCI_ADDR_TEXT];

	for (unsigned int i = 0; i < c->all.count; i++) {
		const struct function *function = &c->all.function[i];

		if (slots_is_gpu(function) && (!best || (best->boot_vga && !function->boot_vga)))
			best = function;
	}
	if (!best) {
		text_add(answer, "Ready, but there is no GPU in this machine");
		return;
	}
	write_where(best, where);
	text_addf(
		answer, "Ready, but no card is chosen: choose with gpupt enable SLOT, for example %s", where);
}

static void tell_next(const struct checkup *c, struct text *answer)
{
	struct gift *gift = host_alloc(c->next->decision.inventory.count, sizeof(*gift));
	unsigned int count = collect(c, gift);

	if (count) {
		text_addf(answer, "Ready: %s gives ",
			c->cfg.next ? "the next boot" : "a boot with the parameters of this one");
		tell_gifts(gift, count, answer);
		text_add(answer, " to guests");
	} else if (c->next->question.request.mode == MODE_OFF) {
		text_add(answer, "Ready, but switched off: gpupt=off gives nothing to guests");
	} else if (c->next->question.request.asked) {
		text_add(answer, "Ready, but nothing of what is asked for is there to be given");
	} else {
		offer(c, answer);
	}
	free(gift);
}

static void tell_number(struct text *answer, const char *begin, unsigned int number, const char *what)
{
	text_addf(answer, "%s%u thing%s %s", begin, number, number == 1 ? "" : "s", what);
}

void answer_make(const struct checkup *c, const struct check_count *count, struct text *answer)
{
	const unsigned int *number = count->remark;
	bool ready = !number[VERDICT_FAIL] && !number[VERDICT_SKIP];

	if (number[VERDICT_FAIL])
		tell_number(answer, "Not ready: ", number[VERDICT_FAIL], "to mend");
	else if (number[VERDICT_SKIP])
		tell_number(answer, "Cannot tell: ", number[VERDICT_SKIP], "could not be looked at");
	else
		tell_next(c, answer);
	if (number[VERDICT_WARN])
		tell_number(answer, ready ? "; " : ", ", number[VERDICT_WARN], "to look at");
}
