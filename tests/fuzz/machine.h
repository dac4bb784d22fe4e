/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine in memory that the core reads through core/sysfs.h as if it were in sysfs: linked in
 * place of core/sysfs.c. All of the plan is reached, thousands of times a second.
 */
#ifndef GPUPT_TEST_MACHINE_H
#define GPUPT_TEST_MACHINE_H

#include "core/decide.h"

#define MACHINE_FUNCTIONS 64
#define MACHINE_ROOT 1 /* the root "directory" */

struct machine_function {
	struct pci_addr addr;
	int parent;     /* into machine.function, -1: on a root bus */
	int physfn;     /* what this is a virtual function of, or -1 */
	uint8_t header; /* its type in config, without the bit of many functions */
	struct pci_ids ids;
	uint32_t class;
	int group;
	bool boot_vga;
	bool missing;       /* it is not there, nor what is behind it */
	const char *broken; /* attributes that fail with EIO, or "": its directory; NULL: none */
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

/* NULL: it is not there. */
struct machine_function *machine_at(const struct pci_addr *addr);

/* It may also be missing with what it is behind, or made by. */
bool machine_has(const struct machine_function *function);

/* What came of a command line: all of it by core/decide.h, as the binder and the host command do. */
struct planned {
	const struct request *request;
	const struct inventory *inventory;
	const struct plan *plan;
	const struct notes *notes;
	enum result result;
};

/* It is good until the next call. */
void machine_plan(const char *cmdline, size_t length, struct planned *planned);

/* The module table of all tests here: vfio-pci, pci-stub and two variants. */
const struct table *machine_table(void);

#endif
