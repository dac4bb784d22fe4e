// SPDX-License-Identifier: GPL-2.0-or-later
/* clang-format off */
/*
 * Why something is claimed: named, taken along, by ID; slots as units, slots as the whole list.
 *
 * check "3 functions, 1 entry in each list": -DFUNCTIONS=3 -DENTRIES=1 --unwind 4 --unwindset drop_what_does_not_fit.0:3 --no-standard-checks
 * full "3 functions, 2 entries in each list": -DFUNCTIONS=3 -DENTRIES=2 --unwind 4 --unwindset drop_what_does_not_fit.0:5 --no-standard-checks
 * small: -DFUNCTIONS=2 -DENTRIES=1 --unwind 3 --unwindset drop_what_does_not_fit.0:3
 * break "a slot is claimed with all that was asked of it, or not at all": src/core/plan.c s/^\tfail_siblings(.planner);//
 * break "a refused slot claims nothing by ID": src/core/plan.c s/!slots_are_sound(.*planner)/0/
 * break "with slots no ID claims outside of their cards": src/core/plan_ids.c s/return !planner->request->slots_given || .*;/return true;/
 * break "with a keep that is absent or differs nothing is claimed by ID": src/core/plan.c s/if (!keeps_are_sound(planner))/if (0)/
 */
/* clang-format on */
#include "planning.h"

/* A function of the card of i that gpupt.slots names, or would take along: where kept it may be released. */
static bool card_is_listed(unsigned int i)
{
	bool listed = false;

	for (unsigned int j = 0; j < INVENTORY_FUNCTIONS; j++) {
		const struct function *function = &inventory.function[j];
		const struct claim *claim = &plan.claim[j];
		bool along = claim->state != STATE_NONE &&
			     (claim->why == WHY_SLOT || claim->why == WHY_GROUP);

		along |= function->kept && claim->state == STATE_RELEASE;
		listed |= same_card(i, j) && (function->named || along);
	}
	return listed;
}

/* The core has one of this name. */
static bool keeps_are_sound_now(void)
{
	uint64_t all = (1ull << request.keeps) - 1;

	return (inventory.keeps_found & all) == all && !(inventory.keeps_differ & all);
}

static void prove_id(unsigned int i)
{
	for (unsigned int j = 0; j < INVENTORY_FUNCTIONS; j++)
		PROVE(!inventory.function[j].named || plan.claim[j].state != STATE_REFUSED,
			"a refused slot claims nothing by ID");
	PROVE(inventory.function[i].matched, "by ID is matched");
	PROVE(!request.slots_given || card_is_listed(i), "with slots no ID claims outside of their cards");
	PROVE(!request.slots_unsound, "an unsound slot list claims nothing by ID");
	PROVE(keeps_are_sound_now(), "with a keep that is absent or differs nothing is claimed by ID");
	for (unsigned int j = 0; j < request.slots; j++)
		PROVE(is_named(0, 1ull << j, false, false), "an absent slot claims nothing by ID");
	REACH(request.slots_given, "a claim by ID on a named card");
	REACH(!request.slots_given, "a claim by ID without slots");
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
				"slot: same card and group");
			PROVE(claim->why != WHY_GROUP || keeps_are_sound_now(),
				"with a keep that is absent or differs whole takes no more than slot");
			PROVE(claim->why != WHY_GROUP || is_named(i, ~0ull, false, true),
				"group: same group");
		}
		PROVE(claim->state != STATE_RELEASE ||
				(inventory.function[i].matched && inventory.function[i].driver[0] == 'v' &&
					!inventory.function[i].override[0]),
			"only what vfio-pci took by ID is released");
	}
}
