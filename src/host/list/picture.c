/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/list/picture.h"

#include <stdlib.h>
#include <string.h>

#define MATES_MAX 4 /* of one group that are drawn */

const struct function *picture_function(const struct picture *picture, unsigned int i)
{
	return &picture->list->all->function[i];
}

const char *picture_address(const struct picture *picture, unsigned int i, char text[PCI_ADDR_TEXT])
{
	pci_addr_format(&picture_function(picture, i)->addr, text);
	return strncmp(text, "0000:", 5) ? text : text + 5;
}

enum owner picture_owner(const struct picture *picture, unsigned int i)
{
	return owner_of(picture->list->host, picture_function(picture, i));
}

const struct part *picture_part(const struct picture *picture, unsigned int i)
{
	return picture->part_of[i] == NOBODY ? NULL : &picture->part[picture->part_of[i]];
}

bool picture_is_planned(const struct picture *picture, unsigned int i)
{
	const struct function *function = picture_function(picture, i);
	const struct inventory *inventory = &picture->next->decision.inventory;
	const struct function *planned = inventory_at(inventory, &function->addr);

	return planned && picture_owner(picture, i) != OWNER_GUEST &&
	       claim_is_good(&picture->next->decision.plan.claim[planned - inventory->function]);
}

static bool has_group(const struct picture *picture, const struct part *part, int group)
{
	for (int i = (int)part->first; i != NOBODY;
		i = places_next_beside(&picture->places, (unsigned int)i)) {
		if (picture_function(picture, (unsigned int)i)->group == group)
			return true;
	}
	return false;
}

bool picture_group_is_shared(const struct picture *picture, int group, const struct part *part)
{
	const struct keys *keys = &picture->list->by_group;

	if (group < 0)
		return false;
	for (unsigned int at = keys_first(keys, (uint64_t)group);
		at < keys->count && keys->keyed[at].key == (uint64_t)group; at++) {
		const struct part *other = picture_part(picture, keys->keyed[at].index);

		if (other && other != part)
			return true;
	}
	return false;
}

bool picture_goes_with(const struct picture *picture, const struct part *a, const struct part *b)
{
	for (int i = (int)a->first; i != NOBODY; i = places_next_beside(&picture->places, (unsigned int)i)) {
		int group = picture_function(picture, (unsigned int)i)->group;

		if (group >= 0 && has_group(picture, b, group))
			return true;
	}
	return false;
}

/* Ports and switches take turns behind a root port; a bridge to a bus of the old kind has none behind it. */
const char *picture_bridge_kind(const struct part *part, unsigned int depth)
{
	if (!depth)
		return "root port";
	return depth % 2 == 0 ? "port" : depth + 1 < part->depth ? "switch" : "bridge";
}

void picture_marks(const struct picture *picture, const struct part *part, struct text *text)
{
	unsigned int twins = part->is_card ? list_twins(picture->list, part->face) : 0;
	const struct function *first = picture_function(picture, picture_function(picture, part->face)->card);
	char addr[PCI_ADDR_TEXT];

	if (twins)
		text_item(text, ", ", "twin %u of %u", list_twins_before(picture->list, part->face) + 1,
			twins + 1);
	if (part->is_card && !pci_addr_same_slot(&first->addr, &picture_function(picture, part->face)->addr))
		text_item(text, ", ", "of the card at %s",
			picture_address(picture, picture_function(picture, part->face)->card, addr));
	if (picture_function(picture, part->face)->boot_vga)
		text_item(text, ", ", "boot display");
	if (picture_function(picture, part->face)->removable)
		text_item(text, ", ", "removable");
}

/* What else is in the groups of cards, but bridges that are in nobody's way. */
static void show_mates(struct machine_list *list)
{
	const struct function *function = list->all->function;
	const struct keys *keys = &list->by_group;

	for (unsigned int i = 0; i < list->all->count; i++) {
		uint64_t group = (uint64_t)function[i].group;
		unsigned int mates = 0;

		if (!list->listed[i].in_card || function[i].group < 0)
			continue;
		for (unsigned int at = keys_first(keys, group);
			at < keys->count && keys->keyed[at].key == group && mates < MATES_MAX; at++) {
			unsigned int mate = keys->keyed[at].index;

			if (list->listed[mate].in_card || function[mate].is_bridge)
				continue;
			list->listed[mate].show = true;
			mates++;
		}
	}
}

static void add_part(struct picture *picture, unsigned int i)
{
	struct part *part = &picture->part[picture->parts++];
	unsigned int up[PCI_DEPTH] = {0};

	part->first = i;
	part->is_card = picture->list->listed[i].in_card;
	part->face = part->is_card ? places_face(&picture->places, i) : i;
	for (int above = picture->places.parent[i]; above != NOBODY && part->depth < PCI_DEPTH;
		above = picture->places.parent[above])
		up[part->depth++] = (unsigned int)above;
	for (unsigned int d = 0; d < part->depth; d++)
		part->bridge[d] = up[part->depth - 1 - d];
	sight_read(picture->list->host->root, picture->list->slots, picture_function(picture, part->face),
		&part->sight);
}

/* Those of a memory node together, each in the order that it has already. */
static void sort_by_node(struct picture *picture)
{
	struct keys nodes = keys_new(picture->parts);
	struct part *part = host_alloc(picture->parts, sizeof(*part));

	for (unsigned int p = 0; p < picture->parts; p++) {
		int node = picture->part[p].sight.numa_node; /* -1 where there is none */

		keys_add(&nodes, node < 0 ? 0 : (uint64_t)node + 1, p);
	}
	keys_sort(&nodes);
	for (unsigned int p = 0; p < picture->parts; p++)
		part[p] = picture->part[nodes.keyed[p].index];
	keys_free(&nodes);
	free(picture->part);
	picture->part = part;
}

static void find_parts(struct picture *picture)
{
	picture->part_of = host_alloc(picture->list->all->count, sizeof(*picture->part_of));
	for (unsigned int i = 0; i < picture->list->all->count; i++)
		picture->part_of[i] = NOBODY;
	for (unsigned int p = 0; p < picture->parts; p++) {
		for (int i = (int)picture->part[p].first; i != NOBODY;
			i = places_next_beside(&picture->places, (unsigned int)i))
			picture->part_of[i] = (int)p;
	}
}

void picture_make(const struct host *host, struct machine_list *list, struct picture *picture)
{
	bool known;
	unsigned int count = list->all->count;

	memset(picture, 0, sizeof(*picture));
	picture->list = list;
	picture->next = plan_input_of_next_boot(host, &known);
	if (!picture->next)
		picture->next = host_alloc(1, sizeof(*picture->next));
	show_mates(list);
	places_make(list, &picture->places);
	for (unsigned int at = 0; at < count; at++) {
		unsigned int i = picture->places.order[at];

		picture->parts += !list->all->function[i].is_bridge && places_begins(&picture->places, i);
	}
	picture->part = host_alloc(picture->parts, sizeof(*picture->part));
	picture->parts = 0;
	for (unsigned int at = 0; at < count; at++) {
		unsigned int i = picture->places.order[at];

		if (!list->all->function[i].is_bridge && places_begins(&picture->places, i))
			add_part(picture, i);
	}
	sort_by_node(picture);
	find_parts(picture);
}

void picture_free(struct picture *picture)
{
	places_free(&picture->places);
	free(picture->part_of);
	free(picture->part);
	free(picture->next);
}
