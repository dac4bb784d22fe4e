// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The work list covers every function that is written to, and nothing else.
 *
 * check "3 functions": -DINVENTORY_FUNCTIONS=3 --unwind 4
 * full "5 functions": -DINVENTORY_FUNCTIONS=5 --unwind 6
 * small: -DINVENTORY_FUNCTIONS=2 --unwind 3
 * break "every claim and every release has its entry": src/bind/worklist.c s/== STATE_CLAIM;/== STATE_NONE;/
 */
#define DRIVER_NAME 2
#define OVERRIDE_TEXT 2
#include "proof.h"
#include "bind/worklist.c"

static struct inventory inventory;
static struct plan plan;
static struct worklist list;

static void any_claims(void)
{
	inventory.count = INVENTORY_FUNCTIONS;
	for (unsigned int i = 0; i < INVENTORY_FUNCTIONS; i++) {
		plan.claim[i].state = nondet_u8();
	}
}

static void prove_work(const struct work *work)
{
	size_t i = (size_t)(work->claim - plan.claim);

	PROVE(i < inventory.count && work->function == &inventory.function[i],
		"an entry stands for a function of the machine");
	PROVE(work->claim->state == STATE_CLAIM || work->claim->state == STATE_RELEASE,
		"only what is claimed or released is written to");
	PROVE(work->release == (work->claim->state == STATE_RELEASE), "what is released is marked");
}

void proof(void)
{
	any_claims();
	worklist_make(&inventory, &plan, &list);
	PROVE(list.count <= inventory.count, "the list is not longer than the machine");
	for (unsigned int i = 0; i < list.count; i++) {
		prove_work(&list.work[i]);
		PROVE(!i || list.work[i - 1].claim < list.work[i].claim, "no function has two entries");
	}
	for (unsigned int i = 0; i < inventory.count; i++) {
		bool covered = false;

		for (unsigned int j = 0; j < list.count; j++)
			covered |= list.work[j].claim == &plan.claim[i];
		PROVE(covered || (plan.claim[i].state != STATE_CLAIM && plan.claim[i].state != STATE_RELEASE),
			"every claim and every release has its entry");
		REACH(covered && list.count == 2, "two entries");
	}
}
