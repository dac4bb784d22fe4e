/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine as a tree for people: bridges, cards behind them, functions. */
#ifndef GPUPT_LIST_TREE_H
#define GPUPT_LIST_TREE_H

#include "core/inventory.h"
#include "host/names.h"

/* Same vendor, device and subsystem; bridges have no twins. */
bool list_is_twin(const struct function *a, const struct function *b);

/* show: a flag for each function; the bridges above them are shown as well. */
void list_print_tree(
	const struct host *host, struct names *names, const struct inventory *all, const bool *show);

#endif
