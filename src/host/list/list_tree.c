/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/layout.h"
#include "host/list/machine_list.h"
#include "host/machine.h"
#include "host/owner.h"
#include "host/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOBODY (-1)
#define PREFIX (PCI_DEPTH * 7 + 8) /* bytes: a branch that is drawn has 7 */

enum { COLUMN_FUNCTION, COLUMN_KIND, COLUMN_ID, COLUMN_GROUP, COLUMN_DRIVER, COLUMN_OWNER };

struct tree {
	struct machine_list *list;
	const struct inventory *all;
	unsigned int *order; /* each bridge, then all that is behind it */
	int *parent;         /* the bridge above, or NOBODY */
	bool *last;          /* the last item below its parent */
	struct layout_table table;
};

/* What stands in front of a line, and in front of the lines below it. */
struct lines {
	const char *branch;
	const char *last_branch;
	const char *below;
	const char *last_below;
};

static const struct lines drawn = {"├─ ", "└─ ", "│  ", "   "};
static const struct lines typed = {"|- ", "`- ", "|  ", "   "};

static const struct lines *lines_of(const struct tree *tree)
{
	return tree->list->host->utf8 ? &drawn : &typed;
}

/* Order */

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
static void find_parents(struct tree *tree)
{
	const struct function *function = tree->all->function;
	int above = NOBODY;

	for (unsigned int at = 0; at < tree->all->count; at++) {
		unsigned int i = tree->order[at];

		while (above != NOBODY && !is_above(&function[above], &function[i]))
			above = tree->parent[above];
		tree->parent[i] = above;
		above = (int)i;
	}
	for (unsigned int at = tree->all->count; at-- > 0;) {
		unsigned int i = tree->order[at];

		if (tree->list->listed[i].show && tree->parent[i] != NOBODY)
			tree->list->listed[tree->parent[i]].show = true;
	}
}

/* Whether two functions are drawn together: of a card that is drawn, in one slot. */
static bool is_beside(const struct tree *tree, unsigned int a, unsigned int b)
{
	const struct function *function = tree->all->function;

	return tree->list->listed[a].in_card && tree->list->listed[b].in_card &&
	       function_same_card(&function[a], &function[b]) &&
	       pci_addr_same_slot(&function[a].addr, &function[b].addr);
}

/* The next function of the card in this slot, or NOBODY. Slots stand together. */
static int next_beside(const struct tree *tree, unsigned int i)
{
	const struct function *function = tree->all->function;

	for (unsigned int j = i + 1;
		j < tree->all->count && pci_addr_same_slot(&function[j].addr, &function[i].addr); j++) {
		if (is_beside(tree, i, j))
			return (int)j;
	}
	return NOBODY;
}

/* Whether a function is drawn by itself: of a card its first in the slot is. */
static bool begins_item(const struct tree *tree, unsigned int i)
{
	const struct function *function = tree->all->function;

	if (!tree->list->listed[i].show)
		return false;
	for (unsigned int j = i; j-- > 0 && pci_addr_same_slot(&function[j].addr, &function[i].addr);) {
		if (is_beside(tree, i, j))
			return false;
	}
	return true;
}

static void find_last(struct tree *tree)
{
	bool *seen = host_alloc(tree->all->count, sizeof(*seen));

	for (unsigned int at = tree->all->count; at-- > 0;) {
		unsigned int i = tree->order[at];

		if (tree->parent[i] == NOBODY || !begins_item(tree, i))
			continue;
		tree->last[i] = !seen[tree->parent[i]];
		seen[tree->parent[i]] = true;
	}
	free(seen);
}

static void prepare(struct tree *tree)
{
	unsigned int count = tree->all->count;

	tree->order = host_alloc(count, sizeof(*tree->order));
	tree->parent = host_alloc(count, sizeof(*tree->parent));
	tree->last = host_alloc(count, sizeof(*tree->last));
	for (unsigned int i = 0; i < count; i++)
		tree->order[i] = i;
	sorted = tree->all;
	qsort(tree->order, count, sizeof(*tree->order), compare_order);
	find_parents(tree);
	find_last(tree);
}

/* Rows */

