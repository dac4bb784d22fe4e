/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A card that hangs takes the process with it that looked: so that is a child. */
#define _GNU_SOURCE /* pipe2 */
#include "host/probe/look.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define GRACE_MS 1000 /* for a child that was killed to be gone */

struct probe_facts *look_memory(unsigned int count)
{
	void *memory = mmap(NULL, count * sizeof(struct probe_facts), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

/*
 * Whoever waits for the end of our output must not wait for a child that cannot end: it has no
 * descriptor of ours but the one by which its end is seen.
 */
static void let_go(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; null >= 0 && fd <= 2; fd++)
		dup2(null, fd);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static long now_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Whether the other end of the pipe is closed within so many milliseconds. */
static bool ends_within(int pipe, long ms)
{
	struct pollfd end = {.fd = pipe, .events = POLLIN};
	long deadline = now_ms() + ms;
	int ready = 0;

	while (ms > 0) {
		ready = poll(&end, 1, (int)ms);
		if (ready > 0 || (ready < 0 && errno != EINTR))
			break;
		ms = deadline - now_ms();
	}
	return ready > 0;
}

/* The signal that ended it, 0 if none did, or it has not ended. */
static int wait_for(pid_t child, int pipe, unsigned int limit)
{
	int status = 0;

	if (!ends_within(pipe, limit * 1000L)) {
		kill(child, SIGKILL);
		if (ends_within(pipe, GRACE_MS))
			waitpid(child, &status, 0);
		return 0;
	}
	if (waitpid(child, &status, 0) != child)
		return 0;
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

int look_in_child(const struct look *look, struct probe_facts *facts, int *signal)
{
	int ends[2];
	pid_t child;
	int error;

	*signal = 0;
	if (pipe2(ends, O_CLOEXEC))
		return errno;
	fflush(stdout);
	child = fork();
	error = child < 0 ? errno : 0;
	if (!child) {
		close(ends[0]);
		let_go();
		look_run(look, facts);
		_exit(0);
	}
	close(ends[1]);
	if (!error)
		*signal = wait_for(child, ends[0], look->limit);
	close(ends[0]);
	return error;
}
