/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What those who make a plan share: the driver and the verdict of one function. */
#ifndef GPUPT_PLANNER_H
#define GPUPT_PLANNER_H

#include "core/claim.h"

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
	const char *driver; /* gpupt.driver, if it is not auto */
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

/* What stands in the way of taking a function for this reason. */
enum reason planner_refusal(const struct planner *planner, unsigned int i, enum why why);

/* The last valid value of gpupt.driver wins. */
void planner_choose_driver(struct planner *planner);
/* The driver of a function: its place in plan.target. */
uint8_t planner_target_of(const struct planner *planner, const struct function *function);

#endif
