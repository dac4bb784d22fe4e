/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bind/child.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define TICKS 100 /* a second, of times(): USER_HZ. klibc before 2.0.14 has no clock_gettime */

static clock_t deadline;
static struct timeval started;

static clock_t now(void)
{
	struct tms unused;

	return times(&unused);
}

void clock_start(unsigned int timeout)
{
	deadline = now() + (clock_t)timeout * TICKS;
	gettimeofday(&started, NULL);
}

static long ticks_left(void)
{
	return (long)(deadline - now());
}

bool clock_expired(void)
{
	return ticks_left() <= 0;
}

unsigned int clock_elapsed_us(void)
{
	struct timeval tv;
	long seconds;

	gettimeofday(&tv, NULL);
	seconds = tv.tv_sec - started.tv_sec;
	if (seconds < 0 || seconds > 1000)
		return 0; /* somebody has set the clock */
	return (unsigned int)(seconds * 1000000 + tv.tv_usec - started.tv_usec);
}

/*
 * The child's end of the pipe is closed by its exit, whatever ends it; no signal is needed. Where
 * poll itself fails, the child's status is asked for until the deadline.
 */
static enum child_end wait_for(pid_t pid, int pipe)
{
	for (;;) {
		struct pollfd end = {.fd = pipe, .events = POLLIN};
		long left = ticks_left();
		int ready;

		if (left <= 0)
			return CHILD_TIMEOUT;
		ready = poll(&end, 1, (int)left * (1000 / TICKS));
		if (ready > 0)
			return CHILD_ENDED;
		if (ready < 0 && waitpid(pid, NULL, WNOHANG) == pid)
			return CHILD_ENDED;
	}
}

/*
 * After SIGKILL the child does nothing more, but it may be on its way out of a last step: what it
 * did is known only when it is gone. One that is stuck in the kernel is not waited for.
 */
static void stop_child(pid_t pid, int pipe)
{
	struct pollfd end = {.fd = pipe, .events = POLLIN};

	kill(pid, SIGKILL);
	poll(&end, 1, 20);
}

static void run(void (*work)(void *context), void *context, const int ends[2])
{
	close(ends[0]);
	work(context);
	_exit(0);
}

enum child_end child_run(void (*work)(void *context), void *context, int *error)
{
	enum child_end end = CHILD_NOT_STARTED;
	int ends[2];
	pid_t pid;

	*error = 0;
	if (pipe(ends)) {
		*error = -errno;
		return CHILD_NOT_STARTED;
	}
	pid = fork();
	if (pid == 0)
		run(work, context, ends);
	if (pid < 0)
		*error = -errno;
	close(ends[1]);
	if (pid > 0)
		end = wait_for(pid, ends[0]);
	if (pid > 0 && end == CHILD_TIMEOUT)
		stop_child(pid, ends[0]);
	close(ends[0]);
	return end;
}
