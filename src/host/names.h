/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of devices, from pci.ids by libpci: the root's own list, else this machine's. */
#ifndef GPUPT_NAMES_H
#define GPUPT_NAMES_H

#include "core/pci_addr.h"
#include "host/host.h"

#define NAME_TEXT 160

struct names;

/* NULL if there is no memory; without a list of names there are numbers. names_close frees. */
struct names *names_open(const struct host *host);
void names_close(struct names *names);

/* "NVIDIA Corporation GA102 [GeForce RTX 3090]", as lspci says it; returns buf. */
char *names_device(struct names *names, const struct pci_ids *ids, char buf[NAME_TEXT]);

/* The same for people who know the makers: "NVIDIA GA102 [GeForce RTX 3090]"; returns buf. */
char *names_short(struct names *names, const struct pci_ids *ids, char buf[NAME_TEXT]);

/* As it stands on the box: "NVIDIA GeForce RTX 3090"; returns buf. */
char *names_model(struct names *names, const struct pci_ids *ids, char buf[NAME_TEXT]);

/* The list's own words for the vendor or the device; NULL where it has none. */
char *names_of_vendor(struct names *names, const struct pci_ids *ids, char buf[NAME_TEXT]);
char *names_of_device(struct names *names, const struct pci_ids *ids, char buf[NAME_TEXT]);

/* One or two words for a class code of 24 bits: "VGA", "audio", "USB", "bridge". */
const char *names_kind(uint32_t class);

#endif
