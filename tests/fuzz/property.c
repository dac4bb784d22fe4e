/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * property [CASES [SEED [SHOW]]]: what must hold of every plan, and of plans with a mistake, tried on
 * random machines and command lines. Prints the seed, and for what does not hold the case, up to SHOW
 * of each. TAP, one line a property.
 */
#include "property.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct words words;
char cmdline[CMDLINE];
size_t cmdline_length;
struct planned planned;
struct outcome first;
static struct property *property;
static unsigned long seed;
static unsigned long show = 1;

static void add_claim(struct outcome *outcome, const struct claim *claim, const struct pci_addr *addr)
{
	const struct machine_function *function = machine_at(addr);
	unsigned int i = (unsigned int)(function - machine.function);

	if (!function) {
		outcome->absent |= claim->state != STATE_NONE;
		return;
	}
	outcome->reason[i] = claim->reason;
	outcome->why[i] = claim->why;
	if (claim_is_good(claim))
		outcome->claimed |= only(i);
	else if (claim->state == STATE_REFUSED)
		outcome->refused |= only(i);
	else if (claim->state == STATE_KEPT)
		outcome->kept |= only(i);
	else if (claim->state == STATE_RELEASE)
		outcome->released |= only(i);
}

void outcome_of_text(const char *text, size_t length, struct outcome *outcome)
{
	machine_plan(text, length, &planned);
	memset(outcome, 0, sizeof(*outcome));
	for (unsigned int i = 0; i < planned.inventory->count; i++)
		add_claim(outcome, &planned.plan->claim[i], &planned.inventory->function[i].addr);
	if (planned.request->mode != MODE_ON)
		outcome->claimed = 0;
	outcome->sound = !outcome->refused && !notes_have_error(planned.notes) && planned.request->asked;
}

void outcome_of(const struct words *asked, struct outcome *outcome)
{
	cmdline_length = words_print(asked, cmdline, sizeof(cmdline));
	outcome_of_text(cmdline, cmdline_length, outcome);
}

void it_counts(void)
{
	property->tried++;
}

static void print_function(unsigned int i)
{
	const struct machine_function *function = &machine.function[i];
	char address[PCI_ADDR_TEXT];

	printf("#   %2u %s below %2d %04x:%04x:%04x:%04x %06x header %d group %d", i,
		pci_addr_format(&function->addr, address), function->parent, function->ids.vendor,
		function->ids.device, function->ids.subvendor, function->ids.subdevice, function->class,
		function->header, function->group);
	if (function->driver[0] || function->override[0])
		printf(" driver '%s' override '%s'", function->driver, function->override);
	printf("%s%s%s%s%s", function->physfn >= 0 ? " virtual" : "", function->missing ? " missing" : "",
		has(first.claimed, i) ? " CLAIMED" : "", has(first.kept, i) ? " kept" : "",
		has(first.released, i) ? " released" : "");
	if (has(first.refused, i))
		printf(" refused: %s", reason_name((enum reason)first.reason[i]));
	putchar('\n');
}

void complain(const char *format, ...)
{
	va_list list;

	if (property->broken >= show)
		return;
	printf("# %s: ", property->name);
	va_start(list, format);
	vprintf(format, list);
	va_end(list);
	putchar('\n');
}

/* The case without the mistake. */
static void print_case(void)
{
	outcome_of(&words, &first);
	printf("# %s, seed %lu:%s%s\n", property->name, seed, cmdline, first.sound ? "" : " (not sound)");
	for (unsigned int i = 0; i < machine.count; i++)
		print_function(i);
}

static void try(struct property *list)
{
	for (property = list; property->name; property++) {
		outcome_of(&words, &first);
		if (!property->holds() && property->broken++ < show)
			print_case();
	}
}

static unsigned int count(const struct property *list)
{
	unsigned int i = 0;

	while (list[i].name)
		i++;
	return i;
}

static bool report(const struct property *list, unsigned int number)
{
	bool good = true;

	for (; list->name; list++) {
		bool holds = !list->broken && list->tried;

		printf("%sok %u - %s: %lu of %lu cases broke it\n", holds ? "" : "not ", number++, list->name,
			list->broken, list->tried);
		good &= holds;
	}

	return good;
}

int main(int argc, char **argv)
{
	unsigned long cases = argc > 1 ? strtoul(argv[1], NULL, 10) : 20000;
	unsigned long start = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
	unsigned long claims = 0;
	unsigned long all_done = 0;
	bool good;

	show = argc > 3 ? strtoul(argv[3], NULL, 10) : 1;
	printf("# seeds %lu to %lu\n", start, start + cases - 1);
	for (seed = start; seed < start + cases; seed++) {
		random_seed(seed);
		random_machine();
		random_words(&words);
		if (random_percent(20))
			random_take_by_ids(&words);
		oracle_look();
		outcome_of(&words, &first);
		claims += first.claimed != 0;
		all_done += first.claimed && first.sound;
		try(promises);
		try(mistakes);
	}
	good = report(promises, 1);
	good = report(mistakes, 1 + count(promises)) && good;
	printf("1..%u\n# %lu cases, %lu of them claim something, %lu all that they ask for\n",
		count(promises) + count(mistakes), cases, claims, all_done);
	return !good;
}
