/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bind/session.h"
#include "bind/apply.h"
#include "bind/child.h"
#include "bind/kmsg.h"
#include "core/decide.h"
#include "core/out.h"
#include "core/sysfs.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

struct session {
	const struct options *options;
	bool is_plan;
	struct shared *shared;
};

static struct question question;
static struct session session;

static bool open_root(void)
{
	const char *root = session.options->root;

	question.root = sysfs_open_dir(AT_FDCWD, root ? root : "/");
	if (question.root < 0)
		out_complain(root ? root : "/", errno_text(question.root));
	return question.root >= 0;
}

static void work(void *context)
{
	struct shared *shared = session.shared;
	struct apply apply = {.writer = {question.root, session.options->root != NULL},
		.request = &question.request,
		.table = &shared->decision.table,
		.cmdline = {question.cmdline, question.length},
		.judge_late = !question.running,
		.expired = clock_expired,
		.shared = shared};

	(void)context;
	decide(&question, &shared->decision);
	shared->planned = true;
	if (!session.is_plan)
		apply_plan(&apply);
	shared->done = true;
}

/* What the child did not come to the end of. */
static void settle(bool timeout)
{
	static const uint8_t reasons[] = {[PHASE_READ] = REASON_READ_FAILED,
		[PHASE_OVERRIDE] = REASON_OVERRIDE_FAILED,
		[PHASE_MODULES] = REASON_MODULE_FAILED,
		[PHASE_BIND] = REASON_PROBE_FAILED,
		[PHASE_VERIFY] = REASON_READ_FAILED,
		[PHASE_UNDO] = REASON_UNBIND_FAILED};
	struct shared *shared = session.shared;

	for (unsigned int i = 0; i < shared->decision.inventory.count; i++) {
		struct claim *claim = &shared->decision.plan.claim[i];

		if (claim->state != STATE_CLAIM && claim->state != STATE_RELEASE)
			continue;
		if (claim->state == STATE_CLAIM && claim->progress == PROGRESS_BOUND &&
			claim->reason == REASON_NONE) {
			claim->state = STATE_CLAIMED;
			continue;
		}
		claim->state = timeout ? STATE_TIMEOUT : STATE_FAILED;
		claim->reason = timeout ? REASON_TIMEOUT : reasons[shared->phase];
	}
}

/*
 * Plans, and unless it is a plan applies, in a child. True if the deadline came before there was a
 * plan; afterwards each function tells for itself whether it timed out.
 */
static bool act(void)
{
	struct shared *shared = mmap(
		NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int error = shared == MAP_FAILED ? -errno : 0;
	enum child_end end = CHILD_NOT_STARTED;

	session.shared = shared;
	if (!error)
		end = child_run(work, NULL, &error);
	if (end == CHILD_NOT_STARTED || (end == CHILD_ENDED && !shared->done && !shared->planned)) {
		note_error(&question.notes, NOTE_NO_SYSFS, "/" SYSFS_DEVICES,
			"the PCI devices cannot be read", error);
		session.shared = NULL;
		return false;
	}
	if (!shared->planned) {
		session.shared = NULL;
		return true;
	}
	if (!session.is_plan && !(end == CHILD_ENDED && shared->done && !shared->expired))
		settle(end == CHILD_TIMEOUT || shared->expired);
	return false;
}

static struct report make_report(bool timeout)
{
	struct report report;

	decision_report(
		&question, session.shared ? &session.shared->decision : NULL, session.is_plan, &report);
	report.elapsed_us = clock_elapsed_us();
	if (timeout)
		report.result = RESULT_TIMEOUT;
	return report;
}

static int print_plan(const struct report *report)
{
	struct out out;
	int error;

	out_init(&out, STDOUT_FILENO);
	report_json(report, &out);
	error = out_flush(&out);
	if (error)
		out_complain("standard output", errno_text(error));
	return error ? 3 : report_exit_status(report);
}

/* What is written to a /run that is not mounted is lost with the initramfs. */
static bool run_is_mounted(void)
{
	struct stat top;
	struct stat run;

	return session.options->root || fstat(question.root, &top) ||
	       fstatat(question.root, "run", &run, 0) || top.st_dev != run.st_dev;
}

static int publish(struct report *report, bool timeout)
{
	int error = report_publish(question.root, report);

	if (!error && !run_is_mounted())
		error = -ENODEV;
	if (error) {
		note_error(&question.notes, NOTE_REPORT_FAILED, "/" REPORT_FILE,
			"the report cannot be written", error);
		*report = make_report(timeout);
	}
	kmsg_write(question.root, report);
	return report_exit_status(report);
}

int session_run(const struct options *options)
{
	bool timeout = false;
	struct report report;

	session.options = options;
	if (!open_root())
		return 3;
	question.running = options->dry_run;
	question_read(&question, options->cmdline);
	question_parse(&question);
	if (!question.request.asked && !options->dry_run && !question.notes.count)
		return 0;
	if (options->root && sysfs_is_real(question.root, "sys")) {
		out_complain(options->root, "it has a real sysfs: --root is for files that show one");
		return 2;
	}
	clock_start(question.request.timeout);
	session.is_plan = options->dry_run || question.request.mode == MODE_PLAN;
	if (question_is_open(&question))
		timeout = act();
	report = make_report(timeout);
	return options->dry_run ? print_plan(&report) : publish(&report, timeout);
}
