/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The picture as SVG: bridges from left to right, cards below each other at the right. */
#include "host/list/picture.h"
#include "host/list/svg.h"

#include <stdlib.h>

#define MARGIN 16
#define TITLE 26      /* of a memory node's frame */
#define INSIDE 14     /* between a frame and what is in it */
#define NODE_WIDTH 92 /* of a bridge */
#define NODE_HEIGHT 36
#define STEP 44      /* from a bridge to the next */
#define STEP_PORT 84 /* with a port's address on the way */
#define CARD_WIDTH 440
#define CARD_GAP 14
#define NAME_COLUMNS 37  /* of a card's name */
#define SMALL_COLUMNS 46 /* ... and of another function's */
#define FACT_COLUMNS 62
#define DEPTH_MAX (PCI_DEPTH / 2 + 1)

/* Where a part is. */
struct place {
	int y;
	int height;
};

struct svg {
	const struct picture *picture;
	struct text *out;
	struct place *place;
	unsigned int columns;  /* of bridges */
	int column[DEPTH_MAX]; /* where each begins */
	int cards;             /* where the cards begin */
	int width;
};

/* Cards */

/* The functions of one group that stand together, from i on; the first that is of another, or NOBODY. */
static int next_group(const struct picture *picture, int i)
{
	int group = picture_function(picture, (unsigned int)i)->group;

	do
		i = places_next_beside(&picture->places, (unsigned int)i);
	while (i != NOBODY && picture_function(picture, (unsigned int)i)->group == group);
	return i;
}

static bool part_is_planned(const struct picture *picture, const struct part *part)
{
	for (int i = (int)part->first; i != NOBODY;
		i = places_next_beside(&picture->places, (unsigned int)i)) {
		if (picture_is_planned(picture, (unsigned int)i))
			return true;
	}
	return false;
}

/* "01:00.0  VGA  nouveau ... host -> guest" */
static void draw_function(struct svg *svg, int y, unsigned int i)
{
	const struct picture *picture = svg->picture;
	const struct function *function = picture_function(picture, i);
	const char *owner = owner_name(picture_owner(picture, i));
	char addr[PCI_ADDR_TEXT];
	int x = svg->cards + 26;
	struct text text = {NULL, 0, 0};

	svg_words(svg->out, "mono", x, y, picture_address(picture, i, addr));
	svg_words(svg->out, "", x + 76, y, names_kind(function->class));
	svg_cut(function->driver[0] ? function->driver : "no driver", 16, &text);
	svg_words(svg->out, function->driver[0] ? "" : "dim", x + 164, y, text.string);
	text_free(&text);
	if (picture_is_planned(picture, i))
		svg_words(svg->out, "guest bold", x + 272, y, "→ guest");
	else
		svg_words(svg->out, owner, x + 272, y, owner);
}

/* The functions of one group in their frame; returns the y below it. */
static int draw_group(struct svg *svg, int y, const struct part *part, int first, int end)
{
	const struct picture *picture = svg->picture;
	int group = picture_function(picture, (unsigned int)first)->group;
	bool shared = picture_group_is_shared(picture, group, part);
	struct text text = {NULL, 0, 0};
	int top = y;

	for (int i = first; i != end;
		i = places_next_beside(&picture->places, (unsigned int)i), y += SVG_LINE)
		draw_function(svg, y + SVG_LINE, (unsigned int)i);
	y += 9;
	text_addf(&text, group < 0 ? "no group" : "group %d", group);
	svg_words(svg->out, shared ? "shared end" : "group end", svg->cards + CARD_WIDTH - 20, top + SVG_LINE,
		text.string);
	svg_rect(svg->out, shared ? "shared" : "group", svg->cards + 16, top, CARD_WIDTH - 28, y - top, 4);
	text_free(&text);
	return y + 6;
}

