/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gpupt status --json, as contract, section 8 and gpupt(8) have it. */
#include "host/json.h"
#include "host/status/status.h"

static const char *result_of(const struct status *status)
{
	if (status->drift || status->bad_boot)
		return "drift";
	return status->count ? "ok" : "none";
}

static void json_device(const struct status_device *device, struct json *json)
{
	char addr[PCI_ADDR_TEXT];

	json_object(json, NULL);
	json_string(json, "address", pci_addr_format(&device->claim->addr, addr));
	json_string(json, "expected", device->claim->driver);
	json_text(json, "driver", device->driver);
	json_string(json, "state", status_name(device->state));
	json_bool(json, "group_usable", device->group_usable);
	json_string(json, "text", device->text);
	json_close(json);
}

int status_json(const struct status *status, const char *boot)
{
	struct json json;

	json_begin(&json);
	json_string(&json, "result", result_of(status));
	json_text(&json, "boot", boot);
	json_array(&json, "devices");
	for (unsigned int i = 0; i < status->count; i++)
		json_device(&status->device[i], &json);
	json_close(&json);
	return json_end(&json);
}
