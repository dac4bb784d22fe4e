/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The child in which everything happens that may never return, and the wait for it. */
#ifndef GPUPT_CHILD_H
#define GPUPT_CHILD_H

#include <stdbool.h>

/* Starts the clock: microseconds from here on, and the deadline in seconds. */
void clock_start(unsigned int timeout);
/* In a child: whether the deadline is over. No system call. */
bool clock_expired(void);
unsigned int clock_elapsed_us(void);

enum child_end {
	CHILD_DONE,
	CHILD_TIMEOUT, /* it had SIGKILL at the deadline; stuck in the kernel, it dies when it comes back */
	CHILD_DIED,    /* before the deadline it was gone without having set done */
	CHILD_NOT_STARTED /* there was no pipe or no process for it */
};

/*
 * Runs work(context) in a child and waits until it ends or the deadline is there. work sets *done,
 * which both see, last of all. *detail: the signal that a child died of, 0 if that cannot be told;
 * -errno for one that was not started.
 */
enum child_end child_run(void (*work)(void *context), void *context, const volatile bool *done, int *detail);

#endif
