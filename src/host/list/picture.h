/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine as a picture shows it: cards from top to bottom, by memory node and by their way from the
 * root bus, and what shares an IOMMU group with them. picture_svg.c and picture_dot.c draw it.
 */
#ifndef GPUPT_PICTURE_H
#define GPUPT_PICTURE_H

#include "host/list/places.h"
#include "host/owner.h"
#include "host/plan/plan_input.h"
#include "host/text.h"

/* What is drawn as one thing: a card's functions in one slot, or another function in a group of theirs. */
struct part {
	unsigned int first; /* its functions: this, and places_next_beside */
	unsigned int face;  /* that it is named by */
	bool is_card;
	unsigned int depth; /* bridges above it */
	unsigned int bridge[PCI_DEPTH];
	struct sight sight;
};

struct picture {
	struct machine_list *list;
	struct places places;
	struct plan_input *next; /* the next boot */
	unsigned int parts;
	struct part *part;
	int *part_of; /* of each function, or NOBODY */
};

/* list: of list_make; what is drawn is shown of it. picture_free releases. */
void picture_make(const struct host *host, struct machine_list *list, struct picture *picture);
void picture_free(struct picture *picture);

const struct function *picture_function(const struct picture *picture, unsigned int i);
/* "01:00.0"; with its domain if that is not 0. */
const char *picture_address(const struct picture *picture, unsigned int i, char text[PCI_ADDR_TEXT]);
enum owner picture_owner(const struct picture *picture, unsigned int i);
/* The part that a function is drawn in, or NULL. */
const struct part *picture_part(const struct picture *picture, unsigned int i);
/* Whether the next boot gives it to guests and it has none of their drivers now. */
bool picture_is_planned(const struct picture *picture, unsigned int i);
/* Whether another part has functions of the same IOMMU group. */
bool picture_group_is_shared(const struct picture *picture, int group, const struct part *part);
/* Whether two parts share an IOMMU group. */
bool picture_goes_with(const struct picture *picture, const struct part *a, const struct part *b);
/* "root port", "switch" or "bridge", of what is that many bridges below the root bus. */
const char *picture_bridge_kind(const struct part *part, unsigned int depth);
/* "twin 1 of 2, boot display"; "" if it is nothing special. */
void picture_marks(const struct picture *picture, const struct part *part, struct text *text);

/* The whole picture as text. */
void picture_svg(const struct picture *picture, struct text *out);
void picture_dot(const struct picture *picture, struct text *out);

#endif
