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
	if (!strcmp(target->module, "vfio_pci"))
		strcpy(target->driver, "vfio-pci");
	if (!strcmp(target->module, "pci_stub"))
		strcpy(target->driver, "pci-stub");
	for (unsigned int i = 0; i < inventory->variants; i++) {
		if (!strcmp(inventory->variant[i].module, target->module))
			strcpy(target->driver, inventory->variant[i].driver);
	}
}

static uint8_t target_of_module(const struct planner *planner, struct token module)
{
	struct plan *plan = planner->plan;
	struct target *target;

	for (unsigned int i = 0; i < plan->targets; i++) {
		if (token_is(module, plan->target[i].module))
			return (uint8_t)i;
	}
	if (plan->targets == PLAN_TARGETS) {
		note_add(planner->notes, NOTE_TOO_MANY, TABLE_FILE,
			"more than %d drivers are needed; vfio-pci takes the rest", PLAN_TARGETS);
		return 0;
	}
	target = &plan->target[plan->targets];
	memcpy(target->module, module.text, module.length);
	target->module[module.length] = '\0';
	name_driver(planner, target);
	return (uint8_t)plan->targets++;
}

uint8_t planner_target_of(const struct planner *planner, const struct function *function)
{
	static const struct token vfio_pci = {"vfio_pci", 8};
	static const struct token pci_stub = {"pci_stub", 8};
	struct token module = vfio_pci;

	if (!planner->driver)
		table_best_module(planner->table, &function->ids, function->class, &module);
	else if (!strcmp(planner->driver, "pci-stub"))
		module = pci_stub;
	else if (strcmp(planner->driver, "vfio-pci"))
		table_has_variant(planner->table, planner->driver, &module);
	return target_of_module(planner, module);
}

/* The last valid value of gpupt.driver wins; NULL is auto. */
void planner_choose_driver(struct planner *planner)
{
	const struct request *request = planner->request;
	char subject[QUOTE_MAX + 1];

	for (unsigned int i = 0; i < request->drivers; i++) {
		const char *name = request->driver[i];
		struct token token = {name, strlen(name)};
		struct token module;

		if (!strcmp(name, "auto"))
			planner->driver = NULL;
		else if (token_is_name(token, "vfio-pci"))
			planner->driver = "vfio-pci";
		else if (token_is_name(token, "pci-stub"))
			planner->driver = "pci-stub";
		else if (table_has_variant(planner->table, name, &module))
			planner->driver = name;
		else
			note_add(planner->notes, NOTE_BAD_VALUE,
				request_quote(subject, "gpupt.driver", name),
				"gpupt.driver: '%s' cannot be used: expected auto, vfio-pci, pci-stub or "
				"a VFIO variant driver that /" TABLE_FILE " lists", name);
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
