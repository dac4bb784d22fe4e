/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is there: the PCI functions that a request is about, as sysfs shows them. It reads only
 * what the request needs (the named slots and their IOMMU groups; with IDs two attributes of
 * every function and the rest of those that match; with gpupt.host=desktop every class) and
 * does not judge.
 */
#ifndef GPUPT_INVENTORY_H
#define GPUPT_INVENTORY_H

#include "core/request.h"
#include "core/table.h"

#ifndef INVENTORY_FUNCTIONS
#define INVENTORY_FUNCTIONS 2048
#endif
#ifndef INVENTORY_VARIANTS
#define INVENTORY_VARIANTS 16
#endif
#ifndef CLAIMS_MAX
#define CLAIMS_MAX 512 /* claimed functions, contract, section 3 */
#endif
#ifndef OVERRIDE_TEXT
#define OVERRIDE_TEXT 64
#endif

struct function {
	struct pci_addr addr;
	struct pci_path path;
	bool has_path;
	bool boot_vga;
	bool subject; /* an entry points at it: slot and group were read as well */
	bool kept;
	int error;           /* -errno if an attribute could not be read */
	unsigned long inode; /* of its directory: another device has another one */
	int group;           /* IOMMU group, -1 without one */
	uint32_t class;      /* 24 bits */
	uint64_t named;      /* gpupt.slots entries that name it, a bit for each */
	uint64_t matched;    /* vfio-pci.ids entries that match it */
	struct pci_ids ids;
	char driver[DRIVER_NAME];     /* "" if none */
	char override[OVERRIDE_TEXT]; /* "" if none */
};

/* A variant's module and the name of its driver, once the module is there. */
struct variant {
	char module[64];
	char driver[DRIVER_NAME];
};

struct inventory {
	int error;               /* -errno if sysfs itself could not be read */
	bool udev_ran;           /* udev's coldplug came first: /run/udev/data/+pci:* */
	bool full;               /* there is no room for another function that was looked for */
	bool ungrouped;          /* some function has no IOMMU group: the next two are known */
	bool groups_are_late;    /* an SMMU is there: before Linux 6.15 groups come with drivers */
	int noiommu;             /* vfio's no-IOMMU mode: 1, 0, or -1 if vfio is not there yet */
	int keep_error;          /* -errno if a keep entry could not be looked up */
	uint64_t slots_overflow; /* entries with more functions than fit */
	uint64_t ids_overflow;
	uint64_t keeps_found;  /* entries that are on this machine */
	uint64_t keeps_differ; /* ... with other IDs than their @ID says */
	unsigned int variants;
	unsigned int count;
	struct variant variant[INVENTORY_VARIANTS];
	struct function function[INVENTORY_FUNCTIONS]; /* in address order */
};

/* root: a directory descriptor. What fails is in the inventory itself. */
void inventory_read(
	int root, const struct request *request, const struct table *table, struct inventory *inventory);

/*
 * One function, whose address is given; devices: descriptor of SYSFS_DEVICES. again: only what a
 * claim changes, its group, driver and override, and the inode. 0, or -errno if it is not there;
 * that and what else cannot be read is its error as well.
 */
int inventory_read_function(int devices, struct function *function, bool again);

/*
 * What comes when the functions are read, again if they are: what gpupt.keep stands for, vfio's
 * mode, and the names of the variants' drivers, which only a module that is there tells. Records
 * that are new then are behind the others.
 */
void inventory_read_rest(int root, int devices, const struct request *request, const struct table *table,
	struct inventory *inventory);

/* The same for every function of the machine, for `gpupt list`; nothing is named or matched. */
void inventory_read_all(int root, struct inventory *inventory);

/* The name of the PCI driver that a module registers; false if the module is not there. */
bool inventory_name_driver(int root, const char *module, char driver[DRIVER_NAME]);

/* NULL if it is not in the inventory. */
struct function *inventory_find(struct inventory *inventory, const struct pci_addr *addr);
const struct function *inventory_at(const struct inventory *inventory, const struct pci_addr *addr);

#endif
