/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * OpenNebula chooses devices by the address exactly as lspci prints it: without domain, unless
 * the machine has several.
 */
#include "host/export/export.h"

static void short_address(const struct device_set *set, struct out *out, const struct device *device)
{
	if (set->other_domains)
		out_format(out, "%04x:", (unsigned int)device->addr.domain);
	out_format(out, "%02x:%02x.%x", device->addr.bus, device->addr.dev, device->addr.fn);
}

static void filter(const struct device_set *set, struct out *out)
{
	const char *between = "";

	out_text(out, "#   :filter: '");
	for (const struct device *device = set->device; device < set->device + set->count; device++) {
		if (device->seen & SEEN_IDS)
			continue;
		out_format(out, "%s%04x:%04x", between, device->ids.vendor, device->ids.device);
		between = ",";
	}
	out_text(out, "'\n");
}

void export_opennebula(const struct device_set *set, struct out *out)
{
	if (set->other_domains)
		out_text(out,
			"# This machine has several PCI domains, and lspci prints them. OpenNebula's probe puts\n"
			"# one more 0000 in front: see with  onehost show  whether it takes these addresses.\n");
	export_shared(set, "# ", out);
	out_text(out, "# On the host, pci.conf of the probe, so that only these are offered:\n");
	filter(set, out);
	out_text(out, "#   :short_address:\n");
	for (const struct device *device = set->device; device < set->device + set->count; device++) {
		out_text(out, "#     - '");
		short_address(set, out, device);
		out_text(out, "'\n");
	}
	out_text(out, "# In the VM template:  OS = [ MACHINE = \"q35\", FIRMWARE = \"UEFI\" ]  and\n");
	for (const struct device *device = set->device; device < set->device + set->count; device++) {
		export_title(out, "# ", device, "");
		out_text(out, "PCI = [ SHORT_ADDRESS = \"");
		short_address(set, out, device);
		out_text(out, "\" ]\n");
	}
}
