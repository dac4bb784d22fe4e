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
 * The path of a function from where sysfs keeps it, a link such as
 * "../../../devices/pci0000:00/0000:00:05.0/0000:02:00.0": all below the last "pciDDDD:BB".
 * False if it is not such a link or deeper than PCI_DEPTH.
 */
bool pci_path_from_link(const char *link, struct pci_path *path);

#endif
