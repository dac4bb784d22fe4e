/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The picture for Graphviz, which places everything itself: clusters are memory nodes and IOMMU groups. */
#include "host/layout.h"
#include "host/list/picture.h"

#include <stdlib.h>
#include <string.h>

/* In a double-quoted string; a control character, or what is none, becomes "?". */
static void add_quoted(struct text *out, const char *bytes)
{
	while (*bytes) {
		size_t length = layout_character(bytes, strlen(bytes));

		if (*bytes == '"' || *bytes == '\\')
			text_add(out, "\\");
		if (length)
			text_addn(out, bytes, length);
		else
			text_add(out, "?");
		bytes += length ? length : 1;
	}
}

static const char *color_of(enum owner owner)
{
	static const char *const colors[] = {"gray60", "dodgerblue3", "forestgreen"};

	return colors[owner];
}

/* A node's name: the address, which has nothing to be quoted. */
static void add_name(const struct picture *picture, unsigned int i, struct text *out)
{
	char addr[PCI_ADDR_TEXT];

	text_addf(out, "\"%s\"", pci_addr_format(&picture_function(picture, i)->addr, addr));
}

static void add_line(struct text *out, struct text *line)
{
	if (line->length) {
		add_quoted(out, line->string);
		text_add(out, "\\n");
	}
	text_free(line);
}

/* What is known of the card, at the function that it is named by. */
static void add_facts(const struct picture *picture, const struct part *part, struct text *out)
{
	struct sight sight = part->sight;
	struct text line = {NULL, 0, 0};

	sight.numa_node = -1; /* the cluster says that */
	picture_marks(picture, part, &line);
	add_line(out, &line);
	sight_place(&sight, &line);
	add_line(out, &line);
	sight_monitors(&sight, &line);
	add_line(out, &line);
}

static void add_function(const struct picture *picture, unsigned int i, struct text *out)
{
	const struct function *function = picture_function(picture, i);
	const struct part *part = picture_part(picture, i);
	bool planned = picture_is_planned(picture, i);
	char name[NAME_TEXT];
	char addr[PCI_ADDR_TEXT];

	text_add(out, "\t\t");
	add_name(picture, i, out);
	text_add(out, " [shape=box, label=\"");
	add_quoted(out, names_model(picture->list->names, &function->ids, name));
	text_add(out, "\\n");
	if (part->face == i)
		add_facts(picture, part, out);
	text_addf(out, "%s %s\\n", picture_address(picture, i, addr), names_kind(function->class));
	add_quoted(out, function->driver[0] ? function->driver : "no driver");
	text_addf(out, ": %s%s\", color=%s, penwidth=2%s];\n", owner_name(picture_owner(picture, i)),
		planned ? ", guest from the next boot on" : "",
		planned ? "forestgreen" : color_of(picture_owner(picture, i)),
		planned ? ", style=dashed" : "");
}

/* What is drawn of a group, part by part. */
static struct keys members_of(const struct picture *picture, int group)
{
	const struct keys *keys = &picture->list->by_group;
	unsigned int first = keys_first(keys, (uint64_t)group);
	unsigned int end = keys_first(keys, (uint64_t)group + 1);
	struct keys members = keys_new(end - first);

	for (; first < end; first++) {
		unsigned int i = keys->keyed[first].index;

		if (picture_part(picture, i))
			keys_add(&members, (uint64_t)picture->part_of[i], i);
	}
	keys_sort(&members);
	return members;
}

/* All functions of a group, of whichever part, unless a part before this one had it. */
static void add_group(const struct picture *picture, unsigned int p, int group, struct text *out)
{
	struct keys members = members_of(picture, group);

	if (members.keyed[0].key >= p) {
		text_addf(out,
			"\t\tsubgraph cluster_group_%d {\n\t\tlabel=\"IOMMU group %d\"; color=purple; "
			"style=rounded;\n",
			group, group);
		for (unsigned int m = 0; m < members.count; m++)
			add_function(picture, members.keyed[m].index, out);
		text_add(out, "\t\t}\n");
	}
	keys_free(&members);
}

static void add_part(const struct picture *picture, unsigned int p, struct text *out)
{
	const struct part *part = &picture->part[p];
	int last = -2;

	for (int i = (int)part->first; i != NOBODY;
		i = places_next_beside(&picture->places, (unsigned int)i)) {
		int group = picture_function(picture, (unsigned int)i)->group;

		if (group < 0)
			add_function(picture, (unsigned int)i, out);
		else if (group != last)
			add_group(picture, p, group, out);
		last = group;
	}
}

/* The bridges above a part that no part before it has, and the wires. */
static void add_bridges(const struct picture *picture, unsigned int p, bool *drawn, struct text *out)
{
	const struct part *part = &picture->part[p];
	char addr[PCI_ADDR_TEXT];

	for (unsigned int d = 0; d < part->depth; d++) {
		if (drawn[part->bridge[d]])
			continue;
		drawn[part->bridge[d]] = true;
		text_add(out, "\t");
		add_name(picture, part->bridge[d], out);
		text_addf(out, " [shape=oval, label=\"%s\\n%s\"];\n", picture_bridge_kind(part, d),
			picture_address(picture, part->bridge[d], addr));
		if (!d)
			continue;
		text_add(out, "\t");
		add_name(picture, part->bridge[d - 1], out);
		text_add(out, " -> ");
		add_name(picture, part->bridge[d], out);
		text_add(out, ";\n");
	}
	for (int i = (int)part->first; part->depth && i != NOBODY;
		i = places_next_beside(&picture->places, (unsigned int)i)) {
		text_add(out, "\t");
		add_name(picture, part->bridge[part->depth - 1], out);
		text_add(out, " -> ");
		add_name(picture, (unsigned int)i, out);
		text_add(out, ";\n");
	}
}

void picture_dot(const struct picture *picture, struct text *out)
{
	bool *drawn = host_alloc(picture->list->all->count, sizeof(*drawn));

	text_add(out, "digraph gpupt {\n\trankdir=LR; fontname=\"sans-serif\";\n"
		      "\tnode [fontname=\"sans-serif\", fontsize=11]; edge [dir=none];\n");
	for (unsigned int p = 0, end; p < picture->parts; p = end) {
		int node = picture->part[p].sight.numa_node;

		if (node >= 0)
			text_addf(out, "\tsubgraph cluster_node_%d {\n\tlabel=\"socket: NUMA node %d\";\n",
				node, node);
		for (end = p; end < picture->parts && picture->part[end].sight.numa_node == node; end++)
			add_part(picture, end, out);
		if (node >= 0)
			text_add(out, "\t}\n");
	}
	for (unsigned int p = 0; p < picture->parts; p++)
		add_bridges(picture, p, drawn, out);
	free(drawn);
	text_add(out, "}\n");
}
