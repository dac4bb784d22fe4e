// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Why something is claimed: named, taken along, by ID; slots as units, slots that refine IDs.
 *
 * check "3 functions, 1 entry in each list": -DFUNCTIONS=3 -DENTRIES=1 --unwind 4 --unwindset
 * planner_drop_what_does_not_fit.0:3 --no-standard-checks full "3 functions, 2 entries in each list":
 * -DFUNCTIONS=3 -DENTRIES=2 --unwind 4 --unwindset planner_drop_what_does_not_fit.0:5 --no-standard-checks
 * small: -DFUNCTIONS=2 -DENTRIES=1 --unwind 3 --unwindset planner_drop_what_does_not_fit.0:3
 * break "a slot is claimed with all that was asked of it, or not at all": src/core/plan.c
 * s/^\tfail_siblings(.planner);// break "a refused slot claims nothing by ID": src/core/plan.c
 * s/!slots_are_sound(.planner)/0/
 */
#include "planning.h"

static void prove_id(unsigned int i)
{
	uint64_t ids = inventory.function[i].matched;

	for (unsigned int j = 0; j < INVENTORY_FUNCTIONS; j++) {
		PROVE(!inventory.function[j].named || plan.claim[j].state != STATE_REFUSED,
			"a refused slot claims nothing by ID");
		if (is_named(j, ~0ull, true, false) && !is_named(i, ~0ull, true, false))
			ids &= ~inventory.function[j].matched;
	}
	PROVE(ids, "outside of named slots no ID claims that matches in a named slot");
	PROVE(!request.slots_unsound, "an unsound slot list claims nothing by ID");
	for (unsigned int j = 0; j < request.slots; j++)
		PROVE(is_named(0, 1ull << j, false, false), "an absent slot claims nothing by ID");
	REACH(is_named(i, ~0ull, true, false), "a claim by ID in a named slot");
}

void proof(void)
{
	any_plan();
	for (unsigned int i = 0; i < INVENTORY_FUNCTIONS; i++) {
		const struct claim *claim = &plan.claim[i];

		if (is_good(i)) {
			if (claim->why == WHY_ID)
				prove_id(i);
			for (unsigned int j = 0; j < INVENTORY_FUNCTIONS; j++)
				PROVE(!same(i, j) || plan.claim[j].state != STATE_REFUSED ||
						plan.claim[j].passed_over,
					"a slot is claimed with all that was asked of it, or not at all");
			PROVE(claim->why != WHY_NAMED || inventory.function[i].named, "named is named");
			PROVE(claim->why != WHY_SLOT || is_named(i, ~0ull, true, true),
				"slot: same slot and group");
			PROVE(claim->why != WHY_GROUP || is_named(i, ~0ull, false, true),
				"group: same group");
		}
		PROVE(claim->state != STATE_RELEASE ||
				(inventory.function[i].matched && inventory.function[i].driver[0] == 'v' &&
					!inventory.function[i].override[0]),
			"only what vfio-pci took by ID is released");
	}
}
