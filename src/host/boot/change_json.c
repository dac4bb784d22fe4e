/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gpupt enable --json and disable --json. */
#include "host/boot/line.h"
#include "host/boot/change.h"
#include "host/json.h"

#include <stdlib.h>
#include <string.h>

static const char *const results[CHANGE_RESULTS] = {
	[CHANGE_FAILED] = "failed",
	[CHANGE_REFUSED] = "refused",
	[CHANGE_BY_HAND] = "by-hand",
	[CHANGE_NOTHING] = "unchanged",
	[CHANGE_WOULD] = "would-change",
	[CHANGE_DONE] = "changed",
};

void change_begin(const struct change *change)
{
	if (!change->json)
		return;
	message_keep();
	message_mute();
}

static void json_list(struct json *json, const char *name, const char *list, char between)
{
	struct text item = {NULL, 0, 0};

	json_array(json, name);
	while (*list) {
		size_t length = strcspn(list, (const char[]){between, '\0'});

		text_addn(&item, list, length);
		json_string(json, NULL, text_string(&item));
		text_free(&item);
		list += length + (list[length] != '\0');
	}
	json_close(json);
}

static void json_parameters(struct json *json, const char *name, const char *slots, bool intel_iommu)
{
	char *parameters = line_with_slots("", slots, intel_iommu);

	json_text(json, name, parameters ? parameters : "");
	free(parameters);
}

int change_end(const struct change *change, int status)
{
	const struct bootcfg *cfg = &change->cfg;
	bool as_before = !change->slots || change->outcome->result <= CHANGE_REFUSED;
	const char *slots = as_before ? cfg->own : change->slots;
	bool iommu = as_before ? cfg->own_iommu : change->intel_iommu;
	struct json json;

	if (!change->json)
		return status;
	message_unmute();
	if (status != 0 && status != EXIT_NO)
		return status;
	json_begin(&json);
	json_string(&json, "command", change->host->command);
	json_string(&json, "result", results[change->outcome->result]);
	json_string(&json, "boot_loader", bootcfg_name(cfg->kind));
	json_text(&json, "file", change->file ? change->file : "");
	json_list(&json, "slots_before", cfg->own, ',');
	json_list(&json, "slots", slots, ',');
	json_parameters(&json, "parameters_before", cfg->own, cfg->own_iommu);
	json_parameters(&json, "parameters", slots, iommu);
	json_text(&json, "note", cfg->note);
	json_list(&json, "commands", text_string(&change->outcome->commands), '\n');
	json_messages(&json);
	return json_end(&json) ? EXIT_UNKNOWN : status;
}
