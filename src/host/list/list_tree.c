/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/list/list_tree.h"
#include "host/layout.h"
#include "host/owner.h"
#include "host/slots.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOBODY (-1)
#define PREFIX (PCI_DEPTH * 7 + 8) /* bytes: a branch that is drawn has 7 */

enum { COLUMN_FUNCTION, COLUMN_KIND, COLUMN_ID, COLUMN_GROUP, COLUMN_DRIVER, COLUMN_OWNER };

struct tree {
	const struct host *host;
	struct names *names;
	const struct inventory *all;
	bool show[INVENTORY_FUNCTIONS];
	bool in_card[INVENTORY_FUNCTIONS]; /* a function of a slot that holds a GPU, no bridge */
	int parent[INVENTORY_FUNCTIONS];   /* the bridge above, or NOBODY */
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

static bool is_bridge(const struct function *function)
{
	return function->class >> 16 == 0x06;
}

bool list_is_twin(const struct function *a, const struct function *b)
{
	return a != b && !a->error && !b->error && !is_bridge(a) && !memcmp(&a->ids, &b->ids, sizeof(a->ids));
}

static bool is_above(const struct function *bridge, const struct function *function)
{
	const struct pci_path *path = &function->path;

	return bridge->has_path && function->has_path && bridge->path.hops + 1 == path->hops &&
	       !pci_addr_compare(&bridge->path.root, &path->root) &&
	       !memcmp(bridge->path.devfn, path->devfn, bridge->path.hops);
}

static int find_parent(const struct inventory *all, unsigned int i)
{
	for (unsigned int j = 0; j < all->count; j++) {
		if (is_above(&all->function[j], &all->function[i]))
			return (int)j;
	}
	return NOBODY;
}

static bool is_in_card(const struct inventory *all, unsigned int i)
{
	for (unsigned int j = 0; j < all->count && !is_bridge(&all->function[i]); j++) {
		if (slots_is_gpu(&all->function[j]) &&
			pci_addr_same_slot(&all->function[i].addr, &all->function[j].addr))
			return true;
	}
	return false;
}

static void prepare(struct tree *tree, const bool *show)
{
	const struct inventory *all = tree->all;

	for (unsigned int i = 0; i < all->count; i++) {
		tree->parent[i] = find_parent(all, i);
		tree->in_card[i] = is_in_card(all, i);
		tree->show[i] = tree->show[i] || show[i];
		/* Bridges have lower addresses than what is behind them, or not: mark all the way up. */
		for (int up = tree->parent[i]; show[i] && up != NOBODY; up = tree->parent[up])
			tree->show[up] = true;
	}
}

/* Rows */

static void add_function(struct tree *tree, const char *prefix, unsigned int i)
{
	const struct function *function = &tree->all->function[i];
	enum owner owner = owner_of(tree->host, function);
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
	if (!is_bridge(function))
		layout_cell(table, COLUMN_OWNER, tones[owner], "%s", owner_name(owner));
}

/* "boot display", "twin of 0000:02:00.0" and the like. */
static void describe(const struct tree *tree, const struct function *gpu, char *buf, size_t size)
{
	const struct inventory *all = tree->all;
	const struct function *twin = NULL;
	char addr[PCI_ADDR_TEXT];
	unsigned int twins = 0;
	size_t used = 0;

	buf[0] = '\0';
	if (gpu->boot_vga)
		used = (size_t)snprintf(buf, size, "boot display");
	for (unsigned int i = 0; i < all->count; i++) {
		if (!list_is_twin(gpu, &all->function[i]))
			continue;
		twin = twin ? twin : &all->function[i];
		twins++;
	}
	if (!twin)
		return;
	used += (size_t)snprintf(buf + used, size - used, "%stwin of %s", used ? ", " : "",
		pci_addr_format(&twin->addr, addr));
	if (twins > 1)
		snprintf(buf + used, size - used, " and %u more", twins - 1);
}

/* The name of a card and what is special about it; on two lines if they do not fit on one. */
static void add_card_name(
	struct tree *tree, const char *prefix, const char *below, const struct function *gpu)
{
	struct layout_table *table = &tree->table;
	char name[NAME_TEXT];
	char marks[96];

	names_short(tree->names, &gpu->ids, name);
	describe(tree, gpu, marks, sizeof(marks));
	layout_whole(table);
	layout_cell(table, 0, TONE_PLAIN, "%s", prefix);
	layout_cell(table, 1, TONE_STRONG, "%s", name);
	if (!marks[0])
		return;
	if (layout_width(prefix) + layout_width(name) + 2 + layout_width(marks) > LAYOUT_WIDTH) {
		layout_whole(table);
		layout_cell(table, 0, TONE_PLAIN, "%s", below);
	}
	layout_cell(table, 2, TONE_WARN, "  %s", marks);
}

/* The functions outside of the card that share a group with it: they go with it, or nothing does. */
static void add_group_mates(struct tree *tree, const char *below, unsigned int first, int group)
{
	const struct inventory *all = tree->all;
	const struct function *card = &all->function[first];
	char list[LAYOUT_CELL] = "";
	char addr[PCI_ADDR_TEXT];
	unsigned int mates = 0;
	size_t used = 0;

	for (unsigned int i = 0; i < all->count; i++) {
		const struct function *mate = &all->function[i];

		if (mate->group != group || is_bridge(mate) || pci_addr_same_slot(&mate->addr, &card->addr))
			continue;
		if (++mates <= 2)
			used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", used ? ", " : "",
				pci_addr_format(&mate->addr, addr));
	}
	if (!mates)
		return;
	if (mates > 2)
		snprintf(list + used, sizeof(list) - used, " and %u more", mates - 2);
	layout_whole(&tree->table);
	layout_cell(&tree->table, 0, TONE_PLAIN, "%s", below);
	layout_cell(&tree->table, 1, TONE_WARN, "group %d also has %s", group, list);
}

