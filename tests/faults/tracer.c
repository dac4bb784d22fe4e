/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracer.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define WATCHDOG 30 /* seconds that a run may take in earnest */
#define TICK_MS 10  /* of times() */
#define OPTIONS (PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL)

struct tracee {
	pid_t pid;     /* 0: not there (any more) */
	bool running;  /* not hung and not ended */
	bool inside;   /* between the stop at a call's entry and the one at its exit */
	bool waits;    /* held at the entry of poll until the other one comes to rest */
	bool armed;    /* it has set a timer for the deadline, or part of it */
	bool answered; /* the call is not made; its result is ... */
	long result;
	long poll_ms;   /* what poll was to wait, or -1 */
	char path[256]; /* of what write writes, below the root */
	char text[256];
};

static struct behaviour *now;
static struct outcome *seen;
static struct tracee tracee[ROLES];
static long clock_ticks;
static bool deadline_over;
static volatile sig_atomic_t too_long;

/* What the process has at an address: n bytes, terminated. */
static void peek(pid_t pid, unsigned long long address, char *text, size_t n)
{
	struct iovec to = {text, n};
	struct iovec from = {(void *)(uintptr_t)address, n};
	ssize_t got = process_vm_readv(pid, &to, 1, &from, 1, 0);

	text[got > 0 ? got : 0] = '\0';
}

/* A path need not be followed by as many bytes as fit: page by page. */
static void peek_path(pid_t pid, unsigned long long address, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	while (used + 1 < size && strlen(text) == used) {
		size_t n = 16 - (address + used) % 16;

		if (n > size - 1 - used)
			n = size - 1 - used;
		peek(pid, address + used, text + used, n);
		used += n;
	}
}

/* The file behind a descriptor, below the root; "" if it is elsewhere. */
static void path_of(pid_t pid, int fd, char *path, size_t size)
{
	char link[64];
	char target[512];
	size_t root = strlen(now->root);
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/%d/fd/%d", (int)pid, fd);
	n = readlink(link, target, sizeof(target) - 1);
	target[n > 0 ? n : 0] = '\0';
	path[0] = '\0';
	if (!strncmp(target, now->root, root) && target[root] == '/')
		snprintf(path, size, "%s", target + root + 1);
}

/* For more than no time, and not again and again. */
static bool timer_is_set(pid_t pid, unsigned long long address)
{
	struct itimerval timer = {{0, 0}, {0, 0}};
	char bytes[sizeof(timer) + 1];

	peek(pid, address, bytes, sizeof(timer));
	memcpy(&timer, bytes, sizeof(timer));
	return (timer.it_value.tv_sec > 0 || timer.it_value.tv_usec > 0) && !timer.it_interval.tv_sec &&
	       !timer.it_interval.tv_usec;
}

static bool ends_in(const char *text, const char *end)
{
	size_t length = strlen(text);

	return length >= strlen(end) && !strcmp(text + length - strlen(end), end);
}

static bool never_returns(const struct tracee *who)
{
	return now->hang_path && ends_in(who->path, now->hang_path) &&
	       !strncmp(who->text, now->hang_text, strlen(now->hang_text));
}

static void note_store(enum role role, const struct tracee *who)
{
	if (role == PARENT)
		seen->parent_stores++;
	if (ends_in(who->path, "/driver_override") && !strcmp(who->text, "\n") && !seen->undo_at)
		seen->undo_at = seen->calls[role];
}

static void enter_write(enum role role, struct tracee *who, const struct user_regs_struct *regs)
{
	size_t length = regs->rdx < sizeof(who->text) - 1 ? (size_t)regs->rdx : sizeof(who->text) - 1;

	path_of(who->pid, (int)regs->rdi, who->path, sizeof(who->path));
	peek(who->pid, regs->rsi, who->text, length);
	if (never_returns(who) && now->hang_kills) {
		who->answered = true; /* nothing of the call is done */
		seen->hung = true;
		now->hang_kills--;
		kill(who->pid, SIGKILL);
		return;
	}
	if (never_returns(who) && !now->kills) {
		who->running = false;
		seen->hung = true;
		return;
	}
	if (strncmp(who->path, "sys/", 4) != 0)
		return;
	note_store(role, who);
	if (!who->answered)
		who->result = kernel_store(&now->kernel, who->path, who->text, length);
	who->answered = true;
}

