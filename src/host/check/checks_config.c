// SPDX-License-Identifier: GPL-2.0-or-later
/* Checks of what was asked, by whom, and what came of it: configuration, this boot, right now. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/check/check.h"

void check_parameters(const struct checkup *c, struct finding *f)
{
	const struct notes *notes = &c->next->question.notes;

	finding_ok(f, c->next->question.request.asked ? "understood" : "nothing is asked for");
	for (unsigned int i = 0; i < notes->count; i++) {
		const struct note *note = &notes->note[i];

		/* A slot that is not there, and what follows from it, is check_identity's. */
		if (note->code == NOTE_ABSENT || note->code == NOTE_IDS_HELD_BACK)
			continue;
		if (note_is_error(note->code))
			finding_add(f, VERDICT_FAIL, "correct it: see gpupt.cmdline(7)", "%s: %s",
				note->subject, note->text);
		else if (note->code == NOTE_UNKNOWN_PARAMETER || note->code == NOTE_NO_MATCH)
			finding_add(f, VERDICT_WARN, "correct it, or take it out", "%s: %s", note->subject,
				note->text);
	}
}

static bool says(const struct plan_input *input, const char *slots)
{
	return !*slots || strstr(input->question.cmdline, slots);
}

void check_boot_config(const struct checkup *c, struct finding *f)
{
	char now[512];
	char next[512];

	bootcfg_ours(c->now->question.cmdline, now, sizeof(now));
	bootcfg_ours(c->next->question.cmdline, next, sizeof(next));
	finding_ok(
		f, *now ? "it says what this boot had" : "neither it nor this boot has parameters of gpupt");
	if (c->cfg_error)
		finding_add(f, VERDICT_FAIL, "see to it that it can be read", "/%s: %s",
			c->cfg.file ? c->cfg.file : "etc", errno_text(c->cfg_error));
	else if (!c->cfg.next)
		finding_add(f, VERDICT_WARN, "look at the boot loader's own configuration",
			"what the next boot gets is not known (%s)", bootcfg_name(c->cfg.kind));
	else if (!says(c->next, c->cfg.own))
		finding_add(f, VERDICT_FAIL, "run update-grub", "/%s names %s, but the boot menu does not",
			c->cfg.file, c->cfg.own);
	else if (strcmp(now, next) != 0)
		finding_add(f, VERDICT_WARN, "reboot when you are ready; gpupt plan tells what will happen",
			"this boot had '%s', the next one gets '%s'", now, next);
}

void check_bound(const struct checkup *c, struct finding *f)
{
	const struct plan_input *now = c->now;

	finding_ok(f, check_claims(now) ? "each function is where this boot's parameters want it"
					: "this boot claimed nothing");
	for (unsigned int i = 0; i < now->decision.inventory.count; i++) {
		const struct function *function = &now->decision.inventory.function[i];
		char address[PCI_ADDR_TEXT];

		if (now->decision.plan.claim[i].state != STATE_CLAIM)
			continue;
		finding_add(f, VERDICT_WARN, "gpupt status tells what happened; a reboot claims it again",
			"%s: this boot's parameters name it, but its driver is %s",
			pci_addr_format(&function->addr, address),
			*function->driver ? function->driver : "none");
	}
}

static void judge_report(const struct checkup *c, struct finding *f)
{
	static const char hint[] = "see gpupt status, and the kernel log: dmesg | grep gpupt:";

	for (unsigned int i = 0; i < c->report.notes; i++) {
		if (!strcmp(c->report.note[i].code, "late"))
			finding_add(f, VERDICT_FAIL,
				"see the checks of the image: the binder has to come before udev",
				"the binder came after udev");
	}
	if (!strcmp(c->report.result, "partial") || !strcmp(c->report.result, "failed") ||
		!strcmp(c->report.result, "timeout"))
		finding_add(f, VERDICT_FAIL, hint, "the binder's result was '%s'", c->report.result);
}

void check_last_boot(const struct checkup *c, struct finding *f)
{
	bool asked = c->now->question.request.asked && c->now->question.request.mode != MODE_OFF;

	if (!c->report_wrong) {
		finding_ok(f, "the binder's result was '%s'", c->report.result);
		judge_report(c, f);
	} else if (!c->report_missing) {
		finding_add(f, VERDICT_FAIL, "look at /run/gpupt/report.json; the next boot writes it anew",
			"the report of this boot: %s", c->report_wrong);
	} else if (asked) {
		finding_add(f, VERDICT_FAIL,
			"see the checks of the image; was gpupt installed, or the image rebuilt, after this boot?",
			"this boot's parameters ask for claims, but the binder left no report");
	} else {
		finding_ok(f, "nothing was asked for");
	}
}
