/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PCI addresses, slots as people write them (contract, section 3) and paths through bridges.
 * Pure: text in, structs out. Parsers return NULL, or a sentence that says what was expected
 * (static storage, without subject or full stop).
 */
#ifndef GPUPT_PCI_ADDR_H
#define GPUPT_PCI_ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PCI_ADDR_TEXT 20 /* "ffffffff:ff:1f.7" and its NUL */
#ifndef PCI_DEPTH
#define PCI_DEPTH 24 /* functions on the way from a root bus to a card, the card included */
#endif
#define PCI_PATH_TEXT (PCI_ADDR_TEXT + PCI_DEPTH * 5)

struct pci_addr {
	uint32_t domain;
	uint8_t bus;
	uint8_t dev;
	uint8_t fn;
};

struct pci_ids {
	uint16_t vendor;
	uint16_t device;
	uint16_t subvendor;
	uint16_t subdevice;
};

/* From the function on the root bus (root) through each bridge: hops below it. */
struct pci_path {
	struct pci_addr root;
	uint8_t hops;
	uint8_t devfn[PCI_DEPTH];
};

/* A SLOT as it was written. path.hops is 0 for an address. */
struct pci_slot {
	struct pci_path path;
	bool all_functions; /* DEV or DEV.*: the last function number means nothing */
	bool card;          /* DEV: of all functions those of the card (core/card.h) */
	bool has_ids;
	bool has_subsystem;
	struct pci_ids ids;
};

/* The kernel's name of a function, for example "10000:e1:00.0"; NULL if text is one. */
const char *pci_addr_parse(const char *text, struct pci_addr *addr);
/* A SLOT of length bytes, not terminated. */
const char *pci_slot_parse(const char *text, size_t length, struct pci_slot *slot);

/* "%04x:%02x:%02x.%x"; returns buf. */
char *pci_addr_format(const struct pci_addr *addr, char buf[PCI_ADDR_TEXT]);
/* "0000:00:05.0/00.0"; returns buf. */
char *pci_path_format(const struct pci_path *path, char buf[PCI_PATH_TEXT]);

/* Whether these are the IDs that a slot demands. */
bool pci_slot_has_ids(const struct pci_slot *slot, const struct pci_ids *ids);

int pci_addr_compare(const struct pci_addr *a, const struct pci_addr *b);
bool pci_addr_same_slot(const struct pci_addr *a, const struct pci_addr *b);

/*
 * Where sysfs keeps a function, a link such as
 * "../../../devices/pci0000:00/0000:00:05.0/0000:02:00.0", from the root bus down. A function behind
 * VMD has a root bus below another function: there the way begins anew.
 */
struct pci_walk {
	const char *link; /* what is left of it */
	int roots;        /* root buses so far */
	int depth;        /* of addr below its root bus, from 0 */
	struct pci_addr addr;
};

struct pci_walk pci_walk_start(const char *link);
/* The next address; false at the end. */
bool pci_walk_next(struct pci_walk *walk);

/* What such a link tells of a function. */
struct pci_place {
	struct pci_path path; /* below the last root bus */
	struct pci_addr last; /* the function itself */
	struct pci_addr upstream;
	bool has_path;       /* false if it is no such link, or deeper than PCI_DEPTH */
	bool has_upstream;   /* upstream is the bridge two levels above, not on a root bus: behind a switch
			      * its upstream port */
	bool has_own_domain; /* it is in a domain below another function, as behind VMD */
};

void pci_place_from_link(const char *link, struct pci_place *place);
/* The path alone; false if there is none. */
bool pci_path_from_link(const char *link, struct pci_path *path);

/* Classes, 24 bits as in sysfs (PCI Code and ID Assignment Specification). */

static inline unsigned int pci_base(uint32_t class)
{
	return class >> 16 & 0xff;
}

/* Where the firmware's console may be. */
static inline bool pci_is_vga(uint32_t class)
{
	return class >> 8 == 0x0300;
}

/* "Other bridge", which is none: NVSwitch. */
static inline bool pci_is_other_bridge(uint32_t class)
{
	return class >> 8 == 0x0680;
}

static inline bool pci_is_usb(uint32_t class)
{
	return class >> 8 == 0x0c03;
}

/* VGA and "other display": a display that a host can show its console on. */
static inline bool pci_is_host_display(uint32_t class)
{
	return pci_is_vga(class) || class >> 8 == 0x0380;
}

static inline bool pci_is_display(uint32_t class)
{
	return pci_base(class) == 0x03;
}

/* Displays and processing accelerators: what gpupt calls a GPU. */
static inline bool pci_is_gpu(uint32_t class)
{
	return pci_is_display(class) || pci_base(class) == 0x12;
}

/* Storage, network, Fibre Channel, InfiniBand: claimed only where named with @ID. */
bool pci_class_needs_id(uint32_t class);
/* Those, memory, communication, base system, other bridges, SMBus, IPMI: never taken along. */
bool pci_class_stays(uint32_t class);
/* What a display's maker puts beside it on a card: display, multimedia, USB, other serial bus. */
bool pci_class_is_of_card(uint32_t class);
/* A bridge by its class, where the type of its header cannot be read. */
bool pci_class_is_bridge(uint32_t class);

#endif
