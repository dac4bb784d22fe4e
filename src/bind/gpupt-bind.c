/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gpupt-bind: claims PCI functions for guests before any other driver comes near, and says so.
 * It runs once, in the initramfs. See gpupt-bind(8).
 */
#include "bind/child.h"
#include "bind/publish.h"
#include "bind/supervise.h"
#include "core/out.h"
#include "core/sysfs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __KLIBC__
/* There is no stdio here; klibc's would zero 48 KB and ask for three terminals at each start. */
void __libc_init_stdio(void);

void __libc_init_stdio(void)
{
}

int fflush(FILE *file)
{
	(void)file;
	return 0;
}
#endif

/* The options */

struct options {
	bool boot;
	bool dry_run;
	const char *root;    /* NULL: the machine itself */
	const char *cmdline; /* NULL: proc/cmdline below root; "-": standard input */
};

static const char *const usage = "usage: gpupt-bind --boot | --dry-run | --root DIR  [--cmdline FILE]\n"
				 "Claims what the kernel command line asks for; --dry-run only plans it.\n"
				 "See gpupt-bind(8).\n";

static int print_text(const char *text)
{
	struct out out;

	out_init(&out, STDOUT_FILENO);
	out_text(&out, text);
	return out_flush(&out) ? 3 : 0;
}

static int wrong(const char *argument, const char *what)
{
	out_complain(argument, what);
	return 2;
}

/* Is it the option NAME? Then *value is what follows "=", or else the next argument. */
static bool valued(char ***argument, const char *name, const char **value)
{
	size_t length = strlen(name);
	const char *rest = **argument + length;

	if (strncmp(**argument, name, length) || (*rest && *rest != '='))
		return false;
	*value = *rest ? rest + 1 : (*argument)[1];
	*argument += !*rest && *value;
	return true;
}

/* -1 to go on, or the exit status: help and version were printed, or it was used wrongly. */
static int parse_options(char **argv, struct options *options)
{
	while (*++argv) {
		const char *name = *argv;
		const char *value = "-";

		if (!strcmp(*argv, "--boot"))
			options->boot = true;
		else if (!strcmp(*argv, "--dry-run"))
			options->dry_run = true;
		else if (!strcmp(*argv, "--help"))
			return print_text(usage);
		else if (!strcmp(*argv, "--version"))
			return print_text("gpupt-bind " GPUPT_VERSION "\n");
		else if (valued(&argv, "--root", &value))
			options->root = value;
		else if (valued(&argv, "--cmdline", &value))
			options->cmdline = value;
		else
			return wrong(name, "not an option of gpupt-bind; try gpupt-bind --help");
		if (!value || !*value)
			return wrong(name, "a name is missing after it; try gpupt-bind --help");
	}
	if (!options->boot && !options->dry_run && !options->root)
		return wrong(
			"nothing to do", "expected --boot, --dry-run or --root DIR; try gpupt-bind --help");
	return -1;
}

/* The run */

static struct report make_report(struct task *task, const struct shared *shared, enum outcome outcome)
{
	struct report report;

	decision_report(&task->question, shared ? &shared->decision : NULL, task->is_plan, &report);
	report.elapsed_us = clock_elapsed_us();
	if (outcome != OUTCOME_KNOWN)
		report.result = outcome == OUTCOME_TIMEOUT ? RESULT_TIMEOUT : RESULT_UNKNOWN;
	return report;
}

static int print_report(const struct report *report)
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
static bool run_is_mounted(int root)
{
	struct stat top;
	struct stat run;

	return fstat(root, &top) || fstatat(root, "run", &run, 0) || top.st_dev != run.st_dev;
}

static int publish(struct task *task, const struct shared *shared, enum outcome outcome)
{
	struct report report = make_report(task, shared, outcome);
	int root = task->question.root;
	int error = publish_report(root, &report);

	if (!error && !task->fixtures && !run_is_mounted(root))
		error = -ENODEV;
	if (error) {
		note_error(&task->question.notes, NOTE_REPORT_FAILED, "/" REPORT_FILE,
			"the report cannot be written", error);
		report = make_report(task, shared, outcome);
	}
	publish_lines(root, &report);
	return report_exit_status(&report);
}

/* From the command line to the report; the exit status of contract, section 7. */
static int run(const struct options *options)
{
	static struct task task;
	struct question *question = &task.question;
	const char *name = options->root ? options->root : "/";
	const struct shared *shared = NULL;
	enum outcome outcome = OUTCOME_KNOWN;
	struct report report;

	question->root = sysfs_open_dir(AT_FDCWD, name);
	if (question->root < 0) {
		out_complain(name, errno_text(question->root));
		return 3;
	}
	question->running = options->dry_run;
	question_read(question, options->cmdline);
	question_parse(question);
	/* Not with --root /, which is refused whatever is asked for. */
	if (!question->request.asked && !options->dry_run && !question->notes.count &&
		!(options->root && !strcmp(name, "/")))
		return 0;
	if (options->root && sysfs_is_real(question->root, "sys"))
		return wrong(name, "it has a real sysfs: --root is for files that show one");
	umask(022); /* the report is for everybody to read, whatever init has */
	clock_start(question->request.timeout);
	task.fixtures = options->root != NULL;
	task.is_dry = options->dry_run;
	task.is_plan = options->dry_run || question->request.mode == MODE_PLAN;
	if (question_is_open(question))
		outcome = supervise(&task, &shared);
	if (shared && shared->stands) {
		publish_unchanged(question->root);
		return shared->earlier_status;
	}
	if (!options->dry_run)
		return publish(&task, shared, outcome);
	report = make_report(&task, shared, outcome);
	return print_report(&report);
}

int main(int argc, char **argv)
{
	struct options options = {0};
	int status = argc ? parse_options(argv, &options) : 2;

	return status >= 0 ? status : run(&options);
}
