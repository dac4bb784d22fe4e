/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts about the machine that check and enable share. */
#ifndef GPUPT_MACHINE_H
#define GPUPT_MACHINE_H

#include "host/plan/plan_input.h"

/*
 * Every function of the machine. 0, or EXIT_UNKNOWN after a message: sysfs cannot be read, or there are
 * more than INVENTORY_FUNCTIONS (all->full), and of what is missing nothing can be said.
 */
int machine_read(const struct host *host, struct inventory *all);

/* Whether any function is in an IOMMU group. */
bool machine_has_groups(const struct inventory *all);

/* Whether this is a virtual machine: its firmware has no switches. */
bool machine_is_virtual(int root);

/* Whether the CPU is one whose IOMMU Linux switches on only with intel_iommu=on. */
bool machine_is_intel(int root);

/* Whether this command line switches the IOMMU off. */
bool machine_iommu_is_refused(const char *cmdline, size_t length);

/* Of an Intel or virtual machine, as far as is known: whether no parameter could switch an IOMMU on. */
bool machine_lacks_iommu(int root);

/* What switches the IOMMU on here, given the command line of the next boot. */
const char *machine_iommu_advice(int root, const char *cmdline, size_t length);

/* Whether the last parameter of this name has this value. */
bool machine_parameter_is(const char *cmdline, const char *name, const char *value);

/* Whether the host has a display now: one that is no guest's. */
bool machine_has_display(const struct inventory *all);

/* Functions of class 0300 or 0380 that a plan leaves to the host; input NULL: all. */
unsigned int machine_displays_left(const struct inventory *all, const struct plan_input *input);

/* The boot display if the plan claims it, else NULL. */
const struct function *machine_claimed_boot_display(const struct plan_input *input);

#endif
