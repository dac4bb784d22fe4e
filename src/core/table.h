/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The module table that the image carries (contract, section 5), made by gpupt-modules. Pure.
 *
 *	gpupt-modules 1 RELEASE
 *	module NAME PATH OPTIONS	in order of insertion; or: module NAME builtin
 *	alias vfio_pci:... MODULE
 *	end COUNT			of the module and alias lines together
 */
#ifndef GPUPT_TABLE_H
#define GPUPT_TABLE_H

#include "core/cmdline.h"
#include "core/pci_addr.h"

#define TABLE_FILE "etc/gpupt/modules"
#ifndef TABLE_MAX
#define TABLE_MAX 65536
#endif

struct table {
	size_t length;     /* of the records that can be used; 0 if the table is wrong or absent */
	size_t aliases;    /* no alias is before this place: module lines are many and long */
	const char *wrong; /* NULL, or why the table is not used */
	char text[TABLE_MAX];
};

struct table_record {
	enum { TABLE_HEAD, TABLE_MODULE, TABLE_ALIAS, TABLE_END, TABLE_BAD } kind;
	struct token name;    /* a module's; the release; the count */
	struct token path;    /* empty if built in */
	struct token options; /* may be empty */
	struct token alias;   /* what follows "vfio_pci:" */
};

/* Checks table->text of length bytes; sets length and wrong. release: of the running kernel. */
void table_check(struct table *table, long length, const char *release);

/* The record at *at, which is moved behind it; false at the end. */
bool table_next(const struct table *table, size_t *at, struct table_record *record);

/*
 * The module whose vfio_pci: alias matches with the fewest wildcards, as libvirt chooses; the
 * first of equals. False if there is none. class: 24 bits.
 */
bool table_best_module(
	const struct table *table, const struct pci_ids *ids, uint32_t class, struct token *module);

/* Whether inserting this module would first insert a driver that takes displays. */
bool table_brings_display(const struct table *table, struct token module);

/* vfio_pci or pci_stub, the name of the module or the driver: - and _ are the same. */
bool table_is_plain(struct token name);

/* Whether a VFIO variant (or vfio_pci itself) of this name is listed; - and _ are the same. */
bool table_has_variant(const struct table *table, const char *name, struct token *module);

/*
 * Whether drivers are named after this module: a plain one, or a variant. What stands before it in the
 * table, up to the one before, is what it needs.
 */
bool table_is_target(const struct table *table, struct token name);

#endif
