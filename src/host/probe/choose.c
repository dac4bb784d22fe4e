/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which functions are looked at: never one of the host's, and none that is open. */
#include "core/inventory_slot.h"
#include "core/words.h"
#include "host/probe/probe.h"
#include "host/slots.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct chosen {
	struct probe *probe;
	struct vfio_nodes *nodes; /* of every function */
	bool *take;               /* look at it, or say why not */
	struct vfio_holders holders;
};

static bool is_on_vfio(const struct chosen *chosen, unsigned int i)
{
	return *chosen->nodes[i].group || *chosen->nodes[i].device;
}

/* Of a card what VFIO has; all of it is refused if that is nothing. False if only bridges are named. */
static bool take_card(struct chosen *chosen, const bool *named)
{
	const struct inventory *all = chosen->probe->all;
	bool found = false;

	for (unsigned int i = 0; i < all->count; i++) {
		if (!named[i] || !is_on_vfio(chosen, i))
			continue;
		chosen->take[i] = found = true;
	}
	if (found)
		return true;
	for (unsigned int i = 0; i < all->count; i++) {
		if (!named[i] || all->function[i].is_bridge)
			continue;
		chosen->take[i] = found = true;
	}
	return found;
}

static int complain(const char *slot, const char *text, const char *more)
{
	host_error(slot, "%s%s", text, more);
	return EXIT_NO;
}

static const char *nearest(const char *name)
{
	static char text[SLOT_TEXT + 32];

	snprintf(text, sizeof(text), "%s%s", *name ? "; the nearest is " : "", name);
	return text;
}

static int take_slot(struct chosen *chosen, const char *text)
{
	const struct inventory *all = chosen->probe->all;
	bool *named = host_alloc(all->count, sizeof(*named));
	char name[SLOT_TEXT] = "";
	struct pci_slot slot;
	bool ambiguous;
	int status = 0;

	pci_slot_parse(text, strlen(text), &slot);
	switch (slots_name(all, &slot, SLOT_BY_ADDRESS, name)) {
	case SLOT_ABSENT:
		status = complain(text, "it is not on this machine", nearest(name));
		break;
	case SLOT_DIFFERS:
		status = complain(text, "another device is there: ", name);
		break;
	case SLOT_UNREADABLE:
		status = complain(text, "its IDs cannot be read", "");
		break;
	case SLOT_HERE:
		inventory_find_slot(all, &slot, named, &ambiguous);
		if (ambiguous)
			status = complain(text, reason_text(REASON_AMBIGUOUS), "");
		else if (!take_card(chosen, named))
			status = complain(text, "a bridge is never given to a guest", "");
		break;
	}
	free(named);
	return status;
}

static int take_slots(struct chosen *chosen, unsigned int slots, char *const *slot)
{
	struct pci_slot parsed;
	int status = 0;

	for (unsigned int i = 0; i < slots; i++) {
		const char *wrong = pci_slot_parse(slot[i], strlen(slot[i]), &parsed);

		if (wrong) {
			struct text text = {NULL, 0, 0};

			slots_tell_wrong(chosen->probe->all, slot[i], wrong, &text);
			host_error(slot[i], "%s", text_string(&text));
			text_free(&text);
			return EXIT_USAGE;
		}
	}
	for (unsigned int i = 0; i < slots; i++) {
		int one = take_slot(chosen, slot[i]);

		status = status ? status : one;
	}
	return status;
}

static int take_all(struct chosen *chosen)
{
	unsigned int found = 0;

	for (unsigned int i = 0; i < chosen->probe->all->count; i++) {
		chosen->take[i] = is_on_vfio(chosen, i);
		found += chosen->take[i];
	}
	if (!found)
		return complain(
			"probe", "VFIO has no function of this machine; see gpupt status and gpupt list", "");
	return 0;
}

static void judge(struct chosen *chosen, struct probe_device *device)
{
	const struct vfio_holder *holder = vfio_holder_of(&chosen->holders, &device->nodes);
	const char *driver = device->function->driver;
	struct text who = {NULL, 0, 0};

	if (!*device->nodes.group && !*device->nodes.device) {
		verdict_add(&device->verdict, FOUND_HOST,
			*driver ? "driver %s has it: VFIO cannot" : "%sno driver has it", driver);
	} else if (holder) {
		vfio_holder_describe(holder, &who);
		verdict_add(&device->verdict, FOUND_IN_USE, "%s has it open", text_string(&who));
		text_free(&who);
	}
}

static void add_chosen(struct chosen *chosen)
{
	struct probe *probe = chosen->probe;

	probe->device = host_alloc(probe->all->count, sizeof(*probe->device));
	for (unsigned int i = 0; i < probe->all->count; i++) {
		if (!chosen->take[i])
			continue;
		probe->device[probe->count].function = &probe->all->function[i];
		probe->device[probe->count].nodes = chosen->nodes[i];
		judge(chosen, &probe->device[probe->count++]);
	}
}

int probe_choose(struct probe *probe, unsigned int slots, char *const *slot)
{
	unsigned int count = probe->all->count;
	struct chosen chosen = {.probe = probe};
	int status;

	chosen.nodes = host_alloc(count, sizeof(*chosen.nodes));
	chosen.take = host_alloc(count, sizeof(*chosen.take));
	for (unsigned int i = 0; i < count; i++)
		vfio_nodes_read(probe->host, &probe->all->function[i], &chosen.nodes[i]);
	status = slots ? take_slots(&chosen, slots, slot) : take_all(&chosen);
	vfio_holders_read(probe->host, &chosen.holders);
	if (status != EXIT_USAGE)
		add_chosen(&chosen);
	vfio_holders_free(&chosen.holders);
	free(chosen.nodes);
	free(chosen.take);
	return status;
}

void probe_free(struct probe *probe)
{
	for (unsigned int i = 0; i < probe->count; i++)
		verdict_free(&probe->device[i].verdict);
	free(probe->device);
}
