/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is planned for each function of an inventory, and what that amounts to. plan.h makes it. Pure.
 */
#ifndef GPUPT_CLAIM_H
#define GPUPT_CLAIM_H

#include "core/function.h"

#ifndef PLAN_TARGETS
#define PLAN_TARGETS 16
#endif

/* What a function is bound to. module is "" if the driver needs none to be named. */
struct target {
	char driver[DRIVER_NAME];
	char module[64];
};

struct claim {
	uint8_t state; /* enum state */
	uint8_t reason;
	uint8_t why;
	uint8_t target;   /* into plan.target */
	bool by_id;       /* by is an entry of vfio-pci.ids, not of gpupt.slots */
	bool passed_over; /* refused by gpupt.group=whole: no failure of its slot */
	bool card_listed; /* at the first function of a card: gpupt.slots speaks of the card */
	bool counted;     /* against the limit of claimed functions */
	uint8_t by;
	uint8_t progress;     /* of a boot: enum progress of bind/shared.h */
	uint64_t release_ids; /* state release: the ID entries by which vfio-pci may have taken it */
};

struct plan {
	bool udev_ran; /* late was judged, and it is */
	unsigned int targets;
	struct target target[PLAN_TARGETS];
	struct claim claim[INVENTORY_FUNCTIONS]; /* as inventory.function */
};

/* Whether the function is, or is to be, a guest's. */
bool claim_is_good(const struct claim *claim);
/* Whether something that was asked for was not done. */
bool claim_is_bad(const struct claim *claim);
/*
 * Whether a function is a display (class 0300 or 0380) that the host has when the plan is carried out.
 * claim: NULL if the plan does not speak of it.
 */
bool plan_is_hosts_display(const struct function *function, const struct claim *claim);
/* Whether one remains for the host; every display is in the inventory. */
bool plan_leaves_display(const struct inventory *inventory, const struct plan *plan);
/* The reason for an attribute that could not be read. */
enum reason plan_reason_for(int error);

/* Notes group-incomplete, slot-incomplete, boot-display and late-device, on what is or is to be claimed. */
void plan_warn(const struct inventory *inventory, const struct plan *plan, struct notes *notes);

/* What came of it all. */
enum result plan_result(const struct request *request, const struct inventory *inventory,
	const struct plan *plan, const struct notes *notes);

#endif
