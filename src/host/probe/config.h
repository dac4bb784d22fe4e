/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The configuration space, read by hand: pure, and whatever the bytes are, nothing outside of length is
 * looked at. (PCI Express Base Specification, chapters 7.5 to 7.9.)
 */
#ifndef GPUPT_PROBE_CONFIG_H
#define GPUPT_PROBE_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "core/pci_addr.h"

struct config {
	const uint8_t *byte;
	unsigned int length;
};

/* 0 outside of what was read. */
uint32_t config_32(const struct config *config, unsigned int at);
uint16_t config_16(const struct config *config, unsigned int at);
uint8_t config_8(const struct config *config, unsigned int at);

/* Where a capability, or an extended one, begins; 0 if there is none. */
unsigned int config_capability(const struct config *config, unsigned int id);
unsigned int config_extended(const struct config *config, unsigned int id);

/* Nobody answers: vendor and device are all ones. */
bool config_is_gone(const struct config *config);

/* The power state by its own register: 0 to 3; -1 without one. */
int config_power(const struct config *config);

struct config_ids {
	struct pci_ids ids;
	uint32_t class;
};

struct config_ids config_ids(const struct config *config);

/* The table, or its bits of pending interrupts, of MSI-X. */
struct config_table {
	const char *name; /* "table", "pending bits" */
	unsigned int region;
	uint64_t end; /* the first byte behind it */
};

/* Both of them; false without MSI-X. */
bool config_msix(const struct config *config, struct config_table table[2]);

/* The n-th resizable base address register. */
struct config_resizable {
	unsigned int region;
	uint64_t size; /* as it is set */
	uint64_t most;
};

bool config_resizable(const struct config *config, unsigned int n, struct config_resizable *resizable);

/* Whether it can be reset alone by a function level reset. */
bool config_has_flr(const struct config *config);

#endif