static void add_function(struct tree *tree, const char *prefix, unsigned int i)
{
	const struct function *function = &tree->all->function[i];
	enum owner owner = owner_of(tree->list->host, function);
	static const enum tone tones[] = {TONE_DIM, TONE_GOOD, TONE_GUEST};
	struct layout_table *table = &tree->table;
	char addr[PCI_ADDR_TEXT];

	layout_row(table);
	layout_cell(
		table, COLUMN_FUNCTION, TONE_PLAIN, "%s%s", prefix, pci_addr_format(&function->addr, addr));
	if (function->error) {
		layout_cell(table, COLUMN_KIND, TONE_BAD, "unreadable");
		return;
	}
	layout_cell(table, COLUMN_KIND, TONE_PLAIN, "%s", names_kind(function->class));
	layout_cell(table, COLUMN_ID, TONE_PLAIN, "%04x:%04x", function->ids.vendor, function->ids.device);
	if (function->group < 0)
		layout_cell(table, COLUMN_GROUP, TONE_DIM, "-");
	else
		layout_cell(table, COLUMN_GROUP, TONE_PLAIN, "%d", function->group);
	layout_cell(table, COLUMN_DRIVER, TONE_PLAIN, "%s", function->driver[0] ? function->driver : "-");
	if (!function->is_bridge)
		layout_cell(table, COLUMN_OWNER, tones[owner], "%s", owner_name(owner));
}

/* "boot display", "twin of 0000:02:00.0" and the like. */
static void describe(const struct tree *tree, unsigned int i, struct text *text)
{
	const struct function *function = &tree->all->function[i];
	const struct function *first = &tree->all->function[function->card];
	unsigned int twins = list_twins(tree->list, i);
	const char *trap = traps_framebuffer(&tree->list->traps, function);
	char addr[PCI_ADDR_TEXT];
	unsigned int at = 0;

	if (function->boot_vga)
		text_add(text, "boot display");
	if (!pci_addr_same_slot(&first->addr, &function->addr))
		text_item(text, ", ", "of the card at %s", pci_addr_format(&first->addr, addr));
	if (twins)
		text_item(text, ", ", "twin of %s",
			pci_addr_format(&tree->all->function[list_next_twin(tree->list, i, &at)].addr, addr));
	if (twins > 1)
		text_addf(text, " and %u more", twins - 1);
	if (function->is_virtual)
		text_item(text, ", ", "virtual");
	if (function->removable)
		text_item(text, ", ", "removable");
	if (trap)
		text_item(text, ", ", "%s is in its memory", trap);
}

/* A name and what is special about it; on two lines if they do not fit on one. */
static void add_name(struct tree *tree, const char *prefix, const char *below, enum tone tone, unsigned int i)
{
	struct layout_table *table = &tree->table;
	struct text marks = {NULL, 0, 0};
	char name[NAME_TEXT];

	names_short(tree->list->names, &tree->all->function[i].ids, name);
	describe(tree, i, &marks);
	layout_whole(table);
	layout_cell(table, 0, TONE_PLAIN, "%s", prefix);
	layout_cell(table, 1, tone, "%s", name);
	if (marks.length) {
		if (layout_width(prefix) + layout_width(name) + 2 + layout_width(marks.string) >
			LAYOUT_WIDTH) {
			layout_whole(table);
			layout_cell(table, 0, TONE_PLAIN, "%s", below);
		}
		layout_cell(table, 2, TONE_WARN, "  %s", marks.string);
	}
	text_free(&marks);
}

/*
 * What else is in the group of a card's function: it goes with it, or nothing does. A bridge is in the
 * way only with a driver of its own.
 */
static void add_group_mates(struct tree *tree, const char *below, const struct function *card)
{
	const struct keys *keys = &tree->list->by_group;
	struct text text = {NULL, 0, 0};
	char addr[PCI_ADDR_TEXT];
	unsigned int mates = 0;

	for (unsigned int at = keys_first(keys, (uint64_t)card->group);
		at < keys->count && keys->keyed[at].key == (uint64_t)card->group; at++) {
		const struct function *mate = &tree->all->function[keys->keyed[at].index];

		if (function_same_card(mate, card) || function_is_quiet_bridge(mate))
			continue;
		if (++mates > 2)
			continue;
		text_item(&text, ", ", "%s", pci_addr_format(&mate->addr, addr));
		if (mate->is_bridge)
			text_addf(&text, " (a bridge with driver %s)", mate->driver);
	}
	if (mates > 2)
		text_addf(&text, " and %u more", mates - 2);
	if (mates) {
		layout_whole(&tree->table);
		layout_cell(&tree->table, 0, TONE_PLAIN, "%s", below);
		layout_cell(&tree->table, 1, TONE_WARN, "group %d also has %s", card->group, text.string);
	}
	text_free(&text);
}

