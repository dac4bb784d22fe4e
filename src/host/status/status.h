/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the boot claimed, and what has become of it. */
#ifndef GPUPT_STATUS_H
#define GPUPT_STATUS_H

#include "core/inventory.h"
#include "host/list/sight.h"
#include "host/status/bootreport.h"
#include "host/text.h"
#include "host/vfio_nodes.h"

enum status_state { STATUS_OK, STATUS_DRIFT, STATUS_GONE };

/* One function of which the boot said: claimed, or: it was asked for and not claimed. */
struct status_device {
	const struct boot_claim *claim;
	enum status_state state;
	bool failed;              /* the boot did not do it: no drift, but nothing to rely on either */
	bool group_usable;        /* of IOMMU group, if it has one: a guest could start */
	char driver[DRIVER_NAME]; /* now; "" if none */
	struct vfio_nodes nodes;
	struct vfio_holder holder; /* who has it open; pid 0 if nobody is seen */
	struct sight sight;        /* its link and power; of nothing if it is gone */
	struct text text;          /* a sentence; empty if there is nothing to say */
};

struct status {
	bool bad_boot; /* not all that was asked for was done */
	bool drift;    /* a promise no longer holds */
	bool sees_all; /* whose descriptors all could be read: who is not seen is not there */
	unsigned int count;
	struct status_device *device;
};

/* now: of inventory_read_all. status_free releases it. */
void status_make(const struct host *host, const struct boot_report *report, const struct inventory *now,
	struct status *status);
void status_free(struct status *status);

/* The same for programs, on standard output; report: NULL without one. 0 or EXIT_UNKNOWN. */
int status_json(const struct status *status, const struct boot_report *report);

/*
 * Metrics in Prometheus' text format, on standard output. status, report: NULL if it could not be
 * found out, or there is none; result: the exit status. 0 or -errno.
 */
int status_metrics(const struct status *status, const struct boot_report *report, int result);

const char *status_name(enum status_state state); /* "ok", "drift", "gone" */

#endif
