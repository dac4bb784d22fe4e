/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a claim of the boot still holds: asked by status, export and check. */
#ifndef GPUPT_DRIFT_H
#define GPUPT_DRIFT_H

#include "core/inventory.h"
#include "host/status/bootreport.h"
#include "host/text.h"

enum drift {
	DRIFT_NONE,
	DRIFT_OVERRIDE,   /* its driver has it still, but the next unbind ends that */
	DRIFT_DRIVER,     /* another driver has it, or none */
	DRIFT_UNREADABLE, /* it cannot be known */
	DRIFT_DEVICE,     /* another device is there: vendor, device or subsystem */
	DRIFT_GONE,
};

/* function: what is at the claim's address now, of inventory_read_all; NULL if nothing is. */
enum drift drift_of(const struct boot_claim *claim, const struct function *function);

/* Adds a sentence on what has become of it; nothing for DRIFT_NONE. */
void drift_describe(const struct boot_claim *claim, const struct function *function, struct text *text);

#endif
