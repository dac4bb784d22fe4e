/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the host lives on, and the PCI functions that carry it: the file systems that it boots from
 * and its swap, the default route, the keyboard. Read from proc and sys of the machine as it runs.
 *
 * Seen: partitions, dm (LVM, LUKS, multipath), md, bcache, btrfs on several disks, NVMe multipath,
 * loop and swap files, USB disks, VMD; bridges, bonds, VLANs; USB keyboards. ZFS: the disks that
 * etc/zfs/zpool.cache names. Where the way down is not seen (another ZFS, overlay, a tunnel that
 * has the default route), any storage or network function counts as carrying it.
 */
#ifndef GPUPT_NEEDS_H
#define GPUPT_NEEDS_H

#include "core/inventory.h"
#include "host/text.h"

enum need_kind { NEED_FILES, NEED_ROUTE, NEED_KEYBOARD };

#define NEED_HOPS 8

/* One way from a need to the hardware: a disk, an interface, a keyboard. */
struct need_way {
	char *name;
	unsigned int hops; /* 0: by no PCI function, so none can be missed */
	struct pci_addr hop[NEED_HOPS];
};

struct need {
	enum need_kind kind;
	char *name;          /* the mount point, the swap, an interface, a keyboard's port */
	struct text what;    /* "the file system / (ext4 on /dev/sda2)" */
	unsigned int unseen; /* the base class that may carry it, for what was not seen; or 0 */
	bool every;          /* every way is needed, not just one of them */
	unsigned int ways;
	struct need_way *way;
};

struct needs {
	unsigned int count;
	struct need *need;
};

void needs_read(int root, struct needs *needs);
void needs_free(struct needs *needs);

/*
 * Whether the host misses this without the functions that taken() chooses; NULL: it does not, else
 * one of those that carry it.
 */
const struct function *need_missed(const struct need *need, const struct inventory *inventory,
	bool (*taken)(const void *context, unsigned int i), const void *context);

/* Whether people mean it by this name: its own, or that of one of its ways. */
bool need_is_named(const struct need *need, const char *name);

/* For the files needs_*.c. */
void needs_of_disks(int root, struct needs *needs);

struct need *needs_add(struct needs *needs, enum need_kind kind, const char *name);
/* real: a path in sysfs, "sys/devices/pci0000:00/...": its functions. False: the name is known. */
bool need_add_way(struct need *need, const char *name, const char *real);
/* A text file below the root, or NULL; the caller frees it. */
char *needs_file(int root, const char *name);
/* The first line of a small one in text; false if there is none. */
bool needs_line(int root, const char *directory, const char *name, char *buf, size_t size);

#endif
