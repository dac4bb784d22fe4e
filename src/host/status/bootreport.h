/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The report that the binder left at boot (contract, section 6), read back with json-c. It may be
 * of another version, as long as the format is the same: what is needed to judge a claim must be there,
 * the rest may be missing, and what is new is passed over.
 */
#ifndef GPUPT_BOOTREPORT_H
#define GPUPT_BOOTREPORT_H

#include "core/pci_addr.h"
#include "host/host.h"

/* A claim; a text that is null or missing is "". Texts are the report's: any bytes, any length. */
struct boot_claim {
	struct pci_addr addr;
	struct pci_ids ids;
	uint32_t class;
	const char *driver; /* planned */
	const char *why;
	const char *state;
	const char *reason;
};

struct boot_note {
	bool is_error;
	const char *code;
	const char *subject;
	const char *text;
};

struct boot_report {
	bool is_plan; /* the boot only planned: gpupt=plan */
	const char *result;
	long long elapsed_us; /* -1 if null: nothing was done */
	unsigned int claims;
	unsigned int notes;
	struct boot_claim *claim;
	struct boot_note *note;
	struct json_object *json; /* whose the texts are */
};

/*
 * Reads run/gpupt/report.json below the root. NULL and the report, which bootreport_free
 * releases; or a sentence that says what is wrong with it, and nothing to be released. *missing:
 * what is wrong is that there is none.
 */
const char *bootreport_read(const struct host *host, struct boot_report *report, bool *missing);
/* The same of a text of that length. */
const char *bootreport_parse(const char *text, size_t length, struct boot_report *report);
void bootreport_free(struct boot_report *report);

/* Whether the function was claimed: state "claimed" of a boot that was no plan. */
bool bootreport_claimed(const struct boot_report *report, const struct boot_claim *claim);
/* Whether somebody asked for it, or for its release, and did not get it. */
bool bootreport_failed(const struct boot_claim *claim);
/* The claim on this function, or NULL. */
const struct boot_claim *bootreport_claim(const struct boot_report *report, const struct pci_addr *addr);

#endif
