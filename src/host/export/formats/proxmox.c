/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Proxmox VE: an address without function is every function of the slot, so it is written only
 * where every function is in the set; else they are listed. Lower case is all it reads.
 */
#include "host/export/export.h"

#define HOSTPCI_MAX 16 /* hostpci0 to hostpci15 */

const char *proxmox_refuse(const struct device_set *set, const struct device *device)
{
	if (set->cards <= HOSTPCI_MAX || device < card_device(set, HOSTPCI_MAX, 0))
		return NULL;
	return "a virtual machine has at most 16 of them; name fewer slots";
}

static void path(const struct device_set *set, unsigned int card, struct out *out)
{
	const struct device *first = card_device(set, card, 0);
	const struct device *last = card_device(set, card, set->card[card].count - 1);
	char address[PCI_ADDR_TEXT];

	if (first->whole_slot && pci_addr_same_slot(&first->addr, &last->addr)) {
		out_format(out, "%04x:%02x:%02x", (unsigned int)first->addr.domain, first->addr.bus,
			first->addr.dev);
		return;
	}
	for (unsigned int i = 0; i < set->card[card].count; i++)
		out_format(out, "%s%s", i ? ";" : "",
			pci_addr_format(&card_device(set, card, i)->addr, address));
}

static void mapping(const struct device_set *set, unsigned int card, struct out *out)
{
	const struct device *first = card_device(set, card, 0);

	out_format(out, "#   gpu%u\n#   \tmap node=%s,path=", card, set->host);
	path(set, card, out);
	out_format(out, ",id=%04x:%04x,subsystem-id=%04x:%04x", first->ids.vendor, first->ids.device,
		first->ids.subvendor, first->ids.subdevice);
	if (first->group >= 0)
		out_format(out, ",iommugroup=%d", first->group);
	out_text(out, "\n");
}

void export_proxmox(const struct device_set *set, struct out *out)
{
	out_text(out, "# The guest needs  machine: q35  for pcie=1; with  bios: ovmf  also an efidisk0.\n");
	for (const struct device *device = set->device; device < set->device + set->count; device++)
		export_title(out, "# ", device, "");
	for (unsigned int c = 0; c < set->cards; c++) {
		out_format(out, "hostpci%u: ", c);
		path(set, c, out);
		out_text(out, ",pcie=1\n");
	}
	out_text(out,
		"# The same for the whole cluster, in /etc/pve/mapping/pci.cfg, then hostpci0: mapping=gpu0,pcie=1\n");
	for (unsigned int c = 0; c < set->cards; c++)
		mapping(set, c, out);
}
