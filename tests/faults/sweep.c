/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sweep LEVEL BINDER MKMACHINE MACHINES SCRATCH: runs the binder on each scenario without a fault,
 * then again and again with one fault: each system call of parent and child fails with each errno
 * that it can return, reads and writes are short, a process is killed, a call never returns, the
 * deadline passes, a function is unplugged. TAP, one line a scenario. LEVEL: quick, check, full.
 */
#include "judge.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct scenario {
	const char *name;
	const char *machine;
	const char *cmdline;
	const char *refuse;    /* its probe fails */
	const char *vanish[2]; /* unplugged in one of the faults */
	bool earlier;          /* there is a report of an earlier run, which no longer stands */
} scenarios[] = {
	{"a slot is claimed: modules, unbind, probe", "twins", "gpupt.slots=00:05.0/00@10de:2204", NULL,
		{"0000:02:00.0", "0000:02:00.2"}, false},
	{"a probe fails and the slot is released", "twins", "gpupt.slots=02:00", "0000:02:00.2",
		{"0000:02:00.0", "0000:02:00.1"}, false},
	{"a probe fails and the slot is held", "twins", "gpupt.slots=02:00 gpupt.on_failure=hold",
		"0000:02:00.1", {"0000:02:00.0", "0000:02:00.2"}, false},
	{"slots refine IDs and the twin is released", "twins-by-id",
		"gpupt.slots=02:00 vfio-pci.ids=10de:2204,10de:1aef", NULL, {"0000:02:00", "0000:01:00.1"},
		false},
	{"slots refine IDs that nothing took yet", "twins",
		"gpupt.slots=02:00 vfio-pci.ids=10de:2204,10de:1aef", NULL, {"0000:02:00", "0000:01:00.1"},
		false},
	{"IDs, keep and desktop", "twins",
		"vfio-pci.ids=10de:2204,10de:1aef,10de:1ad7 gpupt.keep=01:00 gpupt.host=desktop", NULL,
		{"0000:01:00.0", "0000:02:00.1"}, false},
	{"IDs and a card kept by its path", "twins", "vfio-pci.ids=10de:2204 gpupt.keep=00:05.0/00.0", NULL,
		{"0000:01:00.0", "0000:02:00.0"}, false},
	{"a variant driver and a plain one", "variant", "gpupt.slots=0009:01:00,0019:01:00", NULL,
		{"0009:01:00.0", "0019:01:00.0"}, false},
	{"udev came first", "twins-late", "gpupt.slots=02:00,01:00", NULL, {"0000:02:00.0", "0000:02:00.2"},
		false},
	{"no IOMMU groups", "no-iommu", "gpupt.slots=02:00 vfio.enable_unsafe_noiommu_mode=1", NULL,
		{"0000:02:00.0", "0000:02:00.1"}, false},
	{"a report that says claimed is there and no longer true", "twins", "gpupt.slots=02:00",
		"0000:02:00.2", {"0000:02:00.0", "0000:02:00.1"}, true},
};

static const struct {
	long number;
	int error[10]; /* the likeliest first */
} errors[] = {
	{SYS_openat, {ENOENT, EACCES, EIO, EMFILE, ENOMEM, EINTR, ENODEV, EBUSY, EROFS}},
	{SYS_read, {EIO, ENODEV, EINTR, EAGAIN, ENOMEM, EACCES}},
	{SYS_pread64, {EIO, ENODEV, EINTR, EAGAIN, ENOMEM, EACCES}},
	{SYS_setitimer, {EINVAL}},
	{SYS_rt_sigaction, {EINVAL}},
	{SYS_write, {EBUSY, ENODEV, EINVAL, EIO, ENOSPC, EINTR, EAGAIN, ENOMEM, EACCES}},
	{SYS_close, {EIO, EINTR}},
	{SYS_newfstatat, {EIO, ENOENT, EACCES, ENOMEM, EINTR}},
	{SYS_readlinkat, {EIO, ENOENT, EACCES, ENOMEM, EINTR}},
	{SYS_getdents64, {EIO, ENOENT, ENOMEM, EINTR}},
	{SYS_mmap, {ENOMEM}},
	{SYS_pipe, {EMFILE, ENFILE}},
	{SYS_fork, {EAGAIN, ENOMEM}},
	{SYS_poll, {EINTR, ENOMEM}},
	{SYS_wait4, {EINTR, ECHILD}},
	{SYS_fstatfs, {EIO, ENOMEM, EINTR}},
	{SYS_uname, {EPERM}},
	{SYS_mkdirat, {ENOSPC, EACCES, EROFS, ENOMEM, EIO}},
	{SYS_renameat, {ENOSPC, EACCES, EROFS, EIO}},
	{SYS_fchmodat, {EPERM, EROFS, EIO}},
	{SYS_unlinkat, {EROFS, EACCES, EIO}},
	{SYS_lseek, {EIO}},
};

