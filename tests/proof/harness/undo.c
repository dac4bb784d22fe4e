// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The undo list covers every function that is written to, and nothing else.
 *
 * check "3 functions": -DINVENTORY_FUNCTIONS=3 --unwind 4
 * full "5 functions": -DINVENTORY_FUNCTIONS=5 --unwind 6
 * small: -DINVENTORY_FUNCTIONS=2 --unwind 3
 * break "every claim and every release has its entry": src/core/undo.c s/== STATE_CLAIM;/== STATE_NONE;/
 */
#define DRIVER_NAME 2
#define OVERRIDE_TEXT 2
#include "proof.h"
#include "core/undo.c"

static struct inventory inventory;
static struct plan plan;
static struct undo undo;

static void any_claims(void)
{
	inventory.count = INVENTORY_FUNCTIONS;
	for (unsigned int i = 0; i < INVENTORY_FUNCTIONS; i++) {
		plan.claim[i].state = nondet_u8();
	}
}

static void prove_entry(const struct undo_entry *entry)
{
	size_t i = (size_t)(entry->claim - plan.claim);

	PROVE(i < inventory.count && entry->function == &inventory.function[i],
		"an entry stands for a function of the machine");
	PROVE(entry->claim->state == STATE_CLAIM || entry->claim->state == STATE_RELEASE,
		"only what is claimed or released is written to");
	PROVE(entry->release == (entry->claim->state == STATE_RELEASE), "what is released is marked");
}

void proof(void)
{
	any_claims();
	undo_make(&inventory, &plan, &undo);
	PROVE(undo.count <= inventory.count, "the list is not longer than the machine");
	for (unsigned int i = 0; i < undo.count; i++) {
		prove_entry(&undo.entry[i]);
		PROVE(!i || undo.entry[i - 1].claim < undo.entry[i].claim, "no function has two entries");
	}
	for (unsigned int i = 0; i < inventory.count; i++) {
		bool covered = false;

		for (unsigned int j = 0; j < undo.count; j++)
			covered |= undo.entry[j].claim == &plan.claim[i];
		PROVE(covered || (plan.claim[i].state != STATE_CLAIM && plan.claim[i].state != STATE_RELEASE),
			"every claim and every release has its entry");
		REACH(covered && undo.count == 2, "two entries");
	}
}
