/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The PCI functions that a request is about, as records: what sysfs shows of each, in address order.
 * inventory.h reads them. Pure.
 */
#ifndef GPUPT_FUNCTION_H
#define GPUPT_FUNCTION_H

#include "core/request.h"
#include "core/table.h"

#ifndef INVENTORY_FUNCTIONS
#define INVENTORY_FUNCTIONS 16384 /* memory that nothing is written to costs nothing */
#endif
#ifndef INVENTORY_ASKED
#define INVENTORY_ASKED 2048 /* of these as many as one request can be about */
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
	struct pci_addr upstream; /* with has_upstream: the bridge two levels above, not on a root bus */
	struct pci_path path;
	bool has_path;
	bool has_upstream;
	bool behind_vmd;
	bool boot_vga;
	bool is_bridge;       /* by its header, or its class where that cannot be read */
	bool is_virtual;      /* made by a driver after boot: it has a physfn */
	bool removable;       /* it, or a bridge above it, may be unplugged; only if inventory.running */
	bool subject;         /* an entry points at it: slot, card and group were read as well */
	bool has_vfio_driver; /* a variant: it made a VFIO device (since Linux 6.1), or the table lists it */
	bool kept;
	int error;                /* -errno if an attribute could not be read */
	int dir;                  /* its directory, if that is open, else -1 */
	int override_file;        /* its driver_override, the same */
	int group;                /* IOMMU group, -1 without one */
	uint32_t class;           /* 24 bits */
	uint16_t upstream_vendor; /* 0 if it was not read */
	unsigned int card;        /* index of the first function of its card: inventory_find_cards */
	uint64_t named;           /* gpupt.slots entries that name it, a bit for each */
	uint64_t matched;         /* vfio-pci.ids entries that match it */
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
	int error;                /* -errno if sysfs itself could not be read */
	int devices;              /* SYSFS_DEVICES, if that is open, else -1 */
	bool running;             /* the machine is up: what may come late is looked at */
	bool udev_ran;            /* udev's coldplug came first: /run/udev/data/+pci:* */
	bool full;                /* there is no room for another function that was looked for */
	bool ungrouped;           /* some function has no IOMMU group: the next two are known */
	bool groups_are_late;     /* an SMMU is there: before Linux 6.15 groups come with drivers */
	int noiommu;              /* vfio's no-IOMMU mode: 1, 0, or -1 if vfio is not there yet */
	int keep_error;           /* -errno if a keep entry could not be looked up */
	uint64_t slots_overflow;  /* entries with more functions than fit */
	uint64_t slots_ambiguous; /* entries whose path fits several functions */
	struct pci_addr slot_addr[REQUEST_ENTRIES]; /* what each entry stands for; of a whole slot fn 0 */
	uint64_t ids_overflow;
	uint64_t keeps_found;  /* entries that are on this machine */
	uint64_t keeps_differ; /* ... with other IDs than their @ID says */
	unsigned int variants;
	unsigned int count;
	struct variant variant[INVENTORY_VARIANTS];
	struct function function[INVENTORY_FUNCTIONS]; /* in address order */
};

/* NULL if it is not in the inventory. */
struct function *inventory_find(struct inventory *inventory, const struct pci_addr *addr);
const struct function *inventory_at(const struct inventory *inventory, const struct pci_addr *addr);

/* Puts the functions into address order. */
void inventory_sort(struct inventory *inventory);

/* Whether two functions are of one card. */
static inline bool function_same_card(const struct function *a, const struct function *b)
{
	return a->card == b->card;
}

static inline bool function_id_is(uint32_t wanted, uint32_t value)
{
	return wanted == ID_ANY || wanted == value;
}

/* Whether an entry of vfio-pci.ids matches it, as the kernel matches. */
static inline bool function_has_id(const struct function *function, const struct id_entry *id)
{
	return function_id_is(id->vendor, function->ids.vendor) &&
	       function_id_is(id->device, function->ids.device) &&
	       function_id_is(id->subvendor, function->ids.subvendor) &&
	       function_id_is(id->subdevice, function->ids.subdevice) &&
	       !((id->class ^ function->class) & id->class_mask);
}

/*
 * A bridge beside a claimed function that does not keep a guest from starting: it has no driver, or
 * pcieport. VFIO takes a group with any other driver in it for the host's.
 */
bool function_is_quiet_bridge(const struct function *function);

/*
 * Whether a driver for guests has it: vfio-pci, pci-stub or a VFIO variant, told by its device for user
 * space, by the module table, or by its name.
 */
bool function_has_guest_driver(const struct function *function);

#endif
