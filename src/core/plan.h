/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who gets what (contract, section 4): a verdict on each function of the inventory. Pure: no I/O, no
 * globals, no printing. A mistake in what was asked leads to claiming less, never more.
 */
#ifndef GPUPT_PLAN_H
#define GPUPT_PLAN_H

#include "core/inventory.h"

#ifndef PLAN_TARGETS
#define PLAN_TARGETS 16
#endif

enum reason {
	REASON_NONE,
	REASON_IDENTITY_MISMATCH,
	REASON_BRIDGE,
	REASON_NO_IOMMU,
	REASON_PROTECTED_CLASS,
	REASON_LAST_DISPLAY,
	REASON_GUARD_UNREADABLE,
	REASON_LATE,
	REASON_SIBLING_FAILED,
	REASON_MODULE_FAILED,
	REASON_OVERRIDE_FAILED,
	REASON_UNBIND_FAILED,
	REASON_PROBE_FAILED,
	REASON_READ_FAILED,
	REASON_VANISHED,
	REASON_TIMEOUT,
	REASONS
};

enum state {
	STATE_NONE, /* not considered: no part of the report */
	STATE_CLAIM,
	STATE_CLAIMED,
	STATE_REFUSED,
	STATE_KEPT,
	STATE_RELEASE,
	STATE_FAILED, /* from here on only after a boot */
	STATE_RELEASED,
	STATE_HELD,
	STATE_TIMEOUT,
	STATES
};

enum why { WHY_NAMED, WHY_SLOT, WHY_GROUP, WHY_ID, WHY_REFINED, WHYS };

enum result {
	RESULT_NOTHING,
	RESULT_OFF,
	RESULT_DONE, /* "ready" of a plan, "claimed" of a boot */
	RESULT_PARTIAL,
	RESULT_FAILED, /* "refused" of a plan */
	RESULT_TIMEOUT,
	RESULT_UNKNOWN /* "failed": no sysfs or no command line, it could not be found out */
};

/* What a function is bound to. module is "" if the driver needs none to be named. */
struct target {
	char driver[DRIVER_NAME];
	char module[64];
};

struct claim {
	uint8_t state;
	uint8_t reason;
	uint8_t why;
	uint8_t target;   /* into plan.target */
	bool by_id;       /* by is an entry of vfio-pci.ids, not of gpupt.slots */
	bool passed_over; /* refused by gpupt.group=whole: no failure of its slot */
	uint8_t by;
	uint8_t progress; /* of a boot: enum progress of bind/apply.h */
	uint64_t asked;   /* ID entries by which vfio-pci may have taken it: state release */
};

struct plan {
	bool udev_ran; /* late was judged, and it is */
	unsigned int targets;
	struct target target[PLAN_TARGETS];
	struct claim claim[INVENTORY_FUNCTIONS]; /* as inventory.function */
};

/*
 * judge_late: whether it matters that udev's coldplug has run. It does not where the next boot is
 * planned on a machine that is up.
 * Notes: errors, no-match and late. The warnings about claims are made by plan_warn.
 */
void plan_make(const struct request *request, const struct inventory *inventory, const struct table *table,
	bool judge_late, struct plan *plan, struct notes *notes);

/* group-incomplete, slot-incomplete and boot-display, for what is claimed or to be claimed. */
void plan_warn(const struct inventory *inventory, const struct plan *plan, struct notes *notes);

/* What came of it all. */
enum result plan_result(const struct request *request, const struct inventory *inventory,
	const struct plan *plan, const struct notes *notes);

/* Whether the function is, or is to be, a guest's. */
bool claim_is_good(const struct claim *claim);
/* Whether something that was asked for was not done. */
bool claim_is_bad(const struct claim *claim);
/* Whether the state says so of a driver for guests: vfio-pci, pci-stub or a variant. */
bool plan_is_guest_driver(const struct inventory *inventory, const char *driver);
/* Base classes that are never taken along: storage, network, memory, base system. */
bool plan_is_protected_class(uint32_t class);
/* The reason for an attribute that could not be read. */
enum reason plan_reason_for(int error);

const char *reason_name(enum reason reason); /* NULL for REASON_NONE */
const char *reason_text(enum reason reason); /* a sentence for people: why, and what to do */
const char *state_name(enum state state);
const char *why_name(enum why why);

#endif
