/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One IOMMU group after the other: a child looks, then what it saw is judged. */
#include "core/note.h"
#include "host/owner.h"
#include "host/probe/look.h"
#include "host/probe/probe.h"
#include "host/probe/judge.h"
#include "host/traps.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Those of a group that are looked at together, and whose they are. */
struct party {
	const struct probe *probe;
	int group;
	const struct function *blocker;
	unsigned int count;
	struct probe_device **device;
};

/* What is beside it in its group and is a guest's, goes to the same guest. */
static bool may_hit(const void *context, const struct pci_addr *addr)
{
	const struct party *party = context;
	const struct function *hit = inventory_at(party->probe->all, addr);

	return hit && hit->group == party->group && owner_of(party->probe->host, hit) == OWNER_GUEST;
}

static const struct function *find_blocker(const struct probe *probe, int group)
{
	for (unsigned int i = 0; group >= 0 && i < probe->all->count; i++) {
		const struct function *function = &probe->all->function[i];

		if (function->group == group && !owner_lets_guest_start(probe->host, function))
			return function;
	}
	return NULL;
}

static void judge(
	const struct party *party, int signal, const struct traps *traps, struct probe_device *device)
{
	const struct function *blocker = party->blocker;
	char address[PCI_ADDR_TEXT];
	char text[PCI_ADDR_TEXT + DRIVER_NAME + 4];
	struct probe_question question = {.reset = party->probe->reset,
		.limit = PROBE_LIMIT,
		.signal = signal,
		.framebuffer = traps_framebuffer(traps, device->function),
		.may_hit = may_hit,
		.context = party};

	if (blocker) {
		snprintf(text, sizeof(text), "%s (%s)", pci_addr_format(&blocker->addr, address),
			blocker->driver);
		question.blocker = text;
	}
	judge_facts(&question, device->facts, &device->verdict);
}

static void look_at(const struct party *party, const struct traps *traps)
{
	struct look_function *function = host_alloc(party->count, sizeof(*function));
	struct look look = {.root = party->probe->host->root,
		.reset = party->probe->reset,
		.power = party->probe->power,
		.limit = PROBE_LIMIT,
		.count = party->count,
		.function = function,
		.may_hit = may_hit,
		.context = party};
	struct probe_facts *facts = look_memory(party->count);
	int signal;
	int error = facts ? 0 : errno;

	for (unsigned int i = 0; i < party->count; i++) {
		const struct probe_device *device = party->device[i];

		function[i] = (struct look_function){
			device->function->addr, device->nodes, device->function->is_virtual};
	}
	if (!error)
		error = look_in_child(&look, facts, &signal);
	for (unsigned int i = 0; i < party->count; i++) {
		party->device[i]->facts = error ? NULL : &facts[i];
		if (error)
			verdict_add(&party->device[i]->verdict, FOUND_NOT_REACHED,
				"no child can be started to look at it: %s", errno_text(-error));
		else
			judge(party, signal, traps, party->device[i]);
	}
	free(function);
}

static bool is_open_question(const struct probe_device *device)
{
	return !device->facts && !device->verdict.count;
}

void probe_look(struct probe *probe)
{
	struct probe_device **device = host_alloc(probe->count, sizeof(struct probe_device *));
	struct traps traps;

	traps_read(probe->host->root, &traps);
	for (unsigned int i = 0; i < probe->count; i++) {
		struct party party = {probe, probe->device[i].function->group, NULL, 0, device};

		if (!is_open_question(&probe->device[i]))
			continue;
		device[party.count++] = &probe->device[i];
		for (unsigned int j = i + 1; party.group >= 0 && j < probe->count; j++) {
			if (probe->device[j].function->group == party.group &&
				is_open_question(&probe->device[j]))
				device[party.count++] = &probe->device[j];
		}
		party.blocker = find_blocker(probe, party.group);
		look_at(&party, &traps);
	}
	traps_free(&traps);
	free(device);
}

enum probe_result probe_result(const struct probe *probe, const struct function *card)
{
	enum probe_result result = !card && probe->complained ? PROBE_REFUSED : PROBE_WORKS;

	for (unsigned int i = 0; i < probe->count; i++) {
		const struct probe_device *device = &probe->device[i];

		if ((!card || function_same_card(card, device->function)) && device->verdict.result > result)
			result = device->verdict.result;
	}
	return result;
}
