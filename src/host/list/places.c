/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/list/places.h"
#include "host/text.h"

#include <stdlib.h>
#include <string.h>

static const struct pci_addr *root_of(const struct function *function)
{
	return function->has_path ? &function->path.root : &function->addr;
}

static unsigned int hops_of(const struct function *function)
{
	return function->has_path ? function->path.hops : 0;
}

/* By the way from the root bus: what is above comes first. */
static int compare_paths(const struct function *a, const struct function *b)
{
	unsigned int common = hops_of(a) < hops_of(b) ? hops_of(a) : hops_of(b);
	int order = pci_addr_compare(root_of(a), root_of(b));

	if (!order && common)
		order = memcmp(a->path.devfn, b->path.devfn, common);
	if (!order && hops_of(a) != hops_of(b))
		return hops_of(a) < hops_of(b) ? -1 : 1;
	return order ? order : pci_addr_compare(&a->addr, &b->addr);
}

static bool is_above(const struct function *bridge, const struct function *function)
{
	const struct pci_path *path = &function->path;

	return bridge->has_path && function->has_path && bridge->path.hops < path->hops &&
	       !pci_addr_compare(&bridge->path.root, &path->root) &&
	       !memcmp(bridge->path.devfn, path->devfn, bridge->path.hops);
}

static const struct inventory *sorted; /* qsort has no context for it */

static int compare_order(const void *a, const void *b)
{
	return compare_paths(
		&sorted->function[*(const unsigned int *)a], &sorted->function[*(const unsigned int *)b]);
}

/* Of what is shown all bridges above are shown as well. */
static void find_parents(struct places *places)
{
	const struct function *function = places->list->all->function;
	int above = NOBODY;

	for (unsigned int at = 0; at < places->list->all->count; at++) {
		unsigned int i = places->order[at];

		while (above != NOBODY && !is_above(&function[above], &function[i]))
			above = places->parent[above];
		places->parent[i] = above;
		above = (int)i;
	}
	for (unsigned int at = places->list->all->count; at-- > 0;) {
		unsigned int i = places->order[at];

		if (places->list->listed[i].show && places->parent[i] != NOBODY)
			places->list->listed[places->parent[i]].show = true;
	}
}

/* Whether two functions are drawn together: of a card that is drawn, in one slot. */
static bool is_beside(const struct places *places, unsigned int a, unsigned int b)
{
	const struct function *function = places->list->all->function;

	return places->list->listed[a].in_card && places->list->listed[b].in_card &&
	       function_same_card(&function[a], &function[b]) &&
	       pci_addr_same_slot(&function[a].addr, &function[b].addr);
}

/* The next function of the card in this slot, or NOBODY. Slots stand together. */
int places_next_beside(const struct places *places, unsigned int i)
{
	const struct function *function = places->list->all->function;

	for (unsigned int j = i + 1;
		j < places->list->all->count && pci_addr_same_slot(&function[j].addr, &function[i].addr);
		j++) {
		if (is_beside(places, i, j))
			return (int)j;
	}
	return NOBODY;
}

/* Whether a function is drawn by itself: of a card its first in the slot is. */
bool places_begins(const struct places *places, unsigned int i)
{
	const struct function *function = places->list->all->function;

	if (!places->list->listed[i].show)
		return false;
	for (unsigned int j = i; j-- > 0 && pci_addr_same_slot(&function[j].addr, &function[i].addr);) {
		if (is_beside(places, i, j))
			return false;
	}
	return true;
}

/* The function that the card is named by: a GPU, if it has one in this slot. */
unsigned int places_face(const struct places *places, unsigned int first)
{
	for (int i = (int)first; i != NOBODY; i = places_next_beside(places, (unsigned int)i)) {
		if (pci_is_gpu(places->list->all->function[i].class))
			return (unsigned int)i;
	}
	return first;
}

void places_make(struct machine_list *list, struct places *places)
{
	unsigned int count = list->all->count;

	places->list = list;
	places->order = host_alloc(count, sizeof(*places->order));
	places->parent = host_alloc(count, sizeof(*places->parent));
	for (unsigned int i = 0; i < count; i++)
		places->order[i] = i;
	sorted = list->all;
	qsort(places->order, count, sizeof(*places->order), compare_order);
	find_parents(places);
}

void places_free(struct places *places)
{
	free(places->order);
	free(places->parent);
}
