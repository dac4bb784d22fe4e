/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Running a program of the boot loader or of the images, which may fail, hang or be interrupted. */
#ifndef GPUPT_TOOL_H
#define GPUPT_TOOL_H

#include <stdbool.h>

/*
 * From now on an interrupt (Ctrl-C, SIGTERM, a closed terminal) ends the program that runs, and
 * with it the step, not this one; tool_interrupted tells it.
 */
void tool_hold_interrupts(void);

/* Whether there was an interrupt since the last call: a signal's number, or 0. */
int tool_interrupted(void);

/*
 * Runs a program with this standard output, an empty input and a process group of its own, and
 * waits for it: its exit status, 128 and more if a signal ended it, -ETIMEDOUT if it had to be
 * ended after that many seconds, or -errno if it could not be started.
 */
int tool_run(char *const *words, unsigned int seconds);

#endif
