/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * property [CASES [SEED]]: what must hold of every plan, tried on random machines and command
 * lines. Prints the seed, and for what does not hold the case. TAP, one line a property.
 */
#include "random.h"

#include "bind/worklist.c"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CMDLINE 4096

/* The verdict on each function of the machine. */
struct verdicts {
	uint8_t state[MACHINE_FUNCTIONS];
	uint8_t reason[MACHINE_FUNCTIONS];
	uint8_t why[MACHINE_FUNCTIONS];
	bool absent; /* a claim on what is not there */
};

static struct words words;
static char cmdline[CMDLINE];
static struct planned planned;
static struct verdicts first; /* of words as they were made */

static void plan(const struct words *asked, struct verdicts *verdicts)
{
	size_t length = words_print(asked, cmdline, sizeof(cmdline));

	machine_plan(cmdline, length, machine_table(), &planned);
	memset(verdicts, 0, sizeof(*verdicts));
	for (unsigned int i = 0; i < planned.inventory.count; i++) {
		const struct claim *claim = &planned.plan.claim[i];
		const struct machine_function *function = machine_at(&planned.inventory.function[i].addr);

		if (!function) {
			verdicts->absent |= claim->state != STATE_NONE;
			continue;
		}
		verdicts->state[function - machine.function] = claim->state;
		verdicts->reason[function - machine.function] = claim->reason;
		verdicts->why[function - machine.function] = claim->why;
	}
}

static bool good(const struct verdicts *verdicts, unsigned int i)
{
	return verdicts->state[i] == STATE_CLAIM || verdicts->state[i] == STATE_CLAIMED;
}

static bool any(const struct verdicts *verdicts, enum state state)
{
	return memchr(verdicts->state, (int)state, machine.count) != NULL;
}

static bool any_good(const struct verdicts *verdicts)
{
	return any(verdicts, STATE_CLAIM) || any(verdicts, STATE_CLAIMED);
}

/* What is claimed now was claimed before. */
static bool no_more(const struct verdicts *before, const struct verdicts *after)
{
	for (unsigned int i = 0; i < machine.count; i++) {
		if (good(after, i) && !good(before, i))
			return false;
	}
	return true;
}

static const struct function *read_as(unsigned int i)
{
	return inventory_at(&planned.inventory, &machine.function[i].addr);
}

/* Properties. Each begins with planned and first being those of words. */

static bool nothing_forbidden(void)
{
	for (unsigned int i = 0; i < machine.count; i++) {
		if (good(&first, i) && (read_as(i)->kept || machine.function[i].class >> 16 == 0x06))
			return false;
	}
	return !first.absent;
}

/* Storage only by name and @ID, the other protected classes only by name or ID. */
static bool protected_by_name_only(void)
{
	for (unsigned int i = 0; i < machine.count; i++) {
		bool listed = first.why[i] == WHY_NAMED || first.why[i] == WHY_ID;

		if (good(&first, i) && plan_is_protected_class(machine.function[i].class) && !listed)
			return false;
	}
	return true;
}

static bool exact_means_exact(void)
{
	for (unsigned int i = 0; i < machine.count; i++) {
		if (planned.request.group == GROUP_EXACT && good(&first, i) && !read_as(i)->named &&
			!read_as(i)->matched)
			return false;
	}
	return true;
}

/* A slot entry that is bad, absent or refused: no function goes by its ID. */
static bool unsound_slots_hold_ids(void)
{
	bool unsound = planned.request.slots_unsound;

	for (unsigned int s = 0; s < planned.request.slots; s++) {
		bool there = false;

		for (unsigned int i = 0; i < planned.inventory.count; i++) {
			bool names = planned.inventory.function[i].named >> s & 1;

			there |= names;
			unsound |= names && planned.plan.claim[i].state == STATE_REFUSED;
		}
		unsound |= !there;
	}
	for (unsigned int i = 0; i < machine.count; i++) {
		if (unsound && good(&first, i) && first.why[i] == WHY_ID)
			return false;
	}
	return true;
}