/* Items */

/* Whether a function begins an item below this parent: of a card its first function does. */
static bool begins_item(const struct tree *tree, unsigned int i, int parent)
{
	if (!tree->show[i] || tree->parent[i] != parent)
		return false;
	for (unsigned int j = i; tree->in_card[i] && j-- > 0;) {
		if (!pci_addr_same_slot(&tree->all->function[j].addr, &tree->all->function[i].addr))
			break;
		if (tree->in_card[j])
			return false;
	}
	return true;
}

static bool belongs_to_card(const struct tree *tree, unsigned int first, unsigned int i)
{
	return i < tree->all->count && tree->in_card[i] && tree->show[i] &&
	       pci_addr_same_slot(&tree->all->function[first].addr, &tree->all->function[i].addr);
}

static const struct lines *lines_of(const struct tree *tree)
{
	return tree->host->utf8 ? &drawn : &typed;
}

static const struct function *gpu_of_card(const struct tree *tree, unsigned int first)
{
	for (unsigned int i = first; belongs_to_card(tree, first, i); i++) {
		if (slots_is_gpu(&tree->all->function[i]))
			return &tree->all->function[i];
	}
	return &tree->all->function[first];
}

static void add_card(struct tree *tree, const char *prefix, const char *below, unsigned int first)
{
	const struct lines *lines = lines_of(tree);
	char line[PREFIX + 8];
	int last_group = -1;

	add_card_name(tree, prefix, below, gpu_of_card(tree, first));
	for (unsigned int i = first; belongs_to_card(tree, first, i); i++) {
		bool last = !belongs_to_card(tree, first, i + 1);

		snprintf(line, sizeof(line), "%s%s", below, last ? lines->last_branch : lines->branch);
		add_function(tree, line, i);
	}
	snprintf(line, sizeof(line), "%s   ", below);
	for (unsigned int i = first; belongs_to_card(tree, first, i); i++) {
		int group = tree->all->function[i].group;

		if (group >= 0 && group != last_group)
			add_group_mates(tree, line, first, group);
		last_group = group;
	}
}

/* A bridge, or with --all another function. */
static void add_other(struct tree *tree, const char *prefix, const char *below, unsigned int i)
{
	const struct function *function = &tree->all->function[i];
	char name[NAME_TEXT];

	add_function(tree, prefix, i);
	if (is_bridge(function) || function->error)
		return;
	layout_whole(&tree->table);
	layout_cell(&tree->table, 0, TONE_PLAIN, "%s", below);
	layout_cell(&tree->table, 1, TONE_DIM, "  %s", names_short(tree->names, &function->ids, name));
}

static void add_items(struct tree *tree, int parent, const char *above)
{
	const struct lines *lines = lines_of(tree);
	unsigned int left = 0;
	char prefix[PREFIX];
	char below[PREFIX];

	for (unsigned int i = 0; i < tree->all->count; i++)
		left += begins_item(tree, i, parent);
	for (unsigned int i = 0; i < tree->all->count; i++) {
		if (!begins_item(tree, i, parent))
			continue;
		left--;
		snprintf(prefix, sizeof(prefix), "%s%s", above, left ? lines->branch : lines->last_branch);
		snprintf(below, sizeof(below), "%s%s", above, left ? lines->below : lines->last_below);
		if (parent == NOBODY)
			prefix[0] = below[0] = '\0';
		if (tree->in_card[i])
			add_card(tree, prefix, below, i);
		else
			add_other(tree, prefix, below, i);
		add_items(tree, (int)i, below);
	}
}

static void add_heading(struct layout_table *table)
{
	static const char *const headings[] = {"FUNCTION", "KIND", "ID", "GROUP", "DRIVER", "OWNER"};

	layout_row(table);
	for (unsigned int i = 0; i < sizeof(headings) / sizeof(headings[0]); i++)
		layout_cell(table, i, TONE_DIM, "%s", headings[i]);
}

static bool has_groups(const struct inventory *all)
{
	for (unsigned int i = 0; i < all->count; i++) {
		if (all->function[i].group >= 0)
			return true;
	}
	return false;
}

void list_print_tree(
	const struct host *host, struct names *names, const struct inventory *all, const bool *show)
{
	struct tree *tree = calloc(1, sizeof(*tree));

	if (!tree) {
		host_error("list", "out of memory");
		return;
	}
	tree->host = host;
	tree->names = names;
	tree->all = all;
	tree->table.host = host;
	tree->table.right = 1u << COLUMN_GROUP;
	prepare(tree, show);
	add_heading(&tree->table);
	add_items(tree, NOBODY, "");
	layout_print(&tree->table);
	if (!has_groups(all))
		layout_paragraph(host, 0, TONE_WARN, "No IOMMU groups:",
			"nothing can be given to a guest until the IOMMU is on, in the firmware and on "
			"the kernel command line; gpupt check says how.");
	free(tree);
}
