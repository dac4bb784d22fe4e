/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/status/drift.h"

#include <string.h>

enum drift drift_of(const struct boot_claim *claim, const struct function *function)
{
	if (!function)
		return DRIFT_GONE;
	if (function->error)
		return DRIFT_UNREADABLE;
	if (memcmp(&claim->ids, &function->ids, sizeof(claim->ids)) != 0)
		return DRIFT_DEVICE;
	if (strcmp(function->driver, claim->driver) != 0)
		return DRIFT_DRIVER;
	return strcmp(function->override, claim->driver) ? DRIFT_OVERRIDE : DRIFT_NONE;
}

static void describe_override(const struct function *function, struct text *text)
{
	if (function->override[0])
		text_addf(text, "its driver_override is '%s': the next unbind gives it to that driver",
			function->override);
	else
		text_add(text, "its driver_override is gone: the next unbind gives it to the host's driver");
}

void drift_describe(const struct boot_claim *claim, const struct function *function, struct text *text)
{
	switch (drift_of(claim, function)) {
	case DRIFT_NONE:
		break;
	case DRIFT_OVERRIDE:
		describe_override(function, text);
		break;
	case DRIFT_DRIVER:
		text_addf(text, "%s has it; the boot gave it to %s",
			function->driver[0] ? function->driver : "no driver", claim->driver);
		break;
	case DRIFT_UNREADABLE:
		text_addf(text, "it cannot be read: %s", errno_text(function->error));
		break;
	case DRIFT_DEVICE:
		text_addf(text,
			"another device is there now: %04x:%04x (%04x:%04x), not %04x:%04x (%04x:%04x)",
			function->ids.vendor, function->ids.device, function->ids.subvendor,
			function->ids.subdevice, claim->ids.vendor, claim->ids.device, claim->ids.subvendor,
			claim->ids.subdevice);
		break;
	case DRIFT_GONE:
		text_add(text, "it is no longer on this machine");
		break;
	}
}
