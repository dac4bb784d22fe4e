/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One change of the boot configuration at a time, and what a run that was killed has left. The
 * lock is flock on run/gpupt/lock: the kernel gives it back when its holder ends, however that
 * ends. In the file: the holder's process id, and a word once it changes something; nothing when
 * it has ended well.
 */
#ifndef GPUPT_LOCK_H
#define GPUPT_LOCK_H

#include <stdbool.h>

#define LOCK_FILE "run/gpupt/lock"

/* A descriptor, or -errno; -EWOULDBLOCK: process *holder has it (0: which is not known). */
int lock_take(int root, int *holder);
/* From now on something is half done. */
void lock_mark(int lock, const char *command);
/* Nothing is half done any more. */
void lock_clear(int lock);
void lock_release(int lock);

/*
 * Calls for each thing that a killed run of enable or disable has left, for check and the next
 * run: a sentence without full stop, file in front ("/run/gpupt/lock: ..."). edited: what the boot
 * loader's configuration is edited in (struct bootcfg: file), or NULL. Nothing while a run is
 * under way. Returns how many; tell may be NULL.
 */
unsigned int lock_leftovers(int root, const char *edited,
	void (*tell)(void *context, const char *file, const char *text), void *context);

#endif
