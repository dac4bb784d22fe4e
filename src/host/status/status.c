/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/status/status.h"
#include "core/plan.h"
#include "host/check/culprit.h"
#include "core/sysfs.h"
#include "host/owner.h"
#include "host/status/drift.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {"ok", "drift", "gone"};

const char *status_name(enum status_state state)
{
	return names[state];
}

/* The function of the group that keeps a guest from starting: the first of them, or NULL. */
static const struct function *find_blocker(
	const struct host *host, const struct inventory *now, const struct function *function)
{
	for (unsigned int i = 0; function->group >= 0 && i < now->count; i++) {
		const struct function *other = &now->function[i];

		if (other != function && other->group == function->group &&
			!owner_lets_guest_start(host, other))
			return other;
	}
	return NULL;
}

static void judge_group(const struct host *host, const struct inventory *now, const struct function *function,
	struct status_device *device)
{
	const struct function *blocker = find_blocker(host, now, function);
	char addr[PCI_ADDR_TEXT];

	device->group_usable = !blocker;
	if (blocker && !device->failed)
		text_item(&device->text, "; ",
			"no guest can start with it: %s, of the same IOMMU group %d, is with %s",
			pci_addr_format(&blocker->addr, addr), function->group, blocker->driver);
}

/* Why the boot did not claim it, and what to do; a newer version's word stands for itself. */
static void tell_reason(const char *word, struct text *text)
{
	enum reason reason = reason_of(word);

	if (reason == REASON_NONE)
		text_add(text, *word ? word : "its report does not say why");
	else
		text_advise(text, reason_text(reason), reason_advice(reason));
}

/* A promise of the boot against what holds now. */
static void judge_promise(
	const struct host *host, const struct function *function, struct status_device *device)
{
	enum drift drift = drift_of(device->claim, function);
	struct text culprit = {NULL, 0, 0};

	device->state = drift == DRIFT_NONE ? STATUS_OK : drift < DRIFT_DEVICE ? STATUS_DRIFT : STATUS_GONE;
	drift_describe(device->claim, function, &device->text);
	if (drift != DRIFT_OVERRIDE && drift != DRIFT_DRIVER)
		return;
	culprit_find(host, &device->claim->addr, &culprit);
	if (culprit.length)
		text_item(&device->text, "; ", "%s", text_string(&culprit));
	text_free(&culprit);
}

/* What the boot did not do is no promise; that it is not there any more is said all the same. */
static void judge_failure(const struct function *function, struct status_device *device)
{
	enum drift drift = drift_of(device->claim, function);
	bool release = !strcmp(device->claim->why, "refined");

	device->state = drift < DRIFT_DEVICE ? STATUS_DRIFT : STATUS_GONE;
	if (device->state == STATUS_GONE) {
		drift_describe(device->claim, function, &device->text);
		return;
	}
	text_addf(&device->text, "the boot did not %s: ", release ? "give it back to the host" : "claim it");
	tell_reason(device->claim->reason, &device->text);
}

static void look_at(const struct host *host, const struct function *function,
	const struct vfio_holders *holders, struct status_device *device)
{
	const struct vfio_holder *holder;

	sight_read(host->root, NULL, function, &device->sight);
	if (device->failed)
		return;
	vfio_nodes_read(host, function, &device->nodes);
	holder = vfio_holder_of(holders, &device->nodes);
	if (holder)
		device->holder = *holder;
}

static void judge(const struct host *host, const struct inventory *now, const struct vfio_holders *holders,
	struct status_device *device)
{
	const struct function *function = inventory_at(now, &device->claim->addr);

	device->sight = sight_of_nothing;
	device->failed = bootreport_failed(device->claim);
	if (device->failed)
		judge_failure(function, device);
	else
		judge_promise(host, function, device);
	if (!function)
		return;
	strcpy(device->driver, function->driver);
	if (device->state == STATUS_GONE)
		return;
	judge_group(host, now, function, device);
	look_at(host, function, holders, device);
}

static bool is_bad_result(const char *result)
{
	return !strcmp(result, "partial") || !strcmp(result, "failed") || !strcmp(result, "refused") ||
	       !strcmp(result, "timeout");
}

void status_make(const struct host *host, const struct boot_report *report, const struct inventory *now,
	struct status *status)
{
	struct vfio_holders holders = {0};

	memset(status, 0, sizeof(*status));
	vfio_holders_read(host, &holders);
	status->sees_all = holders.complete;
	status->device = host_alloc(report->claims, sizeof(status->device[0]));
	status->bad_boot = is_bad_result(report->result);
	for (unsigned int i = 0; i < report->notes; i++)
		status->bad_boot = status->bad_boot || report->note[i].is_error;
	for (unsigned int i = 0; i < report->claims && !report->is_plan; i++) {
		struct status_device *device = &status->device[status->count];

		if (!bootreport_claimed(report, &report->claim[i]) && !bootreport_failed(&report->claim[i]))
			continue;
		device->claim = &report->claim[i];
		judge(host, now, &holders, device);
		status->bad_boot = status->bad_boot || device->failed;
		status->drift = status->drift || (device->state != STATUS_OK && !device->failed);
		status->count++;
	}
	vfio_holders_free(&holders);
}

void status_free(struct status *status)
{
	for (unsigned int i = 0; i < status->count; i++)
		text_free(&status->device[i].text);
	free(status->device);
}
