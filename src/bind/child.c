/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bind/child.h"
#include "core/at.h"

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
static long left; /* ticks till then, when that was last asked */
static struct timeval started;
static volatile sig_atomic_t expired; /* in a child */

static clock_t now(void)
{
	struct tms unused;

	return times(&unused);
}

void clock_start(unsigned int timeout)
{
	left = (long)timeout * TICKS;
	deadline = now() + left;
	gettimeofday(&started, NULL);
}

static long ticks_left(void)
{
	left = (long)(deadline - now());
	return left;
}

bool clock_expired(void)
{
	return expired;
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

static void expire(int number)
{
	(void)number;
	expired = 1;
}

/*
 * In the child, which looks before every step: a signal costs nothing till it comes. Should it not come,
 * the parent has the same time.
 */
static void set_alarm(void)
{
	struct itimerval at = {.it_value = {left / TICKS, left % TICKS * (1000000 / TICKS)}};

	expired = left <= 0;
	if (!expired && signal(SIGALRM, expire) != SIG_ERR)
		setitimer(ITIMER_REAL, &at, NULL);
}

/*
 * The child's end of the pipe is closed by its exit, whatever ends it; no signal is needed. Where
 * poll itself fails, the child's status is asked for until the deadline. True if it has ended.
 */
static bool wait_for(pid_t pid, int pipe, int *status)
{
	for (; left > 0; ticks_left()) {
		struct pollfd end = {.fd = pipe, .events = POLLIN};
		int ready = poll(&end, 1, (int)left * (1000 / TICKS));

		if (ready > 0)
			return true;
		if (ready < 0 && waitpid(pid, status, WNOHANG) == pid)
			return true;
	}
	return false;
}

/*
 * A child's files are closed before the rest of it has gone, and that may hang as well. Where
 * somebody ignores SIGCHLD there is no status, but also no child any more. True if it has gone.
 */
static bool reap(pid_t pid, int *status)
{
	while (ticks_left() > 0) {
		pid_t gone = waitpid(pid, status, WNOHANG);

		if (gone == pid || (gone < 0 && errno == ECHILD))
			return true;
		poll(NULL, 0, 1);
	}
	return false;
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

static enum child_end see_to_its_end(pid_t pid, int pipe, const volatile bool *done, int *killer)
{
	int status = 0;

	if (!wait_for(pid, pipe, &status)) {
		stop_child(pid, pipe);
		return CHILD_TIMEOUT;
	}
	if (*done)
		return CHILD_DONE;
	if (!status && !reap(pid, &status))
		return CHILD_TIMEOUT;
	*killer = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	ticks_left(); /* for the next one */
	return CHILD_DIED;
}

enum child_end child_run(void (*work)(void *context), void *context, const volatile bool *done, int *detail)
{
	enum child_end end = CHILD_NOT_STARTED;
	int ends[2];
	pid_t pid;

	if (pipe(ends)) {
		*detail = -errno;
		return end;
	}
	pid = fork();
	if (pid == 0) {
		set_alarm();
		work(context);
		_exit(0);
	}
	*detail = pid < 0 ? -errno : 0;
	close(ends[1]);
	if (pid > 0)
		end = see_to_its_end(pid, ends[0], done, detail);
	at_close(ends[0]);
	return end;
}