static bool slots_whole_or_not(void)
{
	for (unsigned int i = 0; i < planned.inventory.count; i++) {
		for (unsigned int j = 0; j < planned.inventory.count; j++) {
			const struct claim *claim = &planned.plan.claim[j];

			if (claim_is_good(&planned.plan.claim[i]) && claim->state == STATE_REFUSED &&
				!claim->passed_over &&
				pci_addr_same_slot(&planned.inventory.function[i].addr,
					&planned.inventory.function[j].addr))
				return false;
		}
	}
	return true;
}

static bool has_guest_driver(const struct machine_function *function)
{
	return !strcmp(function->driver, "vfio-pci") || !strcmp(function->driver, "pci-stub") ||
	       (machine.module && !strcmp(function->driver, machine.module_driver));
}

static bool desktop_has_display(void)
{
	if (!planned.request.desktop || !any_good(&first))
		return true;
	for (unsigned int i = 0; i < machine.count; i++) {
		const struct machine_function *function = &machine.function[i];
		bool display = function->class >> 8 == 0x0300 || function->class >> 8 == 0x0380;

		if (display && !good(&first, i) &&
			(!has_guest_driver(function) || first.state[i] == STATE_RELEASE))
			return true;
	}
	return false;
}

static bool worklist_covers_claims(void)
{
	static struct worklist list;
	unsigned int wanted = 0;

	worklist_make(&planned.inventory, &planned.plan, &list);
	for (unsigned int i = 0; i < planned.inventory.count; i++) {
		const struct work *work = &list.work[wanted];
		uint8_t state = planned.plan.claim[i].state;

		if (state != STATE_CLAIM && state != STATE_RELEASE)
			continue;
		if (wanted++ >= list.count || work->claim != &planned.plan.claim[i] ||
			work->function != &planned.inventory.function[i] ||
			work->release != (state == STATE_RELEASE))
			return false;
	}
	return wanted == list.count;
}

static bool order_does_not_matter(void)
{
	struct words other = words;
	struct verdicts verdicts;

	random_shuffle(other.slot, other.slots);
	random_shuffle(other.id, other.ids);
	random_shuffle(other.keep, other.keeps);
	plan(&other, &verdicts);
	return !memcmp(verdicts.state, first.state, machine.count) &&
	       !memcmp(verdicts.reason, first.reason, machine.count);
}

/* Where gpupt.host=desktop refused all, to keep a display is what it asks for. */
static bool keeping_claims_no_more(void)
{
	struct words other = words;
	struct verdicts verdicts;

	if (memchr(first.reason, REASON_LAST_DISPLAY, machine.count))
		return true;
	random_slot(other.keep[other.keeps++]);
	plan(&other, &verdicts);
	return no_more(&first, &verdicts);
}

/* What was refused may have been in the way of something else. */
static bool breaking_claims_no_more(void)
{
	struct words other = words;
	struct verdicts verdicts;
	unsigned int at = random_below(words.slots + words.ids + words.keeps + 1);

	if (any(&first, STATE_REFUSED))
		return true;
	if (at < words.slots)
		strcpy(other.slot[at], "02;00");
	else if (at < words.slots + words.ids)
		strcpy(other.id[at - words.slots], "10dg:2204");
	else if (at < words.slots + words.ids + words.keeps)
		strcpy(other.keep[at - words.slots - words.ids], "02;00");
	plan(&other, &verdicts);
	return no_more(&first, &verdicts);
}

static bool a_fault_claims_no_more(void)
{
	static const char *const attribute[] = {"", "vendor", "device", "subsystem_vendor", "class", "driver",
		"driver_override", "iommu_group"};
	struct machine_function *function = &machine.function[random_below(machine.count)];
	struct verdicts verdicts;

	if (any(&first, STATE_REFUSED))
		return true;
	function->broken = true;
	function->broken_attribute = attribute[random_below(8)];
	plan(&words, &verdicts);
	function->broken = false;
	return no_more(&first, &verdicts) && !good(&verdicts, (unsigned int)(function - machine.function));
}

