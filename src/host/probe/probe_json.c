/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gpupt probe --json, as gpupt(8) has it. */
#include "host/json.h"
#include "host/probe/config.h"
#include "host/probe/probe.h"

#include <inttypes.h>
#include <stdio.h>

/* A size may have more digits than json_number takes: as a string, in hex. */
static void json_size(struct json *json, const char *name, uint64_t size)
{
	char text[24];

	snprintf(text, sizeof(text), "0x%" PRIx64, size);
	json_string(json, name, text);
}

static void json_regions(const struct probe_facts *facts, struct json *json)
{
	json_array(json, "regions");
	for (unsigned int i = 0; i < PROBE_REGIONS; i++) {
		const struct probe_region *region = &facts->region[i];

		if (!region->size)
			continue;
		json_object(json, NULL);
		json_number(json, "index", (int)i);
		json_size(json, "size", region->size);
		json_bool(json, "memory", region->memory);
		json_bool(json, "mapped", region->mapped);
		json_bool(json, "read", region->tried && !region->error);
		json_close(json);
	}
	json_close(json);
}

static void json_link(const struct probe_link *link, struct json *json)
{
	json_object(json, "link");
	json_text(json, "speed", link->speed);
	json_text(json, "max_speed", link->max_speed);
	json_number(json, "width", link->width ? (int)link->width : -1);
	json_number(json, "max_width", link->max_width ? (int)link->max_width : -1);
	json_close(json);
}

static void json_reset(const struct probe_facts *facts, struct json *json)
{
	struct config config = {facts->config.byte, facts->config.length};
	char addr[PCI_ADDR_TEXT];

	json_object(json, "reset");
	json_text(json, "methods", facts->reset_method);
	json_bool(json, "alone", facts->resets);
	json_bool(json, "flr", config_has_flr(&config));
	json_bool(json, "bus", facts->hot_asked && !facts->hot_error);
	json_array(json, "bus_hits");
	for (unsigned int i = 0; i < facts->hits; i++)
		json_string(json, NULL, pci_addr_format(&facts->hit[i], addr));
	json_close(json);
	json_bool(json, "done", facts->reset_tried && !facts->reset_error);
	json_close(json);
}

static void json_facts(const struct probe_facts *facts, struct json *json)
{
	json_text(json, "power_state", facts->power_state);
	json_text(json, "idle_microwatts", facts->idle_power);
	json_link(&facts->link, json);
	json_regions(facts, json);
	json_object(json, "interrupts");
	json_number(json, "intx", (int)facts->intx);
	json_number(json, "msi", (int)facts->msi);
	json_number(json, "msix", (int)facts->msix);
	json_close(json);
	json_reset(facts, json);
}

static void json_device(const struct probe_device *device, struct json *json)
{
	const struct function *function = device->function;
	char addr[PCI_ADDR_TEXT];

	json_object(json, NULL);
	json_string(json, "address", pci_addr_format(&function->addr, addr));
	json_format(json, "id", "%04x:%04x", function->ids.vendor, function->ids.device);
	json_format(json, "class", "%06x", (unsigned int)function->class);
	json_text(json, "driver", function->driver);
	json_number(json, "group", function->group);
	json_string(json, "result", probe_result_name(device->verdict.result));
	json_array(json, "findings");
	for (unsigned int i = 0; i < device->verdict.count; i++) {
		const struct probe_finding *finding = &device->verdict.finding[i];

		json_object(json, NULL);
		json_string(json, "code", probe_code(finding->found));
		json_string(json, "result", probe_result_name(finding->result));
		json_string(json, "text", text_string(&finding->text));
		json_string(json, "hint", probe_advice(finding->found));
		json_close(json);
	}
	json_close(json);
	if (device->facts)
		json_facts(device->facts, json);
	json_close(json);
}

static void json_cards(const struct probe *probe, struct json *json)
{
	const struct function *before = NULL;
	char addr[PCI_ADDR_TEXT];

	json_array(json, "cards");
	for (unsigned int i = 0; i < probe->count; i++) {
		const struct function *function = probe->device[i].function;

		if (!before || !function_same_card(before, function)) {
			json_object(json, NULL);
			json_string(json, "address",
				pci_addr_format(&probe->all->function[function->card].addr, addr));
			json_string(json, "result", probe_result_name(probe_result(probe, function)));
			json_close(json);
		}
		before = function;
	}
	json_close(json);
}

int probe_json(const struct probe *probe)
{
	struct json json;

	json_begin(&json);
	json_string(&json, "result", probe_result_name(probe_result(probe, NULL)));
	json_cards(probe, &json);
	json_array(&json, "devices");
	for (unsigned int i = 0; i < probe->count; i++)
		json_device(&probe->device[i], &json);
	json_close(&json);
	return json_end(&json);
}
