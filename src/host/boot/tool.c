// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "host/boot/tool.h"

#define GRACE 5 /* seconds between the request to end and the order */

static int interrupt; /* the signal that was seen and not asked for yet */

static void interrupts(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGQUIT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGHUP);
}

void tool_hold_interrupts(void)
{
	sigset_t set;

	interrupts(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN); /* who read the output may be gone: the change is ended all the same */
}

int tool_interrupted(void)
{
	static const struct timespec now = {0, 0};
	int seen = interrupt;
	sigset_t set;

	interrupts(&set);
	if (!seen)
		seen = sigtimedwait(&set, NULL, &now);
	interrupt = 0;
	return seen > 0 ? seen : 0;
}

/* Waits for the end of the child or an interrupt, at most until then: a signal, or 0. */
static int wait_signal(const struct timespec *until)
{
	struct timespec now;
	struct timespec left;
	sigset_t set;
	int seen;

	interrupts(&set);
	sigaddset(&set, SIGCHLD);
	clock_gettime(CLOCK_MONOTONIC, &now);
	left.tv_sec = until->tv_sec - now.tv_sec;
	left.tv_nsec = 0;
	if (left.tv_sec <= 0)
		return 0;
	seen = sigtimedwait(&set, NULL, &left);
	return seen > 0 ? seen : errno == EAGAIN ? 0 : SIGCHLD;
}

static void set_limit(struct timespec *until, unsigned int seconds)
{
	clock_gettime(CLOCK_MONOTONIC, until);
	until->tv_sec += seconds;
}

/* Asked to end, it has some seconds; then it is killed; what even that does not end is left. */
static int await(pid_t pid, unsigned int seconds)
{
	struct timespec until;
	bool late = false;
	int order = 0; /* the signal that it got last */
	int status;
	pid_t ended;

	set_limit(&until, seconds);
	while (!(ended = waitpid(pid, &status, WNOHANG))) {
		int seen = wait_signal(&until);

		if (seen == SIGCHLD)
			continue;
		if (order == SIGKILL)
			return -ETIMEDOUT;
		if (seen)
			interrupt = seen;
		late = late || (!seen && !order);
		order = order ? SIGKILL : seen ? seen : SIGTERM;
		kill(-pid, order);
		set_limit(&until, GRACE);
	}
	if (ended < 0)
		return -errno;
	if (late)
		return -ETIMEDOUT;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int start(pid_t *pid, char *const *words)
{
	/* What su and sudo leave of PATH may lack sbin. */
	static char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
	extern char **environ;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	int error;

	putenv(path);
	sigemptyset(&none);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	sigaddset(&none, SIGPIPE);
	posix_spawnattr_setsigdefault(&attributes, &none);
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setflags(
		&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	error = posix_spawnp(pid, words[0], &actions, &attributes, words, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return -error;
}

int tool_run(char *const *words, unsigned int seconds)
{
	sigset_t child;
	sigset_t before;
	pid_t pid;
	int status;

	fflush(stdout);
	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &before);
	status = start(&pid, words);
	if (!status)
		status = await(pid, seconds);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return status;
}