/* After everything was done nothing is left to be done. */
static bool planning_again_leaves_nothing(void)
{
	static struct machine saved;
	struct verdicts verdicts;
	bool same = true;

	saved = machine;
	for (unsigned int i = 0; i < planned.inventory.count; i++) {
		struct machine_function *function = machine_at(&planned.inventory.function[i].addr);
		const struct claim *claim = &planned.plan.claim[i];

		if (claim->state == STATE_CLAIM) {
			strcpy(function->driver, planned.plan.target[claim->target].driver);
			strcpy(function->override, function->driver);
		} else if (claim->state == STATE_RELEASE) {
			function->driver[0] = '\0';
		}
	}
	plan(&words, &verdicts);
	machine = saved;
	for (unsigned int i = 0; i < machine.count; i++)
		same &= good(&first, i) == (verdicts.state[i] == STATE_CLAIMED);
	return same && !any(&verdicts, STATE_CLAIM) && !any(&verdicts, STATE_RELEASE);
}

static const struct {
	const char *name;
	bool (*holds)(void);
} properties[] = {
	{"nothing kept, no bridge and nothing absent is claimed", nothing_forbidden},
	{"protected classes are never taken along", protected_by_name_only},
	{"exact claims only what was named or matched", exact_means_exact},
	{"an unsound slot list claims nothing by ID", unsound_slots_hold_ids},
	{"a slot is claimed whole or not at all", slots_whole_or_not},
	{"desktop never leaves no display", desktop_has_display},
	{"the work list covers every write", worklist_covers_claims},
	{"the order of entries changes no verdict", order_does_not_matter},
	{"keeping more never claims more", keeping_claims_no_more},
	{"breaking an entry never claims more", breaking_claims_no_more},
	{"an attribute that cannot be read never claims more", a_fault_claims_no_more},
	{"planning after a full claim leaves nothing to do", planning_again_leaves_nothing},
};
enum { PROPERTIES = sizeof(properties) / sizeof(properties[0]) };

static void print_case(unsigned long seed)
{
	char address[PCI_ADDR_TEXT];

	printf("# seed %lu, command line:%s\n", seed, cmdline);
	for (unsigned int i = 0; i < machine.count; i++) {
		const struct machine_function *function = &machine.function[i];

		printf("# %s %04x:%04x %06x group %d driver '%s' override '%s': was %s %s\n",
			pci_addr_format(&function->addr, address), function->ids.vendor, function->ids.device,
			function->class, function->group, function->driver, function->override,
			state_name(first.state[i]), first.reason[i] ? reason_name(first.reason[i]) : "");
	}
}

int main(int argc, char **argv)
{
	unsigned long cases = argc > 1 ? strtoul(argv[1], NULL, 10) : 20000;
	unsigned long seed = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
	unsigned long claims = 0;
	unsigned int bad[PROPERTIES] = {0};
	int failed = 0;

	printf("# seeds %lu to %lu\n", seed, seed + cases - 1);
	for (unsigned long i = 0; i < cases; i++) {
		random_seed(seed + i);
		random_machine();
		random_words(&words);
		for (unsigned int p = 0; p < PROPERTIES; p++) {
			plan(&words, &first);
			claims += p == 0 && any_good(&first);
			if (!properties[p].holds() && !bad[p]++)
				print_case(seed + i);
		}
	}
	for (unsigned int p = 0; p < PROPERTIES; p++) {
		failed |= bad[p] != 0;
		printf("%sok %u - %s: %u of %lu cases broke it\n", bad[p] ? "not " : "", p + 1,
			properties[p].name, bad[p], cases);
	}
	printf("1..%d\n# %lu cases, %lu of them claim something\n", PROPERTIES, cases, claims);
	return failed;
}