static void draw_badge(struct svg *svg, int y, const struct part *part)
{
	enum owner owner = picture_owner(svg->picture, part->face);
	static const char *const badges[] = {"no driver", "host", "guest"};
	const char *class = owner_name(owner);
	int x = svg->cards + CARD_WIDTH - 14;
	struct text text = {NULL, 0, 0};

	text_addf(&text, "%s bold end", part_is_planned(svg->picture, part) ? "guest" : class);
	svg_words(svg->out, text.string, x, y,
		!part_is_planned(svg->picture, part) ? badges[owner]
		: owner == OWNER_HOST                ? "host → guest"
						     : "→ guest");
	text_free(&text);
}

/* What is said below the name; returns how many lines. Without an SVG it is only counted. */
static int draw_facts(const struct picture *picture, struct svg *svg, int y, const struct part *part)
{
	struct text text = {NULL, 0, 0};
	struct sight sight = part->sight;
	struct text *out = svg ? svg->out : NULL;
	int x = svg ? svg->cards + 16 : 0;
	int lines;

	sight.numa_node = -1; /* the frame around it says that */

	picture_marks(picture, part, &text);
	lines = svg_paragraph(out, "bold", x, y, FACT_COLUMNS, text_string(&text));
	text_free(&text);
	sight_place(&sight, &text);
	lines += svg_paragraph(out, "dim", x, y + lines * SVG_LINE, FACT_COLUMNS, text_string(&text));
	text_free(&text);
	sight_monitors(&sight, &text);
	lines += svg_paragraph(out, "", x, y + lines * SVG_LINE, FACT_COLUMNS, text_string(&text));
	text_free(&text);
	return lines;
}

static void draw_part(struct svg *svg, const struct part *part, const struct place *place)
{
	const struct picture *picture = svg->picture;
	struct text text = {NULL, 0, 0};
	char name[NAME_TEXT];
	int y = place->y + 22;

	text_addf(&text, "card%s", part_is_planned(picture, part) ? " planned" : "");
	svg_rect(svg->out, text.string, svg->cards, place->y, CARD_WIDTH, place->height, 6);
	text_free(&text);
	svg_rect(svg->out, owner_name(picture_owner(picture, part->face)), svg->cards + 4, place->y + 6, 5,
		place->height - 12, 2);
	svg_cut(names_model(picture->list->names, &picture_function(picture, part->face)->ids, name),
		part->is_card ? NAME_COLUMNS : SMALL_COLUMNS, &text);
	svg_words(svg->out, part->is_card ? "name" : "", svg->cards + 16, y, text.string);
	text_free(&text);
	draw_badge(svg, y, part);
	y += SVG_LINE + 2;
	y += SVG_LINE * draw_facts(picture, svg, y, part) - 10;
	for (int i = (int)part->first, end; i != NOBODY; i = end) {
		end = next_group(picture, i);
		y = draw_group(svg, y, part, i, end);
	}
}

static int height_of(const struct picture *picture, const struct part *part)
{
	int height = 22 + 2 + SVG_LINE - 10 + SVG_LINE * draw_facts(picture, NULL, 0, part);

	for (int i = (int)part->first; i != NOBODY; i = places_next_beside(&picture->places, (unsigned int)i))
		height += SVG_LINE;
	for (int i = (int)part->first; i != NOBODY; i = next_group(picture, i))
		height += 15;
	return height + 4;
}

/* Bridges: of those above a part the root port and each switch are drawn, ports of switches are words. */

static unsigned int columns_of(const struct part *part)
{
	return part->depth ? 1 + part->depth / 2 : 0;
}

static unsigned int depth_at(unsigned int column)
{
	return column ? 2 * column - 1 : 0;
}

static bool has_column(const struct part *part, unsigned int column)
{
	return column < columns_of(part) && depth_at(column) < part->depth;
}

static bool same_bridge(const struct part *a, const struct part *b, unsigned int column)
{
	return has_column(a, column) && has_column(b, column) &&
	       a->bridge[depth_at(column)] == b->bridge[depth_at(column)] &&
	       a->sight.numa_node == b->sight.numa_node;
}

