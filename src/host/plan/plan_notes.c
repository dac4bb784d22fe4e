/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/layout.h"
#include "host/nearmiss.h"
#include "host/plan/plan_advice.h"
#include "host/plan/plan_notes.h"
#include "host/text.h"
#include "host/traps.h"

#include <stdio.h>
#include <string.h>

/* One sentence for all functions of a slot that are refused for the same reason. */
static void print_refusal(const struct host *host, const struct plan_input *input, unsigned int i)
{
	const struct function *function = input->decision.inventory.function;
	const struct claim *claim = input->decision.plan.claim;
	unsigned int first;
	unsigned int same = 0;
	char addr[PCI_ADDR_TEXT + 24];
	struct text text = {NULL, 0, 0};

	for (first = i; first > 0 && pci_addr_same_slot(&function[first - 1].addr, &function[i].addr);)
		first--;
	for (unsigned int j = first; j < input->decision.inventory.count; j++) {
		if (!pci_addr_same_slot(&function[j].addr, &function[i].addr))
			break;
		if (claim[j].state != STATE_REFUSED || claim[j].reason != claim[i].reason)
			continue;
		if (j < i)
			return;
		same++;
	}
	pci_addr_format(&function[i].addr, addr);
	if (same > 1)
		snprintf(addr + strlen(addr), sizeof(addr) - strlen(addr), " and %u more", same - 1);
	text_addf(&text, "%s: ", addr);
	text_advise(&text, reason_text(claim[i].reason), reason_advice(claim[i].reason));
	plan_append_identity(&function[i], &claim[i], &text);
	layout_paragraph(host, 0, TONE_BAD, "refused:", text_string(&text));
	text_free(&text);
}

/* Not of what may have an advice of its own. */
static bool say_the_same(const struct note *a, const struct note *b)
{
	return a->code == b->code && a->text == b->text && a->error == b->error && a->code != NOTE_ABSENT &&
	       a->code != NOTE_BAD_SLOT && a->code != NOTE_UNKNOWN_PARAMETER;
}

/* Whether a note before this one says the same of another function. */
static bool said_before(const struct notes *notes, unsigned int i)
{
	for (unsigned int j = 0; j < i; j++) {
		if (say_the_same(&notes->note[j], &notes->note[i]))
			return true;
	}
	return false;
}

/* "0000:01:00.0, 0000:01:00.1": all that the same is said of. */
static void list_subjects(const struct notes *notes, unsigned int i, struct text *text)
{
	const struct note *first = &notes->note[i];

	for (; i < notes->count; i++) {
		const struct note *note = &notes->note[i];

		if (note == first || say_the_same(note, first))
			text_item(text, ", ", "%s", note->subject);
	}
}

static void print_note(
	const struct host *host, const struct plan_input *input, const struct inventory *all, unsigned int i)
{
	const struct note *note = &input->question.notes.note[i];
	bool error = note_is_error(note->code);
	struct text text = {NULL, 0, 0};
	struct text advice = {NULL, 0, 0};
	char what[NOTE_TEXT];

	list_subjects(&input->question.notes, i, &text);
	text_add(&text, ": ");
	plan_advise(input, all, note, &advice);
	text_advise(&text, note_text(note, what), text_string(&advice));
	text_free(&advice);
	layout_paragraph(
		host, 0, error ? TONE_BAD : TONE_WARN, error ? "error:" : "warning:", text_string(&text));
	text_free(&text);
}

static bool any_refused(const struct plan_input *input)
{
	for (unsigned int i = 0; i < input->decision.inventory.count; i++) {
		if (input->decision.plan.claim[i].state == STATE_REFUSED)
			return true;
	}
	return false;
}

static void print_near_miss(void *context, const char *quoted, const char *text)
{
	struct text sentence = {NULL, 0, 0};

	text_addf(&sentence, "%s: %s", quoted, text);
	layout_paragraph(context, 0, TONE_WARN, "warning:", text_string(&sentence));
	text_free(&sentence);
}

/* What the binder does not look at, for it is known only where the system runs. */
static void print_traps(const struct host *host, const struct plan_input *input)
{
	const struct inventory *inventory = &input->decision.inventory;
	struct traps traps;

	if (traps_are_off(input->question.cmdline, input->question.length))
		return;
	traps_read(host->root, &traps);
	for (unsigned int i = 0; i < inventory->count; i++) {
		struct text text = {NULL, 0, 0};

		if (!claim_is_good(&input->decision.plan.claim[i]) ||
			!traps_describe(&traps, &inventory->function[i], &text))
			continue;
		text_addf(&text, "; %s", traps_framebuffer_advice);
		putchar('\n');
		layout_paragraph(host, 0, TONE_WARN, "warning:", text_string(&text));
		text_free(&text);
	}
	traps_free(&traps);
}

void plan_notes_print(const struct host *host, const struct plan_input *input, const struct inventory *all)
{
	const struct notes *notes = &input->question.notes;
	unsigned int misses = nearmiss_find(
		input->question.cmdline, input->question.length, notes, NULL, NULL);

	if (notes->count || misses || any_refused(input))
		putchar('\n');
	for (unsigned int i = 0; i < input->decision.inventory.count; i++) {
		if (input->decision.plan.claim[i].state == STATE_REFUSED)
			print_refusal(host, input, i);
	}
	for (int pass = 0; pass < 2; pass++) {
		for (unsigned int i = 0; i < notes->count; i++) {
			if (note_is_error(notes->note[i].code) == (pass == 0) && !said_before(notes, i))
				print_note(host, input, all, i);
		}
	}
	nearmiss_find(input->question.cmdline, input->question.length, notes, print_near_miss, (void *)host);
	print_traps(host, input);
}
