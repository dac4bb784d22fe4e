/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entries of the Boot Loader Specification: loader/entries/NAME.conf on the boot partitions. */
#ifndef GPUPT_ENTRIES_H
#define GPUPT_ENTRIES_H

#include "host/boot/vars.h"

#define ENTRIES_MAX 256
#define ENTRY_NAME 128

struct entry {
	const char *base;      /* where the partition is mounted: "boot", "efi", "boot/efi" */
	char name[ENTRY_NAME]; /* the file's, without ".conf" */
	char sort_key[64];
	char version[ENTRY_NAME];
};

struct entries {
	unsigned int count;
	struct entry entry[ENTRIES_MAX]; /* the first of the menu first */
};

/* Where boot partitions are mounted, below the root; ends with NULL. */
extern const char *const entries_bases[];

/* Reads them. by_name: in GRUB's order, which has no sort-key, and only from boot. NULL without memory. */
struct entries *entries_read(int root, bool by_name);

/* The file of an entry, below the root; returns buf. */
char *entries_path(const struct entry *entry, char *buf, size_t size);

/*
 * All options of an entry as one line, with GRUB's variables expanded unless vars is NULL; the
 * caller frees it. NULL if it cannot be read or has no kernel.
 */
char *entries_options(int root, const struct entry *entry, const struct vars *vars);

/* Whether kernel-install made the file of an entry, and so makes it anew. */
bool entries_is_made(int root, const char *path);

/* Whether kernel-install makes unified images. */
bool entries_layout_is_uki(int root);

#endif
