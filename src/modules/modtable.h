/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The module table: what the binder may insert at boot, worked out by libkmod when
 * the image is built. Text, one record a line, fields separated by one space:
 *
 *	gpupt-modules 1 RELEASE
 *	module NAME PATH[ OPTIONS]	in order of insertion, each module once
 *	module NAME builtin
 *	alias vfio_pci:v... NAME	after all modules; NAME is one of them
 *	end COUNT			the number of module and alias lines
 *
 * NAME has `_`, never `-`. PATH is that in the booted image: /lib/modules/RELEASE/...
 * (/usr/lib/... where there is no /lib/modules), ending in `.ko` whatever the file's
 * compression. OPTIONS is the rest of the line, from modprobe.d, without `ids`.
 *
 * Order: vfio_iommu_type1, vfio_pci, the variants in the order of their aliases,
 * pci_stub, and right before each of them what it depends on and is not there yet. So
 * vfio_pci or pci_stub needs what stands between the one of these before it and itself,
 * and a variant that and what vfio_pci needs. What two variants share stands only before
 * the first of them: then the order alone does not tell what the second one needs.
 */
#ifndef GPUPT_MODTABLE_H
#define GPUPT_MODTABLE_H

#include <stdio.h>

enum modtable_result {
	MODTABLE_OK,
	MODTABLE_NO_VFIO,     /* the kernel has no vfio-pci, neither module nor built in */
	MODTABLE_BAD_RELEASE, /* not the name of a directory below /lib/modules */
	MODTABLE_NO_KERNEL,   /* no such directory */
	MODTABLE_NO_INDEX,    /* no modules.dep.bin in it: depmod did not run */
	MODTABLE_INCOMPLETE,  /* modtable_place: a module could not be put */
	MODTABLE_FAILED,      /* libkmod, memory or the output failed */
};

/*
 * Write the table of kernel @release of the system below @root ("" or "/" for this
 * one) to @out: the whole table for MODTABLE_OK, nothing for any other result.
 * @warn, if it is not NULL, is called with one sentence (no newline) for each thing
 * that the table cannot carry: modprobe.d `install` lines and `ids`, modules outside
 * the tree.
 */
enum modtable_result modtable_write(
	const char *root, const char *release, FILE *out, void (*warn)(const char *text));

/*
 * Put the table and the modules in it into @into, the directory that becomes an image:
 * the table as etc/gpupt/modules, the modules at their PATH, uncompressed where the
 * kernel cannot decompress them. With MODTABLE_INCOMPLETE the table is there and @warn
 * got a sentence about each module that is not; any other failure leaves no table.
 */
enum modtable_result modtable_place(
	const char *root, const char *release, const char *into, void (*warn)(const char *text));

/* What a result means, as the end of a sentence about the kernel. */
const char *modtable_text(enum modtable_result result);

#endif
