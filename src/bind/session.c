/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bind/session.h"
#include "bind/apply.h"
#include "bind/child.h"
#include "bind/kmsg.h"
#include "core/out.h"
#include "core/sysfs.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#define CMDLINE_MAX 131072 /* x86 has 2 KiB, bootconfig can make it longer */

struct session {
	const struct options *options;
	int root;
	long length; /* of the command line */
	bool is_plan;
	struct notes notes; /* of the parent */
	struct shared *shared;
};

static char cmdline[CMDLINE_MAX];
static struct request request;
static struct table table;
static struct session session;
static struct inventory nothing_read;
static struct plan nothing_planned;

static bool open_root(void)
{
	const char *root = session.options->root;

	session.root = sysfs_open_dir(AT_FDCWD, root ? root : "/");
	if (session.root < 0)
		out_complain(root ? root : "/", errno_text(session.root));
	return session.root >= 0;
}

static void read_cmdline(void)
{
	const char *file = session.options->cmdline;

	if (!file)
		session.length = sysfs_read_file(session.root, "proc/cmdline", cmdline, sizeof(cmdline));
	else if (!strcmp(file, "-"))
		session.length = sysfs_read_fd(STDIN_FILENO, cmdline, sizeof(cmdline));
	else
		session.length = sysfs_read_file(AT_FDCWD, file, cmdline, sizeof(cmdline));
	if (session.length < 0) {
		note_error(&session.notes, NOTE_CMDLINE, file ? file : "/proc/cmdline",
			"the command line cannot be read", (int)session.length);
		session.length = 0;
	}
}

/* The running kernel's; a tree of fixtures may say which one it shows. */
static void read_table(void)
{
	char release[128];
	struct utsname name;

	if (sysfs_read_line(session.root, "proc/sys/kernel/osrelease", release, sizeof(release))) {
		release[0] = '\0';
		if (!uname(&name))
			note_quote(release, name.release, strlen(name.release));
	}
	table_check(&table, sysfs_read_file(session.root, TABLE_FILE, table.text, TABLE_MAX), release);
}

/* Nothing but decisions and reads in a plan; on a machine that is up udev has always run. */
static bool late_matters(void)
{
	return !(session.options->dry_run && sysfs_is_real(session.root, "sys"));
}

static void work(void *context)
{
	struct shared *shared = session.shared;
	struct apply apply = {.writer = {session.root, session.options->root != NULL},
		.request = &request,
		.table = &table,
		.cmdline = {cmdline, (size_t)session.length},
		.judge_late = late_matters(),
		.expired = clock_expired,
		.shared = shared};

	(void)context;
	read_table();
	inventory_read(session.root, &request, &table, &shared->inventory);
	plan_make(&request, &shared->inventory, &table, apply.judge_late, &shared->plan, &shared->notes);
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

	for (unsigned int i = 0; i < shared->inventory.count; i++) {
		struct claim *claim = &shared->plan.claim[i];

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
		note_error(&session.notes, NOTE_NO_SYSFS, "/" SYSFS_DEVICES, "the PCI devices cannot be read",
			error);
		session.shared = NULL;
		return false;
	}
	if (!shared->planned) {
		session.shared = NULL;
		return true;
	}
	if (!session.is_plan && !(end == CHILD_ENDED && shared->done && !shared->expired))
		settle(end == CHILD_TIMEOUT || shared->expired);
	notes_append(&session.notes, &shared->notes);
	plan_warn(&shared->inventory, &shared->plan, &session.notes);
	return false;
}

static struct report make_report(bool timeout)
{
	struct report report = {.request = &request,
		.inventory = session.shared ? &session.shared->inventory : &nothing_read,
		.plan = session.shared ? &session.shared->plan : &nothing_planned,
		.notes = &session.notes,
		.is_plan = session.is_plan,
		.elapsed_us = clock_elapsed_us()};

	report.result = plan_result(&request, report.inventory, report.plan, &session.notes);
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

	return session.options->root || fstat(session.root, &top) || fstatat(session.root, "run", &run, 0) ||
	       top.st_dev != run.st_dev;
}

static int publish(struct report *report, bool timeout)
{
	int error = report_publish(session.root, report);

	if (!error && !run_is_mounted())
		error = -ENODEV;
	if (error) {
		note_error(&session.notes, NOTE_REPORT_FAILED, "/" REPORT_FILE,
			"the report cannot be written", error);
		*report = make_report(timeout);
	}
	kmsg_write(session.root, report);
	return report_exit_status(report);
}

int session_run(const struct options *options)
{
	bool timeout = false;
	struct report report;

	session.options = options;
	if (!open_root())
		return 3;
	read_cmdline();
	request_parse(cmdline, (size_t)session.length, &request, &session.notes);
	if (!request.asked && !options->dry_run && !session.notes.count)
		return 0;
	if (options->root && sysfs_is_real(session.root, "sys")) {
		out_complain(options->root, "it has a real sysfs: --root is for files that show one");
		return 2;
	}
	clock_start(request.timeout);
	session.is_plan = options->dry_run || request.mode == MODE_PLAN;
	if (request.asked && request.mode != MODE_OFF)
		timeout = act();
	report = make_report(timeout);
	return options->dry_run ? print_plan(&report) : publish(&report, timeout);
}
