/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "judge.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* "ADDRESS: what is wrong"; static storage. */
static const char *wrong(const struct tree_function *function, const char *what)
{
	static char text[160];

	snprintf(text, sizeof(text), "%s (%s %s: %s %s) %s", function->address, function->state,
		function->reason, function->driver, function->override, what);
	return text;
}

static bool is(const struct tree_function *function, const char *state)
{
	return !strcmp(function->state, state);
}

/* The driver that the plan without a fault has for the function; "" if none. */
static const char *planned(const struct trial *trial, unsigned int i)
{
	return trial->plain->function[i].planned;
}

static bool for_guests(const char *driver)
{
	return strstr(driver, "vfio") || !strcmp(driver, "pci-stub");
}

static bool as_before(const struct trial *trial, unsigned int i)
{
	const struct tree_function *before = &trial->before->function[i];
	const struct tree_function *after = &trial->after->function[i];

	return after->gone ||
	       (!strcmp(before->driver, after->driver) && !strcmp(before->override, after->override));
}

/* The binder was stopped half-way, so what it did need not have been undone. */
static bool cut_short(const struct trial *trial)
{
	return trial->fault->kind == FAULT_HANG || trial->fault->kind == FAULT_LATE;
}

/* The fault hit the undo itself, which begins by opening an override. */
static bool undo_hit(const struct trial *trial)
{
	return trial->fault->role == CHILD && trial->plain_outcome->undo_at &&
	       trial->fault->at + 2 >= trial->plain_outcome->undo_at;
}

/* Something that was there may have looked as if it had gone, which is no failure of a claim. */
static bool may_be_absent(const struct fault *fault)
{
	return fault->kind == FAULT_VANISH || (fault->kind == FAULT_ERRNO && fault->error == ENOENT);
}

const char *judge_address(const char *what)
{
	const char *found = NULL;

	for (const char *at = what; !strncmp(what, "sys/", 4) && *at; at++) {
		if (at[0] == '/' || at[0] == '=')
			found = strlen(at) > 12 && at[5] == ':' && at[8] == ':' && at[11] == '.' ? at + 1
												 : found;
	}
	return found;
}

/*
 * The child looks before every step whether there is time, and does nothing when there is none. A step
 * that it was at work on, which may be more than one write for a function, it ends.
 */
static bool went_on(const struct trial *trial)
{
	const struct call *call = trial->outcome->call[CHILD];
	const char *last = judge_address(call[trial->fault->at - 1].what);

	for (unsigned int n = trial->fault->at; n < trial->outcome->calls[CHILD]; n++) {
		const char *address = judge_address(call[n].what);

		if (call[n].number == SYS_write && address && !(last && !strncmp(address, last, 12)))
			return true;
	}
	return false;
}

static const char *judge_end(const struct trial *trial)
{
	const struct outcome *outcome = trial->outcome;

	if (outcome->stuck)
		return "the binder did not end";
	if (!WIFEXITED(outcome->status))
		return "the binder was killed by a signal";
	if (outcome->child_left)
		return "the child was left alive";
	if (outcome->parent_stores)
		return "the parent wrote to sysfs";
	if (trial->strange)
		return "something was written that is no attribute of a function or a driver";
	if (trial->fault->kind == FAULT_HANG && !outcome->child_killed)
		return "the child was not killed";
	if (trial->fault->kind == FAULT_LATE && went_on(trial))
		return "the child went on after the deadline";
	return NULL;
}

/* Without the root there is nowhere to write to. */
static bool root_hit(const struct trial *trial)
{
	const struct call *call = &trial->outcome->call[PARENT][trial->fault->at - 1];

	return trial->fault->role == PARENT && call->number == SYS_openat && call->what[0] == '/';
}

/* "timeout" if any function timed out, or before there was a plan; otherwise it was not. */
static bool timeout_is_true(const struct tree *after)
{
	bool planned = false;
	bool timeout = false;

	for (unsigned int i = 0; i < after->count; i++) {
		planned |= after->function[i].state[0] != '\0';
		timeout |= is(&after->function[i], "timeout");
	}
	return !strcmp(after->result, "timeout") == (timeout || !planned);
}

/* The last call of a child that has done all is no death that counts. */
static bool says_who_died(const struct trial *trial)
{
	const struct call *call = &trial->outcome->call[CHILD][trial->fault->at - 1];

	return trial->fault->kind != FAULT_KILL || !strcmp(trial->after->signal, "9") ||
	       call->number == SYS_exit || call->number == SYS_exit_group;
}

static const char *judge_status(const struct trial *trial)
{
	const struct tree *after = trial->after;
	int status = WEXITSTATUS(trial->outcome->status);

	if (root_hit(trial))
		return status == 3 && after->reported == trial->before->reported ? NULL
										 : "the exit status is not 3";
	if (!strstr(trial->log, "gpupt: ") && strcmp(trial->log, "on standard error") != 0)
		return "the kernel log says nothing";
	if (!after->reported)
		return status && strstr(trial->log, "report-failed") ? NULL : "no report, and not a word";
	if (!says_who_died(trial))
		return "the child was killed, and the report does not say so";
	if ((trial->fault->kind == FAULT_HANG || trial->fault->kind == FAULT_LATE) && !timeout_is_true(after))
		return "the report says timeout and no function timed out, or the other way round";
	if (!strcmp(after->result, "claimed") || !strcmp(after->result, "nothing"))
		return status == after->errors ? NULL : "exit status and result differ";
	if (status != 1 && !(status == 3 && !strcmp(after->result, "failed") && after->errors))
		return "exit status and result differ";
	return NULL;
}

