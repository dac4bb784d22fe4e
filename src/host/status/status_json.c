/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gpupt status --json, as contract, section 8 and gpupt(8) have it. */
#include "core/out.h"
#include "host/status/status.h"

#include <unistd.h>

static const char *result_of(const struct status *status)
{
	if (status->drift || status->bad_boot)
		return "drift";
	return status->count ? "ok" : "none";
}

static void member(struct out *out, const char *name, const char *value)
{
	out_format(out, ", \"%s\": ", name);
	out_json(out, value);
}

static void json_device(const struct status_device *device, struct out *out)
{
	char addr[PCI_ADDR_TEXT];

	out_format(out, "{ \"address\": \"%s\"", pci_addr_format(&device->claim->addr, addr));
	member(out, "expected", device->claim->driver);
	member(out, "driver", device->driver[0] ? device->driver : NULL);
	member(out, "state", status_name(device->state));
	out_format(out, ", \"group_usable\": %s", device->group_usable ? "true" : "false");
	member(out, "text", device->text);
	out_text(out, " }");
}

int status_json(const struct status *status, const char *boot)
{
	const char *between = "\n    ";
	struct out out;

	out_init(&out, STDOUT_FILENO);
	out_format(&out, "{\n  \"format\": 1, \"result\": \"%s\"", result_of(status));
	member(&out, "boot", boot[0] ? boot : NULL);
	out_text(&out, ",\n  \"devices\": [");
	for (unsigned int i = 0; i < status->count; i++) {
		out_text(&out, between);
		json_device(&status->device[i], &out);
		between = ",\n    ";
	}
	out_text(&out, "]\n}\n");
	return out_flush(&out);
}
