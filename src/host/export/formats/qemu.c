/* SPDX-License-Identifier: GPL-2.0-or-later */
/* QEMU's own options. Its host= has four digits for the domain, sysfsdev= any name. */
#include "host/export/export.h"

#define FIRST_CHASSIS 16

static void function(struct out *out, const struct device *device, unsigned int card, bool many)
{
	char address[PCI_ADDR_TEXT];

	pci_addr_format(&device->addr, address);
	export_title(out, "# ", device, "");
	if (device->addr.domain > 0xffff)
		out_format(out, "-device vfio-pci,sysfsdev=/sys/bus/pci/devices/%s", address);
	else
		out_format(out, "-device vfio-pci,host=%s", address);
	out_format(out, ",bus=gpu%u,addr=00.%x%s\n", card, device->guest_fn,
		many && !device->guest_fn ? ",multifunction=on" : "");
}

void export_qemu(const struct device_set *set, struct out *out)
{
	out_text(out,
		"# With -M q35 and an UEFI firmware (OVMF). Without root: the udev rule of gpupt export udev,\n"
		"# and a limit of locked memory above the guest's memory (ulimit -l).\n");
	for (unsigned int c = 0; c < set->cards; c++) {
		if (card_device(set, c, 0)->numa_node >= 0)
			out_format(out, "# gpu%u is on NUMA node %d\n", c, card_device(set, c, 0)->numa_node);
		out_format(out, "-device pcie-root-port,id=gpu%u,chassis=%u\n", c, FIRST_CHASSIS + c);
		for (unsigned int i = 0; i < set->card[c].count; i++)
			function(out, card_device(set, c, i), c, set->card[c].count > 1);
	}
}