/* Items */

/* The function that the card is named by: a GPU, if it has one in this slot. */
static unsigned int face_of_card(const struct tree *tree, unsigned int first)
{
	for (int i = (int)first; i != NOBODY; i = next_beside(tree, (unsigned int)i)) {
		if (pci_is_gpu(tree->all->function[i].class))
			return (unsigned int)i;
	}
	return first;
}

static void add_card(struct tree *tree, const char *prefix, const char *below, unsigned int first)
{
	const struct lines *lines = lines_of(tree);
	char line[PREFIX + 8];
	int last_group = -1;

	add_name(tree, prefix, below, TONE_STRONG, face_of_card(tree, first));
	for (int i = (int)first, next; i != NOBODY; i = next) {
		next = next_beside(tree, (unsigned int)i);
		snprintf(line, sizeof(line), "%s%s", below, next < 0 ? lines->last_branch : lines->branch);
		add_function(tree, line, (unsigned int)i);
	}
	snprintf(line, sizeof(line), "%s   ", below);
	for (int i = (int)first; i != NOBODY; i = next_beside(tree, (unsigned int)i)) {
		const struct function *function = &tree->all->function[i];

		if (function->group >= 0 && function->group != last_group)
			add_group_mates(tree, line, function);
		last_group = function->group;
	}
}

/* A bridge, or with --all another function. */
static void add_other(struct tree *tree, const char *prefix, const char *below, unsigned int i)
{
	const struct function *function = &tree->all->function[i];
	char line[PREFIX + 8];

	add_function(tree, prefix, i);
	if (function->is_bridge || function->error)
		return;
	snprintf(line, sizeof(line), "%s  ", below);
	add_name(tree, line, line, TONE_DIM, i);
}

/* From *at on, all that is below this parent. */
static void add_items(struct tree *tree, int parent, const char *above, unsigned int *at)
{
	const struct lines *lines = lines_of(tree);
	char prefix[PREFIX];
	char below[PREFIX];

	while (*at < tree->all->count && tree->parent[tree->order[*at]] == parent) {
		unsigned int i = tree->order[(*at)++];
		bool last = tree->last[i];

		snprintf(prefix, sizeof(prefix), "%s%s", above, last ? lines->last_branch : lines->branch);
		snprintf(below, sizeof(below), "%s%s", above, last ? lines->last_below : lines->below);
		if (parent == NOBODY)
			prefix[0] = below[0] = '\0';
		if (begins_item(tree, i) && tree->list->listed[i].in_card)
			add_card(tree, prefix, below, i);
		else if (begins_item(tree, i))
			add_other(tree, prefix, below, i);
		add_items(tree, (int)i, below, at);
	}
}

static void add_heading(struct layout_table *table)
{
	static const char *const headings[] = {"FUNCTION", "KIND", "ID", "GROUP", "DRIVER", "OWNER"};

	layout_row(table);
	for (unsigned int i = 0; i < sizeof(headings) / sizeof(headings[0]); i++)
		layout_cell(table, i, TONE_DIM, "%s", headings[i]);
}

void list_print_tree(struct machine_list *list)
{
	struct tree tree = {.list = list, .all = list->all};
	unsigned int at = 0;

	tree.table.host = list->host;
	tree.table.right = 1u << COLUMN_GROUP;
	prepare(&tree);
	add_heading(&tree.table);
	add_items(&tree, NOBODY, "", &at);
	layout_print(&tree.table);
	if (!machine_has_groups(list->all))
		layout_paragraph(list->host, 0, TONE_WARN, "No IOMMU groups:",
			"nothing can be given to a guest until the IOMMU is on, in the firmware and on "
			"the kernel command line; gpupt check says how.");
	if (list->traps.count)
		layout_paragraph(list->host, 0, TONE_WARN, "Framebuffer:",
			"the firmware's framebuffer in a card's memory stays there when the card is "
			"claimed, unless its class is VGA, and the guest finds a dead card.");
	free(tree.order);
	free(tree.parent);
	free(tree.last);
}
