/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/function.h"

#include <string.h>

struct function *inventory_find(struct inventory *inventory, const struct pci_addr *addr)
{
	for (unsigned int i = 0; i < inventory->count; i++) {
		if (!pci_addr_compare(&inventory->function[i].addr, addr))
			return &inventory->function[i];
	}
	return NULL;
}

const struct function *inventory_at(const struct inventory *inventory, const struct pci_addr *addr)
{
	return inventory_find((struct inventory *)inventory, addr);
}

/* Shell's sort: in place, without the memory that qsort may ask for. Gaps of 2^n would be slow. */
void inventory_sort(struct inventory *inventory)
{
	struct function *end = inventory->function + inventory->count;

	for (int gap = INVENTORY_FUNCTIONS - 1; gap; gap /= 2) {
		for (struct function *next = inventory->function + gap; next < end; next++) {
			struct function *at = next;

			for (; at >= inventory->function + gap &&
				pci_addr_compare(&at[-gap].addr, &at->addr) > 0;
				at -= gap) {
				struct function other = at[-gap];

				at[-gap] = *at;
				*at = other;
			}
		}
	}
}

bool function_is_quiet_bridge(const struct function *function)
{
	return function->is_bridge && (!function->driver[0] || !strcmp(function->driver, "pcieport"));
}

bool function_has_guest_driver(const struct function *function)
{
	const char *driver = function->driver;

	return driver[0] && (table_is_plain(token_of(driver)) || function->has_vfio_driver ||
				    strstr(driver, "vfio-pci") || strstr(driver, "vfio_pci"));
}
