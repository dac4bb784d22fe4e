/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which functions an export is about, and what is to be said of them. */
#ifndef GPUPT_CHOICE_H
#define GPUPT_CHOICE_H

#include "core/inventory.h"
#include "host/host.h"
#include "host/status/bootreport.h"

struct choice {
	const struct host *host;
	const struct inventory *all;      /* of inventory_read_all */
	const struct boot_report *report; /* without claims if there is none */
	bool for_host;                    /* cards that the host keeps are wanted */
	int status;                       /* not 0: nothing is exported, and this is the exit status */
	bool *picked;                     /* as all->function; these two by choice_start */
	const struct boot_claim **claim;  /* the report's, or NULL */
};

/* host to for_host are set. choice_free releases. */
void choice_start(struct choice *choice);
void choice_free(struct choice *choice);

/* Says it on standard error; status: 0 for a warning, else what it makes of the exit status. */
void choice_complain(struct choice *choice, int status, const char *subject, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* What is exported where no slot is named: all that is claimed, or all GPUs that are not. */
void choice_all(struct choice *choice);
/* A SLOT as somebody wrote it. */
void choice_slot(struct choice *choice, const char *text);
/* To be called when all is chosen: drift, and what else of the IOMMU groups is left out. */
void choice_check(struct choice *choice);

/* Whether the report says that the function was claimed. */
bool choice_claimed(const struct choice *choice, const struct function *function);

#endif
