/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Changing a file whole or not at all, showing a change, and running a program. */
#ifndef GPUPT_EDIT_H
#define GPUPT_EDIT_H

#include "host/host.h"

/*
 * Gives a file below root this text: into a new file beside it, synced, then renamed over it. The
 * directory is made if it is not there. Mode and owner stay; a new file gets 0644. 0 or -errno,
 * and then nothing is changed. A symbolic link is -ELOOP.
 */
int edit_replace(int root, const char *path, const char *text);

/* 0 or -errno; -ENOENT is no error. */
int edit_remove(int root, const char *path);

/* Prints a change as a diff, from the first line that differs on. before: NULL for a new file; after: "" for
 * none. */
void edit_show(const struct host *host, const char *what, const char *before, const char *after);

/*
 * Runs a program with this standard output and input and waits for it: its exit status, 128 and
 * more if a signal ended it, or -errno if it could not be started.
 */
int edit_run(char *const *words);

#endif