/* The fault's call is reached; regs may be changed. */
static void apply_fault(struct tracee *who, struct user_regs_struct *regs)
{
	const struct fault *fault = &now->fault;

	seen->hit = true;
	switch (fault->kind) {
	case FAULT_ERRNO:
		who->answered = true;
		who->result = -fault->error;
		break;
	case FAULT_SHORT:
		regs->rdx = regs->orig_rax == SYS_write ? regs->rdx / 2 : 1;
		break;
	case FAULT_KILL:
		who->answered = true; /* nothing of the call is done */
		kill(who->pid, SIGKILL);
		break;
	case FAULT_HANG:
		who->answered = true;
		who->running = false;
		seen->hung = true;
		break;
	case FAULT_VANISH:
		kernel_vanish(&now->kernel, fault->vanish);
		break;
	case FAULT_LATE:
		deadline_over = true;
		break;
	case FAULT_NONE:
		break;
	}
}

static void describe(const struct tracee *who, struct call *call, const struct user_regs_struct *regs)
{
	switch (call->number) {
	case SYS_openat:
	case SYS_newfstatat:
	case SYS_readlinkat:
	case SYS_mkdirat:
		peek_path(who->pid, regs->rsi, call->what, sizeof(call->what));
		break;
	case SYS_write:
		snprintf(call->what, sizeof(call->what), "%.60s=%.40s", who->path, who->text);
		break;
	case SYS_read:
	case SYS_pread64:
	case SYS_getdents64:
	case SYS_close:
		path_of(who->pid, (int)regs->rdi, call->what, sizeof(call->what));
		break;
	default:
		call->what[0] = '\0';
	}
}

static void replace_card(const struct tracee *who, const struct user_regs_struct *regs)
{
	static bool done;
	char path[512];
	char ending[64];
	size_t used;

	snprintf(ending, sizeof(ending), "%s/driver_override", now->replace);
	path_of(who->pid, (int)regs->rdi, path, sizeof(path) / 2);
	used = strlen(path);
	path[used++] = '/';
	peek_path(who->pid, regs->rsi, path + used, sizeof(path) - used);
	if (done || (regs->rdx & O_ACCMODE) != O_WRONLY || !ends_in(path, ending))
		return;
	done = true;
	kernel_replace(now->root, now->replace);
}

static bool other_runs(enum role role)
{
	return tracee[!role].running;
}

/* False if the process is to be held here. */
static bool enter(enum role role, struct tracee *who)
{
	struct user_regs_struct regs;
	struct call *call = &seen->call[role][seen->calls[role]];
	unsigned int at;

	ptrace(PTRACE_GETREGS, who->pid, NULL, &regs);
	if (seen->calls[role] + 1 < CALLS_MAX)
		at = ++seen->calls[role];
	else
		at = CALLS_MAX;
	call->number = (long)regs.orig_rax;
	who->answered = false;
	who->path[0] = '\0';
	who->poll_ms = regs.orig_rax == SYS_poll && !now->real_clock ? (long)regs.rdx : -1;
	if (now->fault.role == role && now->fault.at == at)
		apply_fault(who, &regs);
	if (regs.orig_rax == SYS_write)
		enter_write(role, who, &regs);
	/* A device that has gone does not answer; what shows it here is a file that is still open. */
	if (regs.orig_rax == SYS_pread64 && !who->answered) {
		path_of(who->pid, (int)regs.rdi, who->path, sizeof(who->path));
		who->answered = ends_in(who->path, " (deleted)");
		who->result = -ENODEV;
	}
	/* Time stands still, so its timer comes by the fault: behind this call. */
	if (regs.orig_rax == SYS_setitimer && !now->real_clock && !who->answered) {
		who->armed = timer_is_set(who->pid, regs.rsi);
		who->answered = true;
		who->result = 0;
	}
	if (now->fault.kind == FAULT_LATE && deadline_over && who->armed) {
		kill(who->pid, SIGALRM);
		who->armed = false;
	}
	if (now->replace && regs.orig_rax == SYS_openat)
		replace_card(who, &regs);
	seen->kill_sent |= regs.orig_rax == SYS_kill;
	describe(who, call, &regs);
	/* Before it waits, the other one comes to rest; then no time needs to pass. */
	if (who->poll_ms >= 0)
		regs.rdx = 0;
	if (who->answered && regs.orig_rax != SYS_close)
		regs.orig_rax = (unsigned long long)-1;
	ptrace(PTRACE_SETREGS, who->pid, NULL, &regs);
	who->waits = who->poll_ms >= 0 && other_runs(role);
	return who->running && !who->waits;
}

