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

/* null: nobody has it, or nobody that may be seen. */
static void json_holder(const struct vfio_holder *holder, struct json *json)
{
	if (!holder->pid) {
		json_string(json, "open_by", NULL);
		return;
	}
	json_object(json, "open_by");
	json_number(json, "pid", (int)holder->pid);
	json_text(json, "command", holder->command);
	json_text(json, "guest", holder->guest);
	json_close(json);
}

static void json_device(const struct status_device *device, struct json *json)
{
	char addr[PCI_ADDR_TEXT];

	json_object(json, NULL);
	json_string(json, "address", pci_addr_format(&device->claim->addr, addr));
	json_string(json, "expected", device->claim->driver);
	json_text(json, "driver", device->driver);
	json_string(json, "state", device->failed ? "failed" : status_name(device->state));
	json_bool(json, "group_usable", device->group_usable);
	json_string(json, "text", text_string(&device->text));
	json_string(json, "boot", device->claim->state);
	json_text(json, "reason", device->claim->reason);
	json_text(json, "group_node", device->nodes.group);
	json_text(json, "device_node", device->nodes.device);
	json_holder(&device->holder, json);
	json_text(json, "power_state", device->sight.power_state);
	sight_json_links(&device->sight, json);
	json_close(json);
}

static void json_note(const struct boot_note *note, struct json *json)
{
	json_object(json, NULL);
	json_string(json, "level", note->is_error ? "error" : "warning");
	json_string(json, "code", note->code);
	json_string(json, "subject", note->subject);
	json_string(json, "text", note->text);
	json_close(json);
}

int status_json(const struct status *status, const struct boot_report *report)
{
	struct json json;
	int failed = 0;
	int drifted = 0;

	for (unsigned int i = 0; i < status->count; i++) {
		failed += status->device[i].failed;
		drifted += !status->device[i].failed && status->device[i].state != STATUS_OK;
	}
	json_begin(&json);
	json_string(&json, "result", result_of(status));
	json_string(&json, "boot", report ? report->result : NULL);
	json_number(&json, "drifted", drifted);
	json_number(&json, "failed", failed);
	json_array(&json, "devices");
	for (unsigned int i = 0; i < status->count; i++)
		json_device(&status->device[i], &json);
	json_close(&json);
	json_array(&json, "notes");
	for (unsigned int i = 0; report && i < report->notes; i++)
		json_note(&report->note[i], &json);
	json_close(&json);
	return json_end(&json);
}
