/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libvirt's domain XML. managed='no': libvirt leaves the driver alone, since the card is on its
 * VFIO driver from the boot on. Each card gets a root port of its own, all its functions in one
 * slot behind it, as they are on the host.
 */
#include "host/export/export.h"

/* Indexes that a domain made by the usual tools does not use. */
#define FIRST_BUS 16

static void address(struct out *out, const struct pci_addr *addr)
{
	out_format(out, "<address domain='0x%04x' bus='0x%02x' slot='0x%02x' function='0x%x'/>",
		(unsigned int)addr->domain, addr->bus, addr->dev, addr->fn);
}

static void hostdev(struct out *out, const struct device *device, unsigned int bus, bool many)
{
	export_title(out, "<!-- ", device, " -->");
	out_text(out, "<hostdev mode='subsystem' type='pci' managed='no'>\n  <source>");
	address(out, &device->addr);
	out_format(out,
		"</source>\n"
		"  <address type='pci' domain='0x0000' bus='0x%02x' slot='0x00' function='0x%x'%s/>\n"
		"</hostdev>\n",
		bus, device->guest_fn, many && !device->guest_fn ? " multifunction='on'" : "");
}

static void numa_hint(struct out *out, const struct device *device)
{
	if (device->numa_node >= 0)
		out_format(out,
			"<!-- NUMA node %d: <numatune><memory mode='strict' nodeset='%d'/>"
			"</numatune> -->\n",
			device->numa_node, device->numa_node);
}

void export_libvirt(const struct device_set *set, struct out *out)
{
	out_text(out,
		"<!-- For <devices> of a domain with <os firmware='efi'> and machine='q35'. If an index is\n"
		"     in use there already, choose another for the controller and for bus. -->\n");
	for (unsigned int c = 0; c < set->cards; c++) {
		unsigned int bus = FIRST_BUS + c;

		numa_hint(out, card_device(set, c, 0));
		out_format(out, "<controller type='pci' index='%u' model='pcie-root-port'/>\n", bus);
		for (unsigned int i = 0; i < set->card[c].count; i++)
			hostdev(out, card_device(set, c, i), bus, set->card[c].count > 1);
	}
}