static int middle(const struct place *place)
{
	return place->y + place->height / 2;
}

/* The run of parts behind the bridge in this column of part p: its first and last, and where it is. */
static int middle_of_run(const struct svg *svg, unsigned int p, unsigned int column)
{
	const struct part *part = svg->picture->part;
	unsigned int first = p;
	unsigned int last = p;

	while (first && same_bridge(&part[first - 1], &part[p], column))
		first--;
	while (last + 1 < svg->picture->parts && same_bridge(&part[last + 1], &part[p], column))
		last++;
	return (middle(&svg->place[first]) + middle(&svg->place[last])) / 2;
}

static void draw_wire(
	struct svg *svg, const struct part *part, int x, int y, int to_x, int to_y, unsigned int port)
{
	char addr[PCI_ADDR_TEXT];
	int bend = x + (port < part->depth ? 20 : (to_x - x) / 2);

	text_addf(svg->out, "<path class=\"wire\" d=\"M%d %dH%dV%dH%d\"/>\n", x, y, bend, to_y, to_x);
	if (port < part->depth)
		svg_words(svg->out, "mono small dim", bend + 5, to_y - 5,
			picture_address(svg->picture, part->bridge[port], addr));
}

static void draw_bridge(struct svg *svg, const struct part *part, unsigned int column, int x, int y)
{
	char addr[PCI_ADDR_TEXT];

	svg_rect(svg->out, "bridge", x, y - NODE_HEIGHT / 2, NODE_WIDTH, NODE_HEIGHT, 5);
	svg_words(svg->out, "middle small dim", x + NODE_WIDTH / 2, y - 4,
		picture_bridge_kind(part, depth_at(column)));
	svg_words(svg->out, "mono middle", x + NODE_WIDTH / 2, y + 12,
		picture_address(svg->picture, part->bridge[depth_at(column)], addr));
}

/* The bridges above a part that the part above it does not have, and the wires to what is behind them. */
static void draw_bridges(struct svg *svg, unsigned int p)
{
	const struct part *part = &svg->picture->part[p];

	for (unsigned int column = 0; has_column(part, column); column++) {
		int x = svg->column[column];
		int y = middle_of_run(svg, p, column);
		bool more = has_column(part, column + 1);
		int to_x = more ? svg->column[column + 1] : svg->cards;
		int to_y = more ? middle_of_run(svg, p, column + 1) : middle(&svg->place[p]);

		if (!p || !same_bridge(part - 1, part, column))
			draw_bridge(svg, part, column, x, y);
		if (!p || !more || !same_bridge(part - 1, part, column + 1))
			draw_wire(svg, part, x + NODE_WIDTH, y, to_x, to_y,
				column ? depth_at(column) + 1 : PCI_DEPTH);
	}
}

/* Places */

static void measure_columns(struct svg *svg)
{
	bool port[DEPTH_MAX] = {false};
	int x = MARGIN + INSIDE;

	for (unsigned int p = 0; p < svg->picture->parts; p++) {
		const struct part *part = &svg->picture->part[p];

		for (unsigned int column = 0; has_column(part, column); column++) {
			if (column >= svg->columns)
				svg->columns = column + 1;
			port[column] |= column && depth_at(column) + 1 < part->depth;
		}
	}
	for (unsigned int column = 0; column < svg->columns; column++) {
		svg->column[column] = x;
		x += NODE_WIDTH + (port[column] ? STEP_PORT : STEP);
	}
	svg->cards = x;
	svg->width = x + CARD_WIDTH + INSIDE + MARGIN;
}

static bool begins_node(const struct picture *picture, unsigned int p)
{
	return !p || picture->part[p - 1].sight.numa_node != picture->part[p].sight.numa_node;
}

