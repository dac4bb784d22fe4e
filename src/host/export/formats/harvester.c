/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Harvester: a claim has the name of its PCIDevice: the node's and the address's digits. */
#include "host/export/export.h"

#include <ctype.h>

/* Nodes of Kubernetes have their host's name in lower case. */
static char *node_name(const struct device_set *set, char buf[EXPORT_HOST])
{
	for (unsigned int i = 0; i < EXPORT_HOST; i++)
		buf[i] = (char)tolower((unsigned char)set->host[i]);
	return buf;
}

static void claim(const struct device_set *set, struct out *out, const struct device *device)
{
	const struct pci_addr *addr = &device->addr;
	char address[PCI_ADDR_TEXT];
	char node[EXPORT_HOST];

	export_title(out, "# ", device, "");
	out_text(out, "apiVersion: devices.harvesterhci.io/v1beta1\n"
		      "kind: PCIDeviceClaim\n"
		      "metadata:\n");
	out_format(out, "  name: \"%s-%04x%02x%02x%x\"\nspec:\n", node_name(set, node),
		(unsigned int)addr->domain, addr->bus, addr->dev, addr->fn);
	out_format(out, "  address: \"%s\"\n  nodeName: \"%s\"\n  userName: \"admin\"\n",
		pci_addr_format(addr, address), node);
}

void export_harvester(const struct device_set *set, struct out *out)
{
	out_text(out,
		"# Enable the add-on pcidevices-controller first. In the virtual machine choose UEFI and\n"
		"# machine type q35, and add every function of a card.\n");
	export_shared(set, "# ", out);
	for (unsigned int i = 0; i < set->count; i++) {
		if (i)
			out_text(out, "---\n");
		claim(set, out, &set->device[i]);
	}
}
