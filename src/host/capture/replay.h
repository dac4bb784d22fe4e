/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gpupt --machine FILE: a captured machine as a root directory. It is a directory of its own that
 * nobody else may enter; a child works on it, and its parent removes it, however the child ends.
 */
#ifndef GPUPT_REPLAY_H
#define GPUPT_REPLAY_H

#define REPLAY_CHILD (-1)

/*
 * REPLAY_CHILD: this is the child, *root is the directory. Else the child has ended, or the file
 * is no machine (which was said): the exit status. A signal that ended the child or that came in
 * the meantime ends this process, too.
 */
int replay(const char *file, const char **root);

#endif