/* From the top down; where the last one ends. */
static int measure_places(struct svg *svg)
{
	const struct picture *picture = svg->picture;
	int y = MARGIN;

	for (unsigned int p = 0; p < picture->parts; p++) {
		bool together = p && !begins_node(picture, p) &&
				picture_goes_with(picture, &picture->part[p - 1], &picture->part[p]);

		if (begins_node(picture, p))
			y += (p ? INSIDE : 0) + TITLE + 6;
		if (p && !together && !begins_node(picture, p))
			y += CARD_GAP / 2;
		svg->place[p].y = y;
		svg->place[p].height = height_of(picture, &picture->part[p]);
		y += svg->place[p].height + CARD_GAP;
	}
	return y;
}

static void draw_nodes(struct svg *svg)
{
	const struct picture *picture = svg->picture;
	struct text text = {NULL, 0, 0};

	for (unsigned int p = 0, end; p < picture->parts; p = end) {
		int top = svg->place[p].y - TITLE - 4;

		for (end = p + 1; end < picture->parts && !begins_node(picture, end);)
			end++;
		svg_rect(svg->out, "node", MARGIN, top, svg->width - 2 * MARGIN,
			svg->place[end - 1].y + svg->place[end - 1].height + INSIDE - top, 8);
		if (picture->part[p].sight.numa_node < 0)
			text_add(&text, "NUMA node not known");
		else
			text_addf(&text, "socket: NUMA node %d", picture->part[p].sight.numa_node);
		svg_words(svg->out, "bold dim", MARGIN + INSIDE, top + 18, text.string);
		text_free(&text);
	}
}

/* A frame around neighbours that only go together. */
static void draw_joined(struct svg *svg)
{
	const struct picture *picture = svg->picture;

	for (unsigned int p = 0, end; p < picture->parts; p = end) {
		for (end = p + 1; end < picture->parts && !begins_node(picture, end) &&
				  picture_goes_with(picture, &picture->part[end - 1], &picture->part[end]);)
			end++;
		if (end - p > 1)
			svg_rect(svg->out, "shared", svg->cards - 6, svg->place[p].y - 6, CARD_WIDTH + 12,
				svg->place[end - 1].y + svg->place[end - 1].height + 12 - svg->place[p].y, 8);
	}
}

/* What the colours mean, and the frames. */
static void draw_legend(struct svg *svg, int y)
{
	static const struct {
		const char *class;
		const char *text;
		int width;
	} items[] = {
		{"host", "host", 64},
		{"guest", "guest", 70},
		{"none", "no driver", 90},
		{"card planned", "guest's from the next boot on", 214},
		{"group", "IOMMU group: goes as one", 196},
		{"shared", "... shared: all of it, or nothing", 0},
	};
	int x = MARGIN;

	for (unsigned int i = 0; i < sizeof(items) / sizeof(items[0]); i++) {
		if (x > MARGIN && x + 220 > svg->width && i >= 3) {
			x = MARGIN;
			y += 22;
		}
		svg_rect(svg->out, items[i].class, x, y, 14, 14, 3);
		svg_words(svg->out, "small", x + 20, y + 11, items[i].text);
		x += items[i].width;
	}
}

void picture_svg(const struct picture *picture, struct text *out)
{
	struct svg svg = {.picture = picture, .out = out};
	int bottom;

	svg.place = host_alloc(picture->parts, sizeof(*svg.place));
	measure_columns(&svg);
	bottom = measure_places(&svg) + 14;
	svg_begin(out, svg.width, bottom + 52, "GPUs of this machine, and who has them");
	svg_rect(out, "page", 0, 0, svg.width, bottom + 52, 0);
	if (!picture->parts)
		svg_words(out, "", MARGIN, MARGIN + 14, "There is no GPU on this machine.");
	draw_nodes(&svg);
	for (unsigned int p = 0; p < picture->parts; p++)
		draw_bridges(&svg, p);
	draw_joined(&svg);
	for (unsigned int p = 0; p < picture->parts; p++)
		draw_part(&svg, &picture->part[p], &svg.place[p]);
	draw_legend(&svg, bottom);
	svg_end(out);
	free(svg.place);
}
