// SPDX-License-Identifier: GPL-2.0-or-later
/* Checks of what was asked, by whom, and what came of it: configuration, this boot, right now. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/boot/line.h"
#include "host/boot/lock.h"
#include "host/check/check.h"
#include "host/nearmiss.h"
#include "host/owner.h"

static void add_near_miss(void *context, const char *quoted, const char *text)
{
	finding_add(context, VERDICT_WARN, "correct it: see gpupt.cmdline(7)", "%s: %s", quoted, text);
}

void check_parameters(const struct checkup *c, struct finding *f)
{
	const struct notes *notes = &c->next->question.notes;

	if (c->next->question.request.asked)
		finding_ok(f, "understood");
	else
		finding_skip(f, "nothing is asked for");
	for (unsigned int i = 0; i < notes->count; i++) {
		const struct note *note = &notes->note[i];

		/* A slot that is not there, and what follows from it, is check_identity's. */
		if (note->code == NOTE_ABSENT || note->code == NOTE_IDS_HELD_BACK)
			continue;
		if (note_is_error(note->code))
			check_add_note(c, note, VERDICT_FAIL, f);
		else if (note->code == NOTE_NO_MATCH)
			check_add_note(c, note, VERDICT_WARN, f);
	}
	nearmiss_find(c->next->question.cmdline, c->next->question.length, notes, add_near_miss, f);
}

/* What the next boot gets, where it differs, is said whole: a list of slots can be long. */
static void compare_lines(const struct checkup *c, struct finding *f)
{
	char *now = line_ours(c->now->question.cmdline);
	char *next = line_ours(c->next->question.cmdline);

	if (now && next) {
		if (c->cfg.next && strcmp(now, next) != 0)
			finding_add(f, VERDICT_WARN,
				"reboot when you are ready; gpupt plan tells what will happen",
				*now && *next ? "this boot had '%s', the next one gets '%s'"
				: *now        ? "this boot had '%s', the next one gets nothing of gpupt"
					      : "this boot had nothing of gpupt%s, the next one gets '%s'",
				now, next);
		else if (*now)
			finding_ok(f, "it says what this boot had");
		else
			finding_skip(f, "neither it nor this boot has parameters of gpupt");
	}
	free(now);
	free(next);
}

/* The kernel gives what follows a bare -- to init. */
static void judge_hidden(const struct checkup *c, struct finding *f)
{
	char *hidden = line_hidden(c->next->question.cmdline);

	if (hidden && *hidden)
		finding_add(f, VERDICT_FAIL,
			"put it in front of the --, or run gpupt enable, which does that",
			"'%s' stands behind a bare --: the kernel gives it to init", hidden);
	free(hidden);
}

static void tell_leftover(void *context, const char *file, const char *text)
{
	finding_add(context, VERDICT_WARN, "run the same gpupt enable or disable again: it sets it right",
		"%s: %s", file, text);
}

void check_boot_config(const struct checkup *c, struct finding *f)
{
	char text[BOOTCFG_FINDING];
	char hint[BOOTCFG_FINDING];

	if (c->cfg_error == -EACCES)
		finding_add(f, VERDICT_SKIP, "sudo gpupt check", "/%s cannot be read: %s",
			c->cfg.file ? c->cfg.file : "etc", errno_text(c->cfg_error));
	else if (c->cfg_error)
		finding_add(f, VERDICT_FAIL, "see to it that it can be read", "/%s: %s",
			c->cfg.file ? c->cfg.file : "etc", errno_text(c->cfg_error));
	else if (c->cfg.denied)
		finding_add(f, VERDICT_SKIP, "sudo gpupt check",
			"what the next boot gets is not known (%s): %s", bootcfg_name(c->cfg.kind),
			c->cfg.why);
	else if (bootcfg_not_applied(&c->cfg, c->host->root, c->now->question.cmdline, text, hint))
		finding_add(f, VERDICT_FAIL, hint, "%s", text);
	else if (!c->cfg.next)
		finding_add(f, VERDICT_WARN, "look at the boot loader's own configuration",
			"what the next boot gets is not known (%s)%s%s", bootcfg_name(c->cfg.kind),
			*c->cfg.why ? ": " : "", c->cfg.why);
	if (*c->cfg.note)
		finding_add(f, VERDICT_WARN, "put all of it into one line", "%s", c->cfg.note);
	lock_leftovers(c->host->root, c->cfg.file, tell_leftover, f);
	judge_hidden(c, f);
	if (f->verdict == VERDICT_OK)
		compare_lines(c, f);
}

void check_bound(const struct checkup *c, struct finding *f)
{
	const struct plan_input *now = c->now;

	if (check_claims(now))
		finding_ok(f, "each function is where this boot's parameters want it");
	else
		finding_skip(f, "this boot claimed nothing");
	if (now->question.request.mode == MODE_PLAN) {
		finding_skip(f, "gpupt=plan: this boot only reported");
		return;
	}
	for (unsigned int i = 0; i < now->decision.inventory.count; i++) {
		const struct function *function = &now->decision.inventory.function[i];
		char address[PCI_ADDR_TEXT];

		/* vfio-pci by itself, before gpupt was installed, sets no override: it has it all the same.
		 */
		if (now->decision.plan.claim[i].state != STATE_CLAIM ||
			owner_of(c->host, function) == OWNER_GUEST)
			continue;
		finding_add(f, VERDICT_WARN, "gpupt status tells what happened; a reboot claims it again",
			"%s: this boot's parameters name it, but %s%s",
			pci_addr_format(&function->addr, address),
			*function->driver ? "its driver is " : "no driver has it", function->driver);
	}
}

static void judge_report(const struct checkup *c, struct finding *f)
{
	static const char hint[] = "see gpupt status, and the kernel log: dmesg | grep gpupt:";

	for (unsigned int i = 0; i < c->report.notes; i++) {
		if (!strcmp(c->report.note[i].code, "late"))
			finding_add(f, VERDICT_FAIL, note_advice(NOTE_LATE), "the binder came after udev");
	}
	if (!strcmp(c->report.result, "partial") || !strcmp(c->report.result, "failed") ||
		!strcmp(c->report.result, "timeout"))
		finding_add(f, VERDICT_FAIL, hint, "the binder's result was '%s'", c->report.result);
}

/* A machine whose vfio-pci.ids= works by itself, and whose next boot will have gpupt. */
static bool all_with_guests(const struct checkup *c)
{
	const struct plan_input *now = c->now;
	unsigned int count = 0;

	for (unsigned int i = 0; i < now->decision.inventory.count; i++) {
		if (!claim_is_good(&now->decision.plan.claim[i]))
			continue;
		if (!now->decision.plan.claim[i].by_id ||
			owner_of(c->host, &now->decision.inventory.function[i]) != OWNER_GUEST)
			return false;
		count++;
	}
	return count > 0;
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
	} else if (asked && all_with_guests(c)) {
		finding_ok(f,
			"the cards have their guest driver, by vfio-pci's own IDs: gpupt was not there yet");
	} else if (asked && c->host->machine) {
		finding_skip(f, "a captured machine has no report of its boot");
	} else if (asked) {
		finding_add(f, VERDICT_FAIL,
			"reboot, if gpupt was installed or the image rebuilt after this boot; else see the checks of "
			"the image",
			"this boot's parameters ask for claims, but the binder left no report");
	} else {
		finding_skip(f, "nothing was asked for");
	}
}
