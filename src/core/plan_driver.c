/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/planner.h"

#include <string.h>

/* The driver of a module: known for sure only when the module is there. */
static void name_driver(const struct planner *planner, struct target *target)
{
	const struct inventory *inventory = planner->inventory;
	size_t length = strnlen(target->module, DRIVER_NAME - 1);

	memcpy(target->driver, target->module, length);
	target->driver[length] = '\0';
	if (table_is_plain(token_of(target->module)))
		strcpy(target->driver, target->module[0] == 'v' ? "vfio-pci" : "pci-stub");
	for (unsigned int i = 0; i < inventory->variants; i++) {
		if (!strcmp(inventory->variant[i].module, target->module))
			strcpy(target->driver, inventory->variant[i].driver);
	}
}

static uint8_t target_of_module(const struct planner *planner, struct token module)
{
	struct plan *plan = planner->plan;
	struct target *target;

	/* A table may say vfio-pci; - and _ are the same in a module's name. */
	if (table_is_plain(module))
		module = token_of(module.text[0] == 'v' ? "vfio_pci" : "pci_stub");
	for (unsigned int i = 0; i < plan->targets; i++) {
		if (token_is(module, plan->target[i].module))
			return (uint8_t)i;
	}
	if (plan->targets == PLAN_TARGETS) {
		note_add(planner->notes, NOTE_TOO_MANY, TABLE_FILE,
			"more than " NOTE_NUMBER(
				PLAN_TARGETS) " drivers are needed; vfio-pci takes the rest");
		return 0;
	}
	target = &plan->target[plan->targets];
	memcpy(target->module, module.text, module.length);
	target->module[module.length] = '\0';
	name_driver(planner, target);
	return (uint8_t)plan->targets++;
}

/* The best driver by itself: one that would bring a display driver in takes the host's card, too. */
static struct token best_module(const struct planner *planner, const struct function *function)
{
	struct token module = token_of("vfio_pci");
	char name[QUOTE_MAX + 1];

	if (!table_best_module(planner->table, &function->ids, function->class, &module) ||
		table_is_plain(module) || !table_brings_display(planner->table, module))
		return module;
	if (function->subject)
		note_add(planner->notes, NOTE_VARIANT, note_quote(name, module.text, module.length),
			"it would bring a display driver in, so vfio-pci is taken; gpupt.driver= can choose it");
	return token_of("vfio_pci");
}

uint8_t planner_target_of(const struct planner *planner, const struct function *function)
{
	struct token module = token_of(planner->driver ? planner->driver : "vfio_pci");

	if (planner->driver)
		table_has_variant(planner->table, planner->driver, &module);
	else
		module = best_module(planner, function);
	return target_of_module(planner, module);
}

/* The last valid value of gpupt.driver wins; NULL is auto. */
void planner_choose_driver(struct planner *planner)
{
	const struct request *request = planner->request;

	for (unsigned int i = 0; i < request->drivers; i++) {
		const char *name = request->driver[i];
		struct token module;

		if (!strcmp(name, "auto"))
			planner->driver = NULL;
		else if (token_is_name(token_of(name), "pci_stub"))
			planner->driver = "pci_stub";
		else if (token_is_name(token_of(name), "vfio_pci"))
			planner->driver = "vfio_pci";
		else if (table_has_variant(planner->table, name, &module))
			planner->driver = name;
		else
			request_note(planner->notes, NOTE_BAD_VALUE, "gpupt.driver", name, request_drivers);
	}
}

/* Whether modprobe.d, by way of the table, turns vfio's no-IOMMU mode on. */
static bool table_wants_noiommu(const struct table *table)
{
	struct table_record record;
	size_t at = 0;

	while (table_next(table, &at, &record)) {
		struct cmdline options;
		struct param param;

		if (record.kind != TABLE_MODULE || !token_is(record.name, "vfio"))
			continue;
		options = cmdline_start(record.options.text, record.options.length);
		while (cmdline_next(&options, &param)) {
			if (token_is_name(param.name, "enable_unsafe_noiommu_mode"))
				return param_is_yes(&param);
		}
	}
	return false;
}

bool planner_noiommu(const struct planner *planner)
{
	if (planner->inventory->noiommu >= 0)
		return planner->inventory->noiommu;
	if (planner->request->noiommu >= 0)
		return planner->request->noiommu;
	return table_wants_noiommu(planner->table);
}