static void leave(enum role role, struct tracee *who)
{
	struct user_regs_struct regs;
	struct call *call = &seen->call[role][seen->calls[role] - 1];

	ptrace(PTRACE_GETREGS, who->pid, NULL, &regs);
	if (who->answered)
		regs.rax = (unsigned long long)who->result;
	call->result = (long)regs.rax;
	if (who->poll_ms > 0 && !call->result)
		clock_ticks += who->poll_ms / TICK_MS;
	if (call->number == SYS_times && !now->real_clock) {
		clock_ticks += role == PARENT && !other_runs(role);
		call->result = deadline_over ? clock_ticks + 1000000 : clock_ticks;
		regs.rax = (unsigned long long)call->result;
	}
	if (call->number == SYS_write && call->result == (long)strlen(who->text) &&
		ends_in(who->path, "/inserted"))
		kernel_insert(&now->kernel, who->text);
	ptrace(PTRACE_SETREGS, who->pid, NULL, &regs);
}

static void go_on(const struct tracee *who, int sig)
{
	ptrace(PTRACE_SYSCALL, who->pid, NULL, (void *)(intptr_t)sig);
}

/* One that waited for the other to come to rest may go on now. */
static void wake(enum role role)
{
	struct tracee *who = &tracee[role];

	if (!who->pid || !who->waits || other_runs(role))
		return;
	who->waits = false;
	go_on(who, 0);
}

static void ended(enum role role, int status)
{
	struct tracee *who = &tracee[role];

	who->pid = 0;
	who->running = false;
	if (role == CHILD) {
		seen->child_killed |= WIFSIGNALED(status);
		wake(PARENT);
		return;
	}
	seen->status = status;
	if (tracee[CHILD].pid) {
		seen->child_left = !seen->kill_sent; /* else its end is not seen yet */
		kill(tracee[CHILD].pid, SIGKILL);
	}
}

static void begin_child(pid_t pid)
{
	tracee[CHILD] = (struct tracee){.pid = pid, .running = true};
}

/* Before fork returns, and perhaps before the child's own first stop is seen. */
static void forked(const struct tracee *who)
{
	unsigned long pid = 0;

	ptrace(PTRACE_GETEVENTMSG, who->pid, NULL, &pid);
	if (!tracee[CHILD].pid)
		begin_child((pid_t)pid);
}

static void stopped(enum role role, int status)
{
	struct tracee *who = &tracee[role];
	int sig = WSTOPSIG(status);

	if (sig == (SIGTRAP | 0x80)) {
		who->inside = !who->inside;
		if (!who->inside)
			leave(role, who);
		else if (!enter(role, who)) {
			wake(!role);
			return;
		}
		sig = 0;
	} else if (sig == SIGTRAP || sig == SIGSTOP) {
		/* exec, fork, or the child's beginning */
		if (status >> 16 == PTRACE_EVENT_FORK)
			forked(who);
		sig = 0;
	}
	go_on(who, sig);
}

static enum role role_of(pid_t pid)
{
	if (pid == tracee[PARENT].pid)
		return PARENT;
	if (!tracee[CHILD].pid)
		begin_child(pid);
	return CHILD;
}

static void on_alarm(int sig)
{
	(void)sig;
	too_long = 1;
}

static void follow(void)
{
	while (tracee[PARENT].pid || tracee[CHILD].pid) {
		int status;
		pid_t pid = waitpid(-1, &status, __WALL);

		if (pid < 0 && errno != EINTR)
			break;
		if (pid < 0 && too_long) {
			seen->stuck = true;
			kill(tracee[PARENT].pid ? tracee[PARENT].pid : tracee[CHILD].pid, SIGKILL);
		}
		if (pid < 0)
			continue;
		if (WIFSTOPPED(status))
			stopped(role_of(pid), status);
		else
			ended(role_of(pid), status);
	}
}

static void start(char *const argv[])
{
	pid_t pid = fork();

	if (pid == 0) {
		if (now->quiet)
			dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		execv(argv[0], argv);
		_exit(127);
	}
	tracee[PARENT] = (struct tracee){.pid = pid, .running = true};
	tracee[CHILD] = (struct tracee){.pid = 0};
	waitpid(pid, NULL, 0);
	if (ptrace(PTRACE_SETOPTIONS, pid, NULL, OPTIONS)) {
		perror("ptrace");
		exit(3);
	}
	go_on(&tracee[PARENT], 0);
}

void tracer_run(struct behaviour *behaviour, char *const argv[], struct outcome *outcome)
{
	struct sigaction action = {.sa_handler = on_alarm};

	now = behaviour;
	seen = outcome;
	memset(outcome, 0, sizeof(*outcome));
	clock_ticks = 1000;
	deadline_over = false;
	too_long = 0;
	sigaction(SIGALRM, &action, NULL);
	alarm(WATCHDOG);
	start(argv);
	follow();
	alarm(0);
}
