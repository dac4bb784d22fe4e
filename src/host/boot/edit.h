/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changing a file below the root whole or not at all, and showing a change. The text from before
 * is kept beside the file until the change is done or taken back, for who must mend what a killed
 * run has left.
 */
#ifndef GPUPT_EDIT_H
#define GPUPT_EDIT_H

#include "host/host.h"

#define EDIT_NEW ".gpupt-new"   /* in the file's directory: the new text, until it is renamed */
#define EDIT_ORIG ".gpupt-orig" /* ... the text from before, empty if there was no file */

/*
 * Gives a file this text: into a new file beside it, synced, then renamed over it. The directory
 * is made if it is not there. Mode and owner stay; a new file gets 0644. before: what is in it,
 * NULL if it is not there; if that has changed, -ESTALE. 0 or -errno, and then nothing is changed.
 * A symbolic link is -ELOOP, what is no file -EISDIR. text "": the file is removed.
 */
int edit_replace(int root, const char *path, const char *before, const char *text);

/* Keeps the text from before; 0 or -errno. */
int edit_keep(int root, const char *path, const char *before);
/* Removes what edit_keep has kept, and a new file that a killed run has left. */
void edit_forget(int root, const char *path);

/* The directory of a path, for names in it; *name: the file's own. A descriptor or -errno. */
int edit_directory(int root, const char *path, const char **name);

/* Prints a change as a diff, from the first line that differs on. before: NULL for a new file; after: "" for
 * none. */
void edit_show(const struct host *host, const char *what, const char *before, const char *after);

#endif
