// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The undo list covers every function that is written to, and nothing else.
 *
 * check "3 functions": -DINVENTORY_FUNCTIONS=3 --unwind 4
 * full "5 functions": -DINVENTORY_FUNCTIONS=5 --unwind 6
 * small: -DINVENTORY_FUNCTIONS=2 --unwind 3
 * break "every claim and every release has its entry": src/core/undo.c s/STATE_RELEASE)$/STATE_NONE)/
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
		inventory.function[i].override[0] = (char)nondet_u8();
		inventory.function[i].driver[0] = (char)nondet_u8();
	}
}

static void prove_entry(const struct undo_entry *entry)
{
	const struct function *function = &inventory.function[entry->function];
	unsigned int state = plan.claim[entry->function].state;

	PROVE(entry->function < inventory.count, "an entry stands for a function of the machine");
	PROVE(state == STATE_CLAIM || state == STATE_RELEASE, "only what is claimed or released is written to");
	PROVE(entry->release == (state == STATE_RELEASE), "what is released is marked");
	PROVE(entry->override[0] == function->override[0] && entry->driver[0] == function->driver[0],
		"an entry holds the override and the driver that were read");
}

void proof(void)
{
	any_claims();
	undo_make(&inventory, &plan, &undo);
	PROVE(undo.count <= inventory.count, "the list is not longer than the machine");
	for (unsigned int i = 0; i < undo.count; i++) {
		prove_entry(&undo.entry[i]);
		PROVE(!i || undo.entry[i - 1].function < undo.entry[i].function, "no function has two entries");
	}
	for (unsigned int i = 0; i < inventory.count; i++) {
		bool covered = false;

		for (unsigned int j = 0; j < undo.count; j++)
			covered |= undo.entry[j].function == i;
		PROVE(covered || (plan.claim[i].state != STATE_CLAIM && plan.claim[i].state != STATE_RELEASE),
			"every claim and every release has its entry");
		REACH(covered && undo.count == 2, "two entries");
	}
}
