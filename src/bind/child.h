/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The child in which everything happens that may never return, and the wait for it. */
#ifndef GPUPT_CHILD_H
#define GPUPT_CHILD_H

#include <stdbool.h>

/* Starts the clock: microseconds from here on, and the deadline in seconds. */
void clock_start(unsigned int timeout);
bool clock_expired(void);
unsigned int clock_elapsed_us(void);

enum child_end { CHILD_ENDED, CHILD_TIMEOUT, CHILD_NOT_STARTED };

/*
 * Runs work(context) in a child and waits until it ends or the deadline is there; then the child
 * gets SIGKILL and is not waited for: it may be stuck in the kernel, and dies when it comes back.
 * *error: -errno if it could not be started.
 */
enum child_end child_run(void (*work)(void *context), void *context, int *error);

#endif
