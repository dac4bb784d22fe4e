/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A function works, works with a limit, or does not work, and why. The codes with their weight and
 * advice are the rows below; gpupt(8) lists them.
 */
#ifndef GPUPT_PROBE_VERDICT_H
#define GPUPT_PROBE_VERDICT_H

#include "host/text.h"

/* The worst of a list stands last. */
enum probe_result { PROBE_WORKS, PROBE_LIMITED, PROBE_UNKNOWN, PROBE_REFUSED, PROBE_FAILS };

/* X(name, code, result, what to do) */
#define PROBE_ROWS(X)                                                                                        \
	X(FOUND_HOST, "host", PROBE_REFUSED, "claim it first (gpupt enable SLOT), and boot")                 \
	X(FOUND_IN_USE, "in-use", PROBE_REFUSED, "stop that guest, then probe again")                        \
	X(FOUND_NO_NODE, "no-node", PROBE_UNKNOWN,                                                           \
		"modprobe vfio-pci; gpupt check tells what VFIO needs here")                                 \
	X(FOUND_PERMISSION, "permission", PROBE_UNKNOWN,                                                     \
		"run it as root, or as a member of the group that owns the node (gpupt export udev)")        \
	X(FOUND_NOT_REACHED, "not-reached", PROBE_UNKNOWN,                                                   \
		"mend the function that hangs first; a reboot, or switching the machine off, ends it")       \
	X(FOUND_SIBLING, "sibling-driver", PROBE_FAILS,                                                      \
		"claim that function, too, or leave it without a driver (gpupt check)")                      \
	X(FOUND_REMAPPING, "no-interrupt-remapping", PROBE_FAILS,                                            \
		"switch interrupt remapping on, where the IOMMU is switched on (gpupt check)")               \
	X(FOUND_IOMMU, "iommu", PROBE_FAILS, "see the kernel log (dmesg), and gpupt check")                  \
	X(FOUND_OPEN, "open-failed", PROBE_FAILS, "see the kernel log (dmesg)")                              \
	X(FOUND_NEVER_READY, "never-ready", PROBE_FAILS,                                                     \
		"switch the machine off and on; if it stays so, write another method into the function's "   \
		"reset_method, or none, before the guest starts")                                            \
	X(FOUND_HANGS, "hangs", PROBE_FAILS,                                                                 \
		"switch the machine off and on; try vfio-pci.disable_idle_d3=1, then another slot")          \
	X(FOUND_GONE, "gone", PROBE_FAILS, "switch the machine off and on; look at its power and contacts")  \
	X(FOUND_ALL_ONES, "all-ones-after-reset", PROBE_FAILS,                                               \
		"switch the machine off and on; then another method in its reset_method, or none")           \
	X(FOUND_STUCK, "stuck-d3", PROBE_FAILS, "vfio-pci.disable_idle_d3=1 on the kernel command line")     \
	X(FOUND_DIFFERS, "config-differs", PROBE_FAILS,                                                      \
		"switch the machine off and on: it is not the device that the kernel found")                 \
	X(FOUND_AFTER_RESET, "config-after-reset", PROBE_FAILS,                                              \
		"another method in its reset_method; a firmware update of the card")                         \
	X(FOUND_FRAMEBUFFER, "framebuffer", PROBE_FAILS, NULL)                                               \
	X(FOUND_MAP, "map-failed", PROBE_FAILS, "find out by /proc/iomem who has this memory")               \
	X(FOUND_READ, "read-failed", PROBE_FAILS, "see the kernel log (dmesg); another slot, another card")  \
	X(FOUND_SIZE, "size-changed", PROBE_FAILS,                                                           \
		"switch resizable BARs off, or do not resize them (resourceN_resize)")                       \
	X(FOUND_MSIX, "msix-table", PROBE_FAILS,                                                             \
		"a firmware update of the card; QEMU does not take it as it is")                             \
	X(FOUND_RESET, "reset-failed", PROBE_FAILS, "see the kernel log (dmesg)")                            \
	X(FOUND_POWER, "power-failed", PROBE_FAILS, "vfio-pci.disable_idle_d3=1 on the kernel command line") \
	X(FOUND_HITS, "reset-hits", PROBE_LIMITED,                                                           \
		"give both to one guest, or put one of them into a slot of its own")                         \
	X(FOUND_NO_RESET, "no-reset", PROBE_LIMITED,                                                         \
		"reboot the host between two guests, or look for a reset of this model (vendor-reset)")      \
	X(FOUND_LANES, "link-width", PROBE_LIMITED, "look at the card's contacts, the slot and the riser")   \
	X(FOUND_SMALL, "bar-size", PROBE_LIMITED, "switch Above 4G Decoding and Resizable BAR on")           \
	X(FOUND_NO_INTERRUPT, "no-interrupt", PROBE_LIMITED, "see the kernel log (dmesg)")                   \
	X(FOUND_NO_IOMMU, "no-iommu", PROBE_LIMITED, "switch the IOMMU on: gpupt check says how")

#define PROBE_ENUM(name, code, result, advice) name,
enum probe_found { PROBE_ROWS(PROBE_ENUM) PROBE_FOUNDS };
#undef PROBE_ENUM

struct probe_finding {
	enum probe_found found;
	enum probe_result result; /* of the row, or worse: a reset that was asked for and cannot be had */
	struct text text;
};

#define PROBE_FINDINGS 16

struct probe_verdict {
	enum probe_result result;
	unsigned int count;
	struct probe_finding finding[PROBE_FINDINGS];
};

/* One more finding; all zero is the verdict without any. verdict_free releases. */
void verdict_add(struct probe_verdict *verdict, enum probe_found found, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The last one weighs more than its row says. */
void verdict_worsen(struct probe_verdict *verdict, enum probe_result result);
void verdict_free(struct probe_verdict *verdict);

const char *probe_code(enum probe_found found);
const char *probe_advice(enum probe_found found);
const char *probe_result_name(enum probe_result result); /* "works", "limited", "unknown", ... */

#endif
