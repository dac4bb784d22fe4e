/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report that the binder left at boot (contract, section 6), read back with json-c. */
#ifndef GPUPT_BOOTREPORT_H
#define GPUPT_BOOTREPORT_H

#include "core/pci_addr.h"
#include "host/host.h"

/* A claim; a text that was null is "". */
struct boot_claim {
	struct pci_addr addr;
	struct pci_ids ids;
	uint32_t class;
	int group; /* -1 if null */
	bool boot_vga;
	char path[PCI_PATH_TEXT];
	char driver_before[64];
	char driver[64]; /* planned */
	char by[80];
	char why[16];
	char state[16];
	char reason[32];
};

struct boot_note {
	bool is_error;
	char code[32];
	char subject[80];
	char text[256];
};

struct boot_report {
	bool is_plan; /* the boot only planned: gpupt=plan */
	char result[16];
	long long elapsed_us; /* -1 if null: nothing was done */
	unsigned int claims;
	unsigned int notes;
	struct boot_claim *claim; /* in the report's order, which is that of the addresses */
	struct boot_note *note;
};

/*
 * Reads run/gpupt/report.json below the root. NULL and the report, which bootreport_free
 * releases; or a sentence that says what is wrong with it, and nothing to be released. *missing:
 * what is wrong is that there is none.
 */
const char *bootreport_read(const struct host *host, struct boot_report *report, bool *missing);
void bootreport_free(struct boot_report *report);

/* Whether the function was claimed: state "claimed" of a boot that was no plan. */
bool bootreport_claimed(const struct boot_report *report, const struct boot_claim *claim);

#endif
