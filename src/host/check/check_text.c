// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/check/check_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/layout.h"
#include "host/plan/gifts.h"
#include "host/slots.h"

#define CHECK_HEADING(group, heading) heading,
static const char *const headings[CHECK_GROUP_COUNT] = {CHECK_GROUPS(CHECK_HEADING)};

static const enum tone tones[] = {TONE_GOOD, TONE_DIM, TONE_WARN, TONE_BAD};

/* Whether an earlier remark of this verdict is mended by the same. */
static bool mended_before(const struct finding *findings, unsigned int check, unsigned int remark)
{
	const struct remark *this = &findings[check].remark[remark];

	for (unsigned int i = 0; i <= check; i++) {
		for (unsigned int j = 0; j < (i < check ? findings[i].count : remark); j++) {
			const struct remark *other = &findings[i].remark[j];

			if (other->verdict == this->verdict && !strcmp(other->hint, this->hint))
				return true;
		}
	}
	return false;
}

struct check_count check_count(const struct finding *findings)
{
	struct check_count count = {{0}, {0}};

	for (unsigned int i = 0; i < CHECKS; i++) {
		count.check[findings[i].verdict]++;
		for (unsigned int j = 0; j < findings[i].count; j++) {
			if (!mended_before(findings, i, j))
				count.remark[findings[i].remark[j].verdict]++;
		}
	}
	return count;
}

static void print_remark(const struct host *host, bool first, const struct finding *f, unsigned int remark)
{
	enum verdict verdict = f->remark[remark].verdict;
	struct text text = {NULL, 0, 0};
	char label[8];

	snprintf(label, sizeof(label), "%-6s", first ? finding_verdict_name(verdict) : "");
	layout_text(host, tones[verdict], label);
	finding_tell(f, remark, &text);
	layout_from(host, 6, 6, text_string(&text));
	text_free(&text);
}

/* All that one hint mends, wherever it was found, then the hint. */
static void print_mend(const struct host *host, const struct finding *findings, unsigned int check,
	const struct remark *remark)
{
	bool first = true;

	putchar('\n');
	for (; check < CHECKS; check++) {
		for (unsigned int j = 0; j < findings[check].count; j++) {
			const struct remark *other = &findings[check].remark[j];

			if (other->verdict != remark->verdict || strcmp(other->hint, remark->hint) != 0 ||
				finding_tells_again(&findings[check], j))
				continue;
			print_remark(host, first, &findings[check], j);
			first = false;
		}
	}
	if (*remark->hint)
		layout_paragraph(host, 6, TONE_PLAIN, "->", remark->hint);
}

static void print_worst_first(const struct host *host, const struct finding *findings)
{
	static const enum verdict order[] = {VERDICT_FAIL, VERDICT_SKIP, VERDICT_WARN};

	for (unsigned int v = 0; v < sizeof(order) / sizeof(*order); v++) {
		for (unsigned int i = 0; i < CHECKS; i++) {
			for (unsigned int j = 0; j < findings[i].count; j++) {
				if (findings[i].remark[j].verdict == order[v] &&
					!mended_before(findings, i, j))
					print_mend(host, findings, i, &findings[i].remark[j]);
			}
		}
	}
}

static void print_finding(const struct host *host, const char *id, const struct finding *f)
{
	char label[32];

	snprintf(label, sizeof(label), "  %-6s", finding_verdict_name(f->verdict));
	layout_text(host, tones[f->verdict], label);
	snprintf(label, sizeof(label), f->count ? "%s" : "%-19s", id);
	layout_text(host, f->count ? TONE_STRONG : TONE_PLAIN, label);
	if (!f->count) {
		layout_from(host, 27, 27, f->seen ? f->seen : "");
		return;
	}
	putchar('\n');
	for (unsigned int j = 0; j < f->count; j++) {
		const char *hint = f->remark[j].hint;
		struct text text = {NULL, 0, 0};

		finding_tell(f, j, &text);
		if (!finding_tells_again(f, j))
			layout_paragraph(host, 8, TONE_PLAIN, "", text_string(&text));
		text_free(&text);
		if (*hint && (j + 1 == f->count || strcmp(hint, f->remark[j + 1].hint) != 0))
			layout_paragraph(host, 8, TONE_PLAIN, "->", hint);
	}
}

/* What every check of a group skipped for, if that is one reason; else NULL. */
static const char *skipped_whole(
	const struct check *checks, const struct finding *findings, enum check_group group)
{
	const char *why = NULL;

	for (unsigned int i = 0; i < CHECKS; i++) {
		const struct finding *f = &findings[i];

		if (checks[i].group != group)
			continue;
		if (f->verdict != VERDICT_SKIP || f->count || (why && strcmp(why, f->seen) != 0))
			return NULL;
		why = f->seen;
	}
	return why;
}

static void print_group(const struct host *host, const struct check *checks, const struct finding *findings,
	enum check_group group)
{
	const char *why = skipped_whole(checks, findings, group);
	struct text text = {NULL, 0, 0};

	putchar('\n');
	layout_text(host, TONE_STRONG, headings[group]);
	if (why) {
		text_addf(&text, ": skip: %s", why);
		layout_from(host, 2, layout_width(headings[group]), text_string(&text));
		text_free(&text);
		return;
	}
	putchar('\n');
	for (unsigned int i = 0; i < CHECKS; i++) {
		if (checks[i].group == group)
			print_finding(host, checks[i].id, &findings[i]);
	}
}

/* A slot to try: never the boot display, for that is what somebody would type. */
static void offer(const struct checkup *c, struct text *answer)
{
	const struct function *best = NULL;
	char where[PCI_ADDR_TEXT];

	for (unsigned int i = 0; i < c->all.count; i++) {
		const struct function *function = &c->all.function[i];

		if (pci_is_gpu(function->class) && !function->is_virtual &&
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

	if (c->next->question.request.mode == MODE_PLAN) {
		text_add(answer, "Ready, but only to report: gpupt=plan gives nothing to guests");
	} else if (gifts_of_plan(c->host, c->next, &cards)) {
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

/* What will the next boot give to guests? */
static void make_answer(const struct checkup *c, const struct check_count *count, struct text *answer)
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

void check_text_print(
	const struct checkup *c, const struct check *checks, const struct finding *findings, bool all)
{
	struct check_count count = check_count(findings);
	const struct host *host = c->host;
	struct text answer = {NULL, 0, 0};

	make_answer(c, &count, &answer);
	layout_paragraph(
		host, 0, count.remark[VERDICT_FAIL] ? TONE_BAD : TONE_STRONG, "", text_string(&answer));
	text_free(&answer);
	if (!all) {
		print_worst_first(host, findings);
		return;
	}
	for (unsigned int group = 0; group < CHECK_GROUP_COUNT; group++)
		print_group(host, checks, findings, group);
	printf("\n%u checks: %u ok, %u skipped, %u to look at, %u failed\n", (unsigned int)CHECKS,
		count.check[VERDICT_OK], count.check[VERDICT_SKIP], count.check[VERDICT_WARN],
		count.check[VERDICT_FAIL]);
}
