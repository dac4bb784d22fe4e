/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An inventory in the variables of playbooks for LXD on bare metal. pci_slot is written as they
 * write it, without domain 0; it must be quoted, or YAML reads 01:00.0 as a number.
 */
#include "host/export/export.h"

static void pci_slot(struct out *out, const struct pci_addr *addr)
{
	char address[PCI_ADDR_TEXT];

	pci_addr_format(addr, address);
	out_format(out, "\"%s\"", addr->domain ? address : address + 5);
}

static void machine(const struct device_set *set, unsigned int card, struct out *out)
{
	const struct device *first = card_device(set, card, 0);
	char model[EXPORT_NAME];
	char address[PCI_ADDR_TEXT];

	export_title(out, "        # ", first, "");
	out_format(out,
		"        gpu-vm%u:\n          parent_host: \"%s\"\n"
		"          gpu_passthrough: true\n          gpu_type: ",
		card, set->host);
	out_json(out, export_model(first, model));
	out_text(out, "\n          pci_slot: ");
	pci_slot(out, &first->addr);
	out_text(out, "\n          pci_functions:\n");
	for (unsigned int i = 0; i < set->card[card].count; i++)
		out_format(out, "            - \"%s\"\n",
			pci_addr_format(&card_device(set, card, i)->addr, address));
}

void export_ansible(const struct device_set *set, struct out *out)
{
	out_text(out,
		"# The cards are claimed at boot: a step of the playbook that binds them to vfio-pci has\n"
		"# nothing left to do. The machines are LXD virtual machines (UEFI); rename them.\n");
	out_format(out,
		"all:\n"
		"  children:\n"
		"    baremetal:\n"
		"      hosts:\n"
		"        \"%s\":\n"
		"          server_type: \"%s\"\n"
		"          configure_gpu_passthrough: true\n",
		set->host, set->desktop ? "desktop" : "headless");
	out_text(out, "    gpu_passthrough_vms:\n      hosts:\n");
	for (unsigned int c = 0; c < set->cards; c++)
		machine(set, c, out);
}
