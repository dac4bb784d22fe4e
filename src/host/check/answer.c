// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/check/answer.h"

#include "host/plan/gifts.h"
#include "host/slots.h"

/* A slot to try: never the boot display, for that is what somebody would type. */
static void offer(const struct checkup *c, struct text *answer)
{
	const struct function *best = NULL;
	char where[PCI_ADDR_TEXT];

	for (unsigned int i = 0; i < c->all.count; i++) {
		const struct function *function = &c->all.function[i];

		if (slots_is_gpu(function) && !function->is_virtual &&
			(!best || (best->boot_vga && !function->boot_vga)))
			best = function;
	}
	if (!best) {
		text_add(answer, "Ready, but there is no GPU in this machine");
		return;
	}
	gifts_where(&best->addr, best->class, where);
	text_addf(answer,
		best->boot_vga
			? "Ready, but no card is chosen, and the only GPU, %s, is the host's display"
			: "Ready, but no card is chosen: choose with gpupt enable SLOT, for example %s",
		where);
}

static void tell_next(const struct checkup *c, struct text *answer)
{
	struct text cards = {NULL, 0, 0};

	if (gifts_of_plan(c->host, c->next, &cards)) {
		text_addf(answer, "Ready: %s gives %s to guests",
			c->cfg.next ? "the next boot" : "a boot with the parameters of this one",
			text_string(&cards));
	} else if (c->next->question.request.mode == MODE_OFF) {
		text_add(answer, "Ready, but switched off: gpupt=off gives nothing to guests");
	} else if (c->next->question.request.asked) {
		text_add(answer, "Ready, but nothing of what is asked for is there to be given");
	} else {
		offer(c, answer);
	}
	text_free(&cards);
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
