/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/status/status.h"
#include "core/plan.h"
#include "host/check/culprit.h"
#include "host/owner.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {"ok", "drift", "gone"};

const char *status_name(enum status_state state)
{
	return names[state];
}

/* Which of the boot's verdicts say that somebody asked and did not get. */
static bool is_failed_claim(const struct boot_claim *claim)
{
	return claim->reason[0] != '\0';
}

static bool same_device(const struct boot_claim *claim, const struct function *function)
{
	return !function->error && !memcmp(&claim->ids, &function->ids, sizeof(claim->ids));
}

/* The functions of the group that keep a guest from starting: the first of them, or NULL. */
static const struct function *find_blocker(
	const struct host *host, const struct inventory *now, const struct function *function)
{
	for (unsigned int i = 0; function->group >= 0 && i < now->count; i++) {
		const struct function *other = &now->function[i];

		if (other != function && other->group == function->group && other->class >> 16 != 0x06 &&
			!owner_lets_guest_start(host, other))
			return other;
	}
	return NULL;
}

__attribute__((format(printf, 2, 3))) static void say(struct status_device *device, const char *format, ...)
{
	size_t used = strlen(device->text);
	va_list args;

	if (used && used < STATUS_TEXT - 3)
		used += (size_t)snprintf(device->text + used, STATUS_TEXT - used, "; ");
	va_start(args, format);
	vsnprintf(device->text + used, STATUS_TEXT - used, format, args);
	va_end(args);
}

static void blame(const struct host *host, struct status_device *device)
{
	char text[320];

	culprit_find(host, &device->claim->addr, text, sizeof(text));
	if (text[0])
		say(device, "%s", text);
}

/* A promise of the boot against what holds now. */
static void judge_promise(
	const struct host *host, const struct function *function, struct status_device *device)
{
	const char *expected = device->claim->driver;
	const char *driver = function->driver;
	const char *override = function->override;

	if (!strcmp(driver, expected) && !strcmp(override, expected)) {
		device->state = STATUS_OK;
		return;
	}
	device->state = STATUS_DRIFT;
	if (!driver[0])
		say(device, "no driver has it; the boot gave it to %s", expected);
	else if (strcmp(driver, expected) != 0)
		say(device, "%s has it; the boot gave it to %s", driver, expected);
	else if (!override[0])
		say(device, "its driver_override is gone: the next unbind gives it to the host's driver");
	else
		say(device, "its driver_override is '%s': the next unbind gives it to that driver", override);
	blame(host, device);
}

static void judge_group(const struct host *host, const struct inventory *now, const struct function *function,
	struct status_device *device)
{
	const struct function *blocker = find_blocker(host, now, function);
	char addr[PCI_ADDR_TEXT];

	device->group_usable = !blocker;
	if (blocker && !device->failed)
		say(device, "no guest can start with it: %s, of the same IOMMU group %d, is with %s",
			pci_addr_format(&blocker->addr, addr), function->group, blocker->driver);
}

static const char *advice(const char *reason)
{
	for (int i = REASON_NONE + 1; i < REASONS; i++) {
		if (!strcmp(reason_name((enum reason)i), reason))
			return reason_text((enum reason)i);
	}
	return reason;
}

static void judge_failure(struct status_device *device)
{
	bool release = !strcmp(device->claim->why, "refined");

	device->state = STATUS_DRIFT;
	say(device, "the boot did not %s: %s", release ? "give it back to the host" : "claim it",
		advice(device->claim->reason));
}

static void judge(const struct host *host, const struct inventory *now, struct status_device *device)
{
	const struct boot_claim *claim = device->claim;
	const struct function *function = inventory_at(now, &claim->addr);

	device->failed = is_failed_claim(claim);
	if (function)
		strcpy(device->driver, function->driver);
	if (function && same_device(claim, function)) {
		if (device->failed)
			judge_failure(device);
		else
			judge_promise(host, function, device);
		judge_group(host, now, function, device);
		return;
	}
	device->state = STATUS_GONE;
	if (function)
		say(device, "another device is there now: %04x:%04x", function->ids.vendor,
			function->ids.device);
	else
		say(device, "it is no longer on this machine");
}

static bool is_bad_result(const char *result)
{
	return !strcmp(result, "partial") || !strcmp(result, "failed") || !strcmp(result, "refused") ||
	       !strcmp(result, "timeout");
}

bool status_make(const struct host *host, const struct boot_report *report, const struct inventory *now,
	struct status *status)
{
	memset(status, 0, sizeof(*status));
	status->device = calloc(report->claims + 1u, sizeof(status->device[0]));
	if (!status->device)
		return false;
	status->bad_boot = is_bad_result(report->result);
	for (unsigned int i = 0; i < report->notes; i++)
		status->bad_boot = status->bad_boot || report->note[i].is_error;
	for (unsigned int i = 0; i < report->claims && !report->is_plan; i++) {
		struct status_device *device = &status->device[status->count];

		if (!bootreport_claimed(report, &report->claim[i]) && !is_failed_claim(&report->claim[i]))
			continue;
		device->claim = &report->claim[i];
		judge(host, now, device);
		status->drift = status->drift || (device->state != STATUS_OK && !device->failed);
		status->count++;
	}
	return true;
}
