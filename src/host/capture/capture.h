/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine as the text of a machine file (machine_file.h), with nothing in it that names it: no
 * serial numbers, no host name, and of the command line only what gpupt, VFIO and the IOMMU read.
 * Nothing here writes below the root.
 */
#ifndef GPUPT_CAPTURE_H
#define GPUPT_CAPTURE_H

#include "core/pci_addr.h"
#include "host/host.h"
#include "host/text.h"

struct capture_function {
	struct pci_addr addr;
	struct pci_ids ids; /* without the subsystem */
	unsigned int class;
	char address[PCI_ADDR_TEXT];
	char driver[64];
	char *path;         /* below sys/devices, as the kernel has it */
	char class_text[8]; /* six digits, "" if it cannot be read */
	char subsystem[10]; /* VENDOR:DEVICE, "-" for none */
	struct text rest;   /* of its line */
	struct text nodes;  /* lines of what lies in its directory */
};

struct capture {
	const struct host *host;
	bool anonymous;
	char *cmdline; /* what is left of it */
	struct capture_function *function;
	unsigned int count;
	unsigned int room;
	const char *missing; /* what an unprivileged user cannot see, or NULL */
	struct text out;
};

void capture_free(struct capture *capture);

/* capture_function.c: reads what there is, and writes the lines. */
int capture_functions_read(struct capture *capture);
void capture_functions(struct capture *capture);
/* capture_nodes.c: device nodes, for exports; names for people; the boot's report. */
void capture_function_nodes(const struct capture *capture, struct capture_function *function, int dir);
void capture_nodes(struct capture *capture);
/* capture_system.c */
void capture_cmdline_read(struct capture *capture);
void capture_system(struct capture *capture);
void capture_modules(struct capture *capture);

/* "WORD VALUE", and the value's further lines behind "| "; what is no text becomes "?". */
void capture_add_line(struct text *out, const char *word, const char *value);
void capture_line(struct capture *capture, const char *word, const char *value);
/* "file PATH", with the first line of that file; false if there is none. */
bool capture_file(struct capture *capture, const char *path);
/* The names in a directory below dir, in order, but those with white space; free them with the list. */
char **capture_names(int dir, const char *path, unsigned int *count);
/* Whether a driver's or module's name says nothing about who has it. */
bool capture_is_known(const char *driver);
/* The driver's name, or "other" where that is all that may be said. */
const char *capture_driver(const struct capture *capture, const char *driver);

#endif
