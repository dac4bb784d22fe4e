/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The modules of the table in their order: the part of modtable that asks libkmod. */
#ifndef GPUPT_MODLIST_H
#define GPUPT_MODLIST_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

#define MODLIST_MAX 256

struct kmod_ctx;
struct kmod_module;

struct modlist {
	/* Set by the caller. */
	struct kmod_ctx *ctx;
	const char *root, *release;
	char whole_dir[PATH_MAX];       /* of the modules */
	const char *dir;                /* ... as the image sees it: without the root */
	FILE *lines;                    /* gets the module and alias lines */
	void (*warn)(const char *text); /* or NULL */
	/* Results. */
	unsigned int records;
	unsigned int n_seen;
	struct kmod_module *seen[MODLIST_MAX]; /* what was visited, referenced */
	bool listed[MODLIST_MAX];              /* ... and has a line */
	bool has_vfio;
};

/* Lists all modules and aliases. 0 or -errno. The caller drops what is in seen[]. */
int modlist_fill(struct modlist *list);

/*
 * Where @path is below the directory of modules, with its slash, or NULL if it is
 * not: depmod's `external` directories are nothing that an image has. @length: how
 * much of it is without .xz and the like.
 */
const char *modlist_below(const struct modlist *list, const char *path, int *length);

__attribute__((format(printf, 2, 3))) void modlist_warn(const struct modlist *list, const char *format, ...);

#endif
