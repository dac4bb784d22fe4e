/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the plan share; nobody else includes it. */
#ifndef GPUPT_PLANNER_H
#define GPUPT_PLANNER_H

#include "core/plan.h"

struct planner {
	const struct request *request;
	const struct inventory *inventory;
	const struct table *table;
	struct plan *plan;
	struct notes *notes;
	uint64_t fitting_slots; /* entries that count: those that fit */
	uint64_t fitting_ids;
	enum request_group group; /* what named functions take along */
	bool ids_held;
	const char *driver; /* gpupt.driver, as a module, if it is not auto */
};

/* The entries that name or match a function, of those that fit. */
static inline uint64_t named(const struct planner *planner, const struct function *function)
{
	return function->named & planner->fitting_slots;
}

static inline uint64_t matched(const struct planner *planner, const struct function *function)
{
	return function->matched & planner->fitting_ids;
}

static inline bool same_slot(const struct function *a, const struct function *b)
{
	return pci_addr_same_slot(&a->addr, &b->addr);
}

/* The first entry, in the order of the command line, of a list's bits. */
static inline unsigned int first_bit(uint64_t bits)
{
	return bits ? (unsigned int)__builtin_ctzll(bits) : 0;
}

/* Functions are in address order: a slot's functions stand together, from *first to the result. */
unsigned int planner_slot_range(const struct inventory *inventory, unsigned int i, unsigned int *first);

/* Sets the verdict. A refusal wins over gpupt.keep, so that keeping more never claims more. */
void planner_judge(const struct planner *planner, unsigned int i, enum why why, enum reason reason);

/* plan_refuse.c: what stands in the way of taking a function for this reason. */
enum reason planner_refusal(const struct planner *planner, unsigned int i, enum why why);

/* plan_driver.c: gpupt.driver, the driver of each function, vfio's no-IOMMU mode. */
void planner_choose_driver(struct planner *planner);
uint8_t planner_target_of(const struct planner *planner, const struct function *function);
bool planner_noiommu(const struct planner *planner);

/* plan_fit.c: in the order of the command line, an entry that does not fit is refused whole. */
void planner_drop_what_does_not_fit(struct planner *planner);

/* plan_ids.c: what vfio-pci.ids claims, and what goes back to the host. */
void planner_judge_ids(const struct planner *planner);
/* A list cannot be relied on, and why: before, and after IDs were judged. */
void planner_hold_ids_back(struct planner *planner, const char *why);
void planner_take_ids_back(struct planner *planner, const char *why);
/* The entries that matched nothing that they may claim. */
void planner_note_unmatched_ids(const struct planner *planner);
/* An ID entry that stood before the slot entry in claim->by: "by" is the first of all. */
void planner_find_first_asker(const struct planner *planner);

#endif
