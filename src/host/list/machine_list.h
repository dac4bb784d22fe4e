/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What gpupt list knows of a machine, and how it shows it to people. */
#ifndef GPUPT_MACHINE_LIST_H
#define GPUPT_MACHINE_LIST_H

#include "core/inventory.h"
#include "host/keys.h"
#include "host/list/sight.h"
#include "host/names.h"
#include "host/traps.h"

/* One for each function of all. */
struct listed {
	bool show;
	bool in_card; /* of a card that is drawn as such: one with a GPU, or a switch of GPUs */
};

struct machine_list {
	const struct host *host;
	const struct inventory *all;
	struct names *names;
	struct traps traps;
	struct slot_names *slots;
	struct keys by_ids;   /* of what can have twins */
	struct keys by_group; /* of what is in a group */
	unsigned int gpus;
	struct listed *listed;
};

/* all: of inventory_read_all. everything: show every function. list_free releases. */
void list_make(
	const struct host *host, const struct inventory *all, bool everything, struct machine_list *list);
void list_free(struct machine_list *list);

/*
 * Same vendor, device and subsystem; bridges have no twins, nor have virtual functions. The number of
 * the next one that is not i itself: *at is 0 for the first; -1 if there is no other.
 */
int list_next_twin(const struct machine_list *list, unsigned int i, unsigned int *at);
/* How many others there are. */
unsigned int list_twins(const struct machine_list *list, unsigned int i);
/* How many of them stand before it. */
unsigned int list_twins_before(const struct machine_list *list, unsigned int i);

/* Bridges, cards behind them, functions. */
void list_print_tree(struct machine_list *list);

#endif