/* All that a reader looks for first. */
static const char *const earlier = "{\n  \"format\": 1, \"version\": \"0.1.0\", \"mode\": \"boot\", "
				   "\"result\": \"claimed\", \"elapsed_us\": 1,\n  \"claims\": [\n"
				   "    { \"address\": \"0000:02:00.0\", \"state\": \"claimed\" }],\n"
				   "  \"notes\": []\n}\n";

enum level { QUICK, CHECK, FULL };

static enum level level;
static char **paths; /* binder, mkmachine, machines, scratch */
static const struct scenario *scenario;
static struct tree before;
static struct tree plain;
static struct outcome plain_outcome;
static unsigned int tried;
static unsigned int survived;
static unsigned int bad;

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void must(bool condition, const char *what)
{
	if (condition)
		return;
	perror(what);
	exit(3);
}

static void write_earlier(void)
{
	char text[512];
	int fd;

	snprintf(text, sizeof(text), "%s/run/gpupt", paths[3]);
	must(!mkdir(text, 0755), text);
	strcat(text, "/report.json");
	fd = open(text, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	must(fd >= 0 && write(fd, earlier, strlen(earlier)) > 0, text);
	close(fd);
}

/* A new tree at paths[3]; its directory descriptor. */
static int make_tree(void)
{
	char text[512];
	int status;
	int fd;
	pid_t pid;

	nftw(paths[3], remove_one, 16, FTW_DEPTH | FTW_PHYS);
	snprintf(text, sizeof(text), "%s/%s", paths[2], scenario->machine);
	pid = vfork();
	if (pid == 0) {
		execl(paths[1], paths[1], text, paths[3], (char *)NULL);
		_exit(127);
	}
	must(waitpid(pid, &status, 0) == pid && !status, paths[1]);
	snprintf(text, sizeof(text), "%s/proc/cmdline", paths[3]);
	fd = open(text, O_WRONLY | O_TRUNC | O_CLOEXEC);
	must(fd >= 0 && write(fd, scenario->cmdline, strlen(scenario->cmdline)) > 0, text);
	close(fd);
	if (scenario->earlier)
		write_earlier();
	fd = open(paths[3], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	must(fd >= 0, paths[3]);
	return fd;
}

static void run(struct behaviour *behaviour, struct outcome *outcome, struct tree *after, char log[8192])
{
	char *const argv[] = {paths[0], "--root", paths[3], NULL};

	behaviour->kernel.root = make_tree();
	behaviour->kernel.refuse = scenario->refuse;
	behaviour->root = paths[3];
	behaviour->quiet = true;
	if (!before.count)
		tree_read(&behaviour->kernel, NULL, &before);
	tracer_run(behaviour, argv, outcome);
	tree_read(&behaviour->kernel, &before, after);
	tree_text(&behaviour->kernel, "dev/kmsg", log, 8192);
	close(behaviour->kernel.root);
}

/* Whether the fault hit the kernel log itself: its lines are on standard error then. */
static bool log_was_hit(const struct outcome *outcome, const struct fault *fault)
{
	return fault->role == PARENT && strstr(outcome->call[PARENT][fault->at - 1].what, "dev/kmsg");
}

static void complain(const struct fault *fault, const struct outcome *outcome, const char *what)
{
	static const char *const kind[] = {
		"", "", "short", "killed", "never returns", "unplugged before", "deadline over at"};
	const struct call *call = &outcome->call[fault->role][fault->at - 1];

	if (++bad > 20 && level != FULL)
		return;
	printf("# %s call %u, %s of %s, %s: %s\n", fault->role == CHILD ? "child" : "parent", fault->at,
		tracer_call_name(call->number), call->what,
		fault->kind == FAULT_ERRNO ? strerrorname_np(fault->error) : kind[fault->kind], what);
}

static void try_fault(const struct fault *fault)
{
	static struct outcome outcome;
	static char log[8192];
	struct behaviour behaviour = {.fault = *fault};
	struct tree after;
	const char *what;
	struct trial trial = {&before, &plain, &after, &plain_outcome, &outcome, fault, log, 0};

	run(&behaviour, &outcome, &after, log);
	if (!outcome.hit)
		return;
	if (log_was_hit(&outcome, fault))
		strcpy(log, "on standard error");
	trial.strange = behaviour.kernel.strange;
	tried++;
	what = judge(&trial);
	if (what)
		complain(fault, &outcome, what);
	else
		survived++;
}

/* How many calls of the same kind on the same attribute came before: a measure of novelty. */
static unsigned int seen_before(enum role role, unsigned int at)
{
	const struct call *call = plain_outcome.call[role];
	const char *what = strrchr(call[at].what, '/');
	unsigned int n = 0;

	for (unsigned int i = 0; i < at; i++) {
		const char *other = strrchr(call[i].what, '/');

		n += call[i].number == call[at].number &&
		     !strcmp(what ? what : call[at].what, other ? other : call[i].what);
	}
	return n;
}

/* Where ENOENT is an answer: no driver, no udev. The wrong answer is no fault that happens. */
static bool tells_a_fact(const struct call *call)
{
	return strstr(call->what, "run/udev") ||
	       (call->number == SYS_readlinkat &&
		       (strstr(call->what, "/driver") || !strcmp(call->what, "driver")));
}

static void try_errors(enum role role, unsigned int at)
{
	long number = plain_outcome.call[role][at].number;
	struct fault fault = {FAULT_ERRNO, role, at + 1, 0, NULL};

	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		for (int e = 0; errors[i].number == number && e < 10 && errors[i].error[e]; e++) {
			fault.error = errors[i].error[e];
			if (fault.error == ENOENT && tells_a_fact(&plain_outcome.call[role][at]))
				continue;
			if (level == FULL || e == 0)
				try_fault(&fault);
		}
	}
	fault.kind = FAULT_SHORT;
	if (number == SYS_read || number == SYS_pread64 || number == SYS_write)
		try_fault(&fault);
}

/* What is written for a function. */
static bool is_step(enum role role, unsigned int at)
{
	const struct call *call = &plain_outcome.call[role][at];

	return role == CHILD && call->number == SYS_write && judge_address(call->what);
}

static unsigned int first_step(void)
{
	unsigned int at = 0;

	while (at < plain_outcome.calls[CHILD] && !is_step(CHILD, at))
		at++;
	return at;
}

static void try_call(enum role role, unsigned int at, bool first_of_its_kind)
{
	struct fault fault = {FAULT_HANG, role, at + 1, 0, NULL};

	try_errors(role, at);
	if (role == PARENT)
		return;
	fault.kind = FAULT_LATE;
	if (is_step(role, at) || (first_of_its_kind && at + 3 < first_step()))
		try_fault(&fault);
	if (level == CHECK && !first_of_its_kind)
		return;
	fault.kind = FAULT_HANG;
	try_fault(&fault);
	fault.kind = FAULT_KILL;
	try_fault(&fault);
	fault.kind = FAULT_VANISH;
	for (int i = 0; i < 2; i++) {
		fault.vanish = scenario->vanish[i];
		try_fault(&fault);
	}
}

static void sweep(void)
{
	static const unsigned int novelty[] = {[QUICK] = 1, [CHECK] = 2, [FULL] = CALLS_MAX};

	for (enum role role = PARENT; role < ROLES; role++) {
		/* The first call is execve. */
		for (unsigned int at = 1; at < plain_outcome.calls[role]; at++) {
			unsigned int seen = seen_before(role, at);

			if ((seen < novelty[level] && (level != QUICK || at % 8 == 0)) || is_step(role, at))
				try_call(role, at, !seen);
		}
	}
}

int main(int argc, char **argv)
{
	const size_t count = sizeof(scenarios) / sizeof(scenarios[0]);
	unsigned int failed = 0;
	unsigned int n = 0;

	must(argc == 6, "usage: sweep LEVEL BINDER MKMACHINE MACHINES SCRATCH");
	level = !strcmp(argv[1], "full") ? FULL : !strcmp(argv[1], "quick") ? QUICK : CHECK;
	paths = argv + 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (scenario = scenarios; scenario < scenarios + count; scenario++) {
		struct behaviour behaviour = {.fault = {FAULT_NONE, PARENT, 0, 0, NULL}};
		char log[8192];

		before.count = tried = survived = bad = 0;
		run(&behaviour, &plain_outcome, &plain, log);
		sweep();
		failed += survived < tried;
		printf("%sok %u - %s: %u of %u faults survived, %u system calls\n",
			survived < tried ? "not " : "", ++n, scenario->name, survived, tried,
			plain_outcome.calls[PARENT] + plain_outcome.calls[CHILD]);
		if (level == QUICK && n == 2)
			break;
	}
	printf("1..%u\n", n);
	return failed != 0;
}
