// SPDX-License-Identifier: GPL-2.0-or-later
/* clang-format off */
/*
 * To keep one function more claims nothing more, without gpupt.host=desktop and group=whole.
 *
 * check "2 functions, 1 entry in each list": -DFUNCTIONS=2 -DENTRIES=1 --unwind 3 --unwindset drop_what_does_not_fit.0:3 --no-standard-checks
 * full "3 functions, 1 entry in each list": -DFUNCTIONS=3 -DENTRIES=1 --unwind 4 --unwindset drop_what_does_not_fit.0:3 --no-standard-checks
 * small: -DFUNCTIONS=2 -DENTRIES=1 --unwind 3 --unwindset drop_what_does_not_fit.0:3
 * break "to keep more claims nothing more": src/core/plan_ids.c s/function->kept \&\& reason == REASON_NONE/function->kept/
 */
/* clang-format on */
#include "planning.h"

void proof(void)
{
	unsigned int more = nondet_uint();
	bool late = nondet_bool();
	static struct plan second;

	ASSUME(more < INVENTORY_FUNCTIONS);
	any_request();
	any_inventory();
	/*
	 * With desktop it does: the kept display is the one that the host needs. With whole too: what
	 * a kept function no longer takes along, and so refuses, an ID may claim.
	 */
	ASSUME(!request.desktop && request.group != GROUP_WHOLE);
	plan_make(&request, &inventory, &table, late, &plan, &notes);
	inventory.function[more].kept = true;
	plan_make(&request, &inventory, &table, late, &second, &notes);
	for (unsigned int i = 0; i < INVENTORY_FUNCTIONS; i++) {
		PROVE(!claim_is_good(&second.claim[i]) || is_good(i), "to keep more claims nothing more");
		REACH(claim_is_good(&second.claim[i]) && second.claim[more].state == STATE_KEPT,
			"a claim beside what is kept");
	}
}