/* What is said of a function, beside what is so. */
static const char *judge_truth(const struct trial *trial, unsigned int i)
{
	const struct tree_function *after = &trial->after->function[i];
	const struct tree_function *before = &trial->before->function[i];
	bool twin = !strcmp(after->why, "refined");

	if (is(after, "claimed"))
		return !after->gone && (strcmp(after->driver, after->planned) != 0 ||
					       strcmp(after->override, after->planned) != 0)
			       ? "is not claimed"
			       : NULL;
	if (is(after, "held"))
		return after->gone || !strcmp(after->override, planned(trial, i)) ? NULL : "is not held";
	if (is(after, "released") && twin)
		return for_guests(after->driver) ? "is not released" : NULL;
	if (is(after, "failed") && twin)
		return NULL;
	if (is(after, "released"))
		return as_before(trial, i) ? NULL : "is not released";
	if (is(after, "failed") && (undo_hit(trial) || cut_short(trial)))
		return NULL;
	if (is(after, "timeout") || (!after->state[0] && cut_short(trial) && trial->after->reported))
		return for_guests(after->driver) && strcmp(after->driver, planned(trial, i)) != 0 &&
				       strcmp(after->driver, before->driver) != 0
			       ? "has a driver that nobody planned"
			       : NULL;
	if (!trial->after->reported)
		return NULL;
	return as_before(trial, i) ? NULL : "is not as before";
}

/* Everything but a claim, what is kept and a twin let go has a reason. */
static const char *judge_reason(const struct trial *trial, unsigned int i)
{
	const struct tree_function *after = &trial->after->function[i];
	bool fine = is(after, "claimed") || is(after, "kept") || !after->state[0] ||
		    (is(after, "released") && !strcmp(after->why, "refined"));

	return fine == (after->reason[0] && strcmp(after->reason, "null") != 0)
		       ? "has no reason, or one too many"
		       : NULL;
}

/* A fault never claims what the run without it does not. */
static const char *judge_more(const struct trial *trial, unsigned int i)
{
	const struct tree_function *plain = &trial->plain->function[i];
	const struct tree_function *after = &trial->after->function[i];

	if (is(after, "claimed") && !is(plain, "claimed") && !cut_short(trial))
		return "is claimed, and is not without the fault";
	if (for_guests(after->driver) && strcmp(after->driver, plain->driver) != 0 &&
		strcmp(after->driver, trial->before->function[i].driver) != 0 && !undo_hit(trial) &&
		!cut_short(trial))
		return "went to a guest's driver, and does not without the fault";
	return NULL;
}

static bool same_slot(const struct tree_function *a, const struct tree_function *b)
{
	return !strncmp(a->address, b->address, strlen(a->address) - 1);
}

/* A slot is claimed whole or not at all. */
static const char *judge_slot(const struct trial *trial, unsigned int i)
{
	const struct tree_function *function = trial->after->function;

	if (!is(&function[i], "claimed") || cut_short(trial))
		return NULL;
	for (unsigned int j = 0; j < trial->after->count; j++) {
		if (same_slot(&function[i], &function[j]) && function[j].state[0] &&
			!is(&function[j], "claimed") && !is(&function[j], "kept") &&
			strcmp(function[j].why, "refined") != 0)
			return "is claimed, and its slot is not";
	}
	return NULL;
}

/* All is well only if it is what it is without the fault. */
static const char *judge_success(const struct trial *trial, unsigned int i)
{
	const struct tree_function *plain = &trial->plain->function[i];
	const struct tree_function *after = &trial->after->function[i];

	if (WEXITSTATUS(trial->outcome->status) || may_be_absent(trial->fault))
		return NULL;
	/* A twin is let go; whether a host driver takes it at once is not the binder's doing. */
	if (is(after, "released") && is(plain, "released") && !strcmp(after->why, "refined"))
		return NULL;
	return strcmp(plain->state, after->state) != 0 || strcmp(plain->driver, after->driver) != 0 ||
			       strcmp(plain->override, after->override) != 0
		       ? "is not as without the fault, and nothing says so"
		       : NULL;
}

/* Gone before its driver was read for the last time, so the binder could know. */
static const char *judge_gone(const struct trial *trial, unsigned int i)
{
	const struct tree_function *function = &trial->after->function[i];
	char link[40];

	if (!function->gone || !is(function, "claimed"))
		return NULL;
	snprintf(link, sizeof(link), "%s/driver", function->address);
	for (unsigned int n = trial->fault->at; n < trial->outcome->calls[CHILD]; n++) {
		const struct call *call = &trial->outcome->call[CHILD][n];

		if (call->number == SYS_readlinkat && strstr(call->what, link))
			return "is gone";
	}
	return NULL;
}

const char *judge(const struct trial *trial)
{
	static const char *(*const rule[])(const struct trial *trial, unsigned int i) = {
		judge_truth, judge_reason, judge_more, judge_slot, judge_success, judge_gone};
	const char *what = judge_end(trial);

	if (!what)
		what = judge_status(trial);
	/* Whatever is there then is an earlier run's. */
	if (root_hit(trial))
		return what;
	for (unsigned int i = 0; !what && i < trial->after->count; i++) {
		for (size_t r = 0; !what && r < sizeof(rule) / sizeof(rule[0]); r++) {
			what = rule[r](trial, i);
			if (what)
				what = wrong(&trial->after->function[i], what);
		}
	}
	return what;
}
