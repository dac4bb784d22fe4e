/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/layout.h"
#include "host/list/machine_list.h"
#include "host/list/places.h"
#include "host/machine.h"
#include "host/owner.h"
#include "host/slots.h"
#include "host/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PREFIX (PCI_DEPTH * 7 + 8) /* bytes: a branch that is drawn has 7 */

enum { COLUMN_FUNCTION, COLUMN_KIND, COLUMN_ID, COLUMN_GROUP, COLUMN_DRIVER, COLUMN_OWNER };

struct tree {
	struct machine_list *list;
	const struct inventory *all;
	struct places places;
	bool *last; /* the last item below its parent */
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

static void find_last(struct tree *tree)
{
	bool *seen = host_alloc(tree->all->count, sizeof(*seen));

	for (unsigned int at = tree->all->count; at-- > 0;) {
		unsigned int i = tree->places.order[at];

		if (tree->places.parent[i] == NOBODY || !places_begins(&tree->places, i))
			continue;
		tree->last[i] = !seen[tree->places.parent[i]];
		seen[tree->places.parent[i]] = true;
	}
	free(seen);
}

static void prepare(struct tree *tree)
{
	places_make(tree->list, &tree->places);
	tree->last = host_alloc(tree->all->count, sizeof(*tree->last));
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

/* A text over all columns, on as many lines as it needs. */
static void add_lines(
	struct tree *tree, const char *prefix, const char *below, enum tone tone, const char *text)
{
	unsigned int columns = tree->list->host->width;
	unsigned int used = layout_width(prefix);
	unsigned int room = used < columns ? columns - used : 1;
	size_t length;

	for (; *text; text += strspn(text, " "), prefix = below) {
		length = layout_fit(text, room);
		layout_whole(&tree->table);
		layout_cell(&tree->table, 0, TONE_PLAIN, "%s", prefix);
		layout_cell(&tree->table, 1, tone, "%.*s", (int)length, text);
		text += length;
	}
}

/* A name and what is special about it; on several lines if they do not fit on one. */
static void add_name(struct tree *tree, const char *prefix, const char *below, enum tone tone, unsigned int i)
{
	struct text marks = {NULL, 0, 0};
	char name[NAME_TEXT];
	char deeper[PREFIX + 8];

	snprintf(deeper, sizeof(deeper), "%s  ", below);
	names_short(tree->list->names, &tree->all->function[i].ids, name);
	describe(tree, i, &marks);
	add_lines(tree, prefix, below, tone, name);
	if (layout_width(prefix) + layout_width(name) + 2 + layout_width(text_string(&marks)) >
		tree->list->host->width)
		add_lines(tree, deeper, deeper, TONE_WARN, text_string(&marks));
	else if (marks.length)
		layout_cell(&tree->table, 2, TONE_WARN, "  %s", marks.string);
	text_free(&marks);
}

/* The parameter that names the card, as gpupt enable writes it. */
static void add_parameter(struct tree *tree, const char *deeper, unsigned int i)
{
	struct pci_slot slot = {
		.path.root = tree->all->function[i].addr, .card = true, .all_functions = true};
	struct text text = {NULL, 0, 0};
	char name[SLOT_TEXT];

	if (slots_name(tree->all, &slot, SLOT_BY_PATH, name) != SLOT_HERE)
		return;
	text_addf(&text, "gpupt.slots=%s", name);
	add_lines(tree, deeper, deeper, TONE_DIM, text_string(&text));
	text_free(&text);
}

/* Which of two that are the same it is, and what it has. */
static void add_sight(struct tree *tree, const char *below, unsigned int i)
{
	struct text text = {NULL, 0, 0};
	struct sight sight;
	char deeper[PREFIX + 8];

	snprintf(deeper, sizeof(deeper), "%s  ", below);
	sight_read(tree->list->host->root, tree->list->slots, &tree->all->function[i], &sight);
	sight_place(&sight, &text);
	add_lines(tree, deeper, deeper, TONE_DIM, text_string(&text));
	text_free(&text);
	sight_monitors(&sight, &text);
	add_lines(tree, deeper, deeper, TONE_PLAIN, text_string(&text));
	text_free(&text);
	if (tree->list->host->verbose)
		add_parameter(tree, deeper, i);
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
		char *list = text.string;

		text = (struct text){NULL, 0, 0};
		text_addf(&text, "group %d also has %s", card->group, list);
		add_lines(tree, below, below, TONE_WARN, text.string);
		free(list);
	}
	text_free(&text);
}

/* Items */

static void add_card(struct tree *tree, const char *prefix, const char *below, unsigned int first)
{
	const struct lines *lines = lines_of(tree);
	char line[PREFIX + 8];
	int last_group = -1;

	add_name(tree, prefix, below, TONE_STRONG, places_face(&tree->places, first));
	add_sight(tree, below, places_face(&tree->places, first));
	for (int i = (int)first, next; i != NOBODY; i = next) {
		next = places_next_beside(&tree->places, (unsigned int)i);
		snprintf(line, sizeof(line), "%s%s", below, next < 0 ? lines->last_branch : lines->branch);
		add_function(tree, line, (unsigned int)i);
	}
	snprintf(line, sizeof(line), "%s   ", below);
	for (int i = (int)first; i != NOBODY; i = places_next_beside(&tree->places, (unsigned int)i)) {
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

	while (*at < tree->all->count && tree->places.parent[tree->places.order[*at]] == parent) {
		unsigned int i = tree->places.order[(*at)++];
		bool last = tree->last[i];

		snprintf(prefix, sizeof(prefix), "%s%s", above, last ? lines->last_branch : lines->branch);
		snprintf(below, sizeof(below), "%s%s", above, last ? lines->last_below : lines->below);
		if (parent == NOBODY)
			prefix[0] = below[0] = '\0';
		if (places_begins(&tree->places, i) && tree->list->listed[i].in_card)
			add_card(tree, prefix, below, i);
		else if (places_begins(&tree->places, i))
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
	tree.table.tight = true;
	prepare(&tree);
	add_heading(&tree.table);
	add_items(&tree, NOBODY, "", &at);
	layout_print(&tree.table);
	if (!machine_has_groups(list->all))
		layout_paragraph(list->host, 0, TONE_WARN, "No IOMMU groups:",
			machine_is_virtual(list->host->root)
				? "nothing can be given to a guest until this virtual machine has an IOMMU "
				  "and the kernel uses it; gpupt check says how."
				: "nothing can be given to a guest until the IOMMU is on, in the firmware and "
				  "on the kernel command line; gpupt check says how.");
	if (list->traps.count)
		layout_paragraph(list->host, 0, TONE_WARN, "Framebuffer:",
			"the firmware's framebuffer in a card's memory stays there when the card is "
			"claimed, unless its class is VGA, and the guest finds a dead card.");
	places_free(&tree.places);
	free(tree.last);
}
