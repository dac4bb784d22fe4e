/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Nova's [pci] section. A device_spec by IDs alone would offer the twin that the host keeps as
 * well, one without domain would be a wildcard: address and IDs together.
 */
#include "host/export/export.h"

/* As Nova itself finds it out: an alias of another type never matches. */
static const char *device_type(const struct device *device)
{
	if (device->is_vf)
		return "type-VF";
	return device->has_vfs ? "type-PF" : "type-PCI";
}

static void alias_name(struct out *out, const struct device *device)
{
	char name[16];

	out_format(out, "gpupt-%s", export_ids_name(device, name));
	if (device->is_vf)
		out_text(out, "-vf");
	else if (device->has_vfs)
		out_text(out, "-pf");
}

static bool same_kind(const struct device *a, const struct device *b)
{
	return a->ids.vendor == b->ids.vendor && a->ids.device == b->ids.device && a->is_vf == b->is_vf &&
	       a->has_vfs == b->has_vfs;
}

/* What a guest with the first card asks for: each alias and how often. */
static void flavor(const struct device_set *set, struct out *out)
{
	const struct device *first = card_device(set, 0, 0);
	const struct device *end = first + set->card[0].count;
	const char *between = "";

	out_text(out, "#   openstack flavor set FLAVOR --property \"pci_passthrough:alias\"=\"");
	for (const struct device *device = first; device < end; device++) {
		unsigned int count = 0;

		if (device->seen & SEEN_KIND)
			continue;
		for (const struct device *other = first; other < end; other++)
			count += same_kind(device, other);
		out_text(out, between);
		alias_name(out, device);
		out_format(out, ":%u", count);
		between = ",";
	}
	out_text(out, "\"\n");
}

static bool has_twins(const struct device_set *set)
{
	for (unsigned int i = 0; i < set->count; i++) {
		if (set->device[i].seen & SEEN_KIND)
			return true;
	}
	return false;
}

static void hints(const struct device_set *set, struct out *out)
{
	out_text(out, "# The alias lines are needed on the controllers as well. A flavor with one card:\n");
	flavor(set, out);
	out_text(out,
		"# and an image with  hw_machine_type=q35  hw_firmware_type=uefi\n"
		"# managed: Nova 31 (2025.1) and later understand it: libvirt then leaves the driver alone.\n"
		"# An earlier Nova keeps it as a tag without effect; delete it there.\n");
	if (has_twins(set))
		out_text(out,
			"# Nova picks each function by its alias: where two cards of one model are free on a\n"
			"# host, it may take functions of both for one guest, and the guest does not start.\n");
}

void export_nova(const struct device_set *set, struct out *out)
{
	char address[PCI_ADDR_TEXT];

	hints(set, out);
	export_shared(set, "# ", out);
	out_text(out, "[pci]\n");
	for (const struct device *device = set->device; device < set->device + set->count; device++) {
		export_title(out, "# ", device, "");
		out_format(out,
			"device_spec = { \"address\": \"%s\", \"vendor_id\": \"%04x\", "
			"\"product_id\": \"%04x\", \"managed\": \"no\" }\n",
			pci_addr_format(&device->addr, address), device->ids.vendor, device->ids.device);
	}
	for (const struct device *device = set->device; device < set->device + set->count; device++) {
		if (device->seen & SEEN_KIND)
			continue;
		out_format(out,
			"alias = { \"vendor_id\": \"%04x\", \"product_id\": \"%04x\", "
			"\"device_type\": \"%s\", \"numa_policy\": \"preferred\", \"name\": \"",
			device->ids.vendor, device->ids.device, device_type(device));
		alias_name(out, device);
		out_text(out, "\" }\n");
	}
}
