/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Profiles of LXD and Incus. The type is pci, one device for each function: what the type gpu
 * does to the sibling functions when the machine stops would give them back to the host.
 */
#include "host/export/export.h"

#include <stdio.h>

static char *device_name(const struct device *device, unsigned int card, unsigned int i, char buf[32])
{
	if (i)
		snprintf(buf, 32, "gpu%u-fn%x", card, device->addr.fn);
	else
		snprintf(buf, 32, "gpu%u", card);
	return buf;
}

static void commands(const struct device_set *set, const char *client, struct out *out)
{
	char address[PCI_ADDR_TEXT];
	char name[32];

	for (unsigned int c = 0; c < set->cards; c++) {
		for (unsigned int i = 0; i < set->card[c].count; i++) {
			const struct device *device = card_device(set, c, i);

			out_format(out, "#   %s config device add VM %s pci address=%s\n", client,
				device_name(device, c, i, name), pci_addr_format(&device->addr, address));
		}
	}
}

void export_profile(const struct device_set *set, const char *client, struct out *out)
{
	char address[PCI_ADDR_TEXT];
	char name[32];

	out_format(out, "# A profile for virtual machines: %s profile edit NAME\n", client);
	out_text(out,
		"# They have UEFI and a PCI Express machine by themselves; where the guest's driver is\n"
		"# not signed, set security.secureboot=false. Without the profile:\n");
	commands(set, client, out);
	out_text(out, "config: {}\n"
		      "description: \"GPUs that gpupt claimed at boot\"\n"
		      "devices:\n");
	for (unsigned int c = 0; c < set->cards; c++) {
		for (unsigned int i = 0; i < set->card[c].count; i++) {
			const struct device *device = card_device(set, c, i);

			export_title(out, "  # ", device, "");
			out_format(out, "  %s:\n    type: pci\n    address: \"%s\"\n",
				device_name(device, c, i, name), pci_addr_format(&device->addr, address));
		}
	}
}
