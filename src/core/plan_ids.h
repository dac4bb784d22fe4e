/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What vfio-pci.ids claims, and what goes back to the host. */
#ifndef GPUPT_PLAN_IDS_H
#define GPUPT_PLAN_IDS_H

#include "core/planner.h"

void planner_judge_ids(const struct planner *planner);
/* A list cannot be relied on, and why: before, and after IDs were judged. */
void planner_hold_ids_back(struct planner *planner, const char *why);
void planner_take_ids_back(struct planner *planner, const char *why);
/* The entries that matched nothing that they may claim. */
void planner_note_unmatched_ids(const struct planner *planner);
/* An ID entry that stood before the slot entry in claim->by: "by" is the first of all. */
void planner_find_first_asker(const struct planner *planner);

#endif
