/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes the files of a machine below one directory, from a text that nobody vouches for. Names are
 * relative to that directory; none leaves it, and no link does, whichever others it meets: a target
 * goes up no further than the tree and only at its beginning, and a link is made only in a directory
 * that is reached without one. What is made are directories, plain files and links, nothing else.
 */
#ifndef GPUPT_TREE_H
#define GPUPT_TREE_H

#include <stdbool.h>
#include <stdio.h>

#define TREE_PATH 1024 /* of a name, terminated */
#define TREE_DEPTH 40  /* directories on the way */

struct tree {
	int root;      /* the directory */
	int last;      /* the file that was written last, or -1 */
	char why[256]; /* what failed first, for people */
};

/* All return false when it failed, and say why; printf formats make the names. */
bool tree_dir(struct tree *tree, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Whether it is there already. */
bool tree_has(struct tree *tree, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A file with these bytes, in place of what a file of that name held. */
bool tree_bytes(struct tree *tree, const void *bytes, size_t length, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* The same with a line. */
bool tree_file(struct tree *tree, const char *text, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* One more line for the file that was written last. */
bool tree_more(struct tree *tree, const char *text);
bool tree_link(struct tree *tree, const char *target, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Keeps the first reason; returns false. */
bool tree_fail(struct tree *tree, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
