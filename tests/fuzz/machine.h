/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine in memory that the core reads through core/sysfs.h as if it were in sysfs: linked in
 * place of core/sysfs.c. All of the plan is reached, thousands of times a second.
 */
#ifndef GPUPT_TEST_MACHINE_H
#define GPUPT_TEST_MACHINE_H

#include "core/plan.h"
#include "core/plan.h"

#define MACHINE_FUNCTIONS 64
#define MACHINE_ROOT 1 /* the root "directory" */

struct machine_function {
	struct pci_addr addr;
	int parent; /* into machine.function, -1: on a root bus */
	struct pci_ids ids;
	uint32_t class;
	int group;
	bool boot_vga;
	bool broken;                  /* the attribute fails to be read with EIO */
	const char *broken_attribute; /* "" is the function's directory itself */
	char driver[DRIVER_NAME];
	char override[OVERRIDE_TEXT];
};

struct machine {
	unsigned int count;
	bool udev_ran;
	int noiommu;               /* -1: vfio is not there */
	const char *module;        /* a variant's module that is there, or NULL ... */
	const char *module_driver; /* ... and its driver */
	struct machine_function function[MACHINE_FUNCTIONS]; /* in any order */
};

/* The one that core/sysfs.h shows. */
extern struct machine machine;

struct machine_function *machine_at(const struct pci_addr *addr);

/* A command line carried through to the plan. */
struct planned {
	struct request request;
	struct notes notes;
	struct inventory inventory;
	struct plan plan;
	enum result result;
};

void machine_plan(const char *cmdline, size_t length, const struct table *table, struct planned *planned);

/* The module table of all tests here: vfio-pci, pci-stub and two variants. */
const struct table *machine_table(void);

#endif
