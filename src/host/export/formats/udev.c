/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /dev/vfio/GROUP for the group kvm. The group's number can change with every boot, so the rule
 * asks sysfs whether the function is in the group; it needs no helper program.
 */
#include "host/export/export.h"

const char *udev_refuse(const struct device_set *set, const struct device *device)
{
	(void)set;
	return device->group < 0 ? "it is in no IOMMU group, so there is no device node to give away" : NULL;
}

void export_udev(const struct device_set *set, struct out *out)
{
	char address[PCI_ADDR_TEXT];

	out_text(out,
		"# /etc/udev/rules.d/70-gpupt.rules: members of kvm may give these cards to a guest. They\n"
		"# need a limit of locked memory (LimitMEMLOCK=, ulimit -l) above the guest's memory.\n");
	for (const struct device *device = set->device; device < set->device + set->count; device++) {
		export_title(out, "# ", device, "");
		if (device->seen & SEEN_GROUP)
			continue;
		out_text(out, "SUBSYSTEM==\"vfio\", KERNEL==\"[0-9]*\", "
			      "TEST==\"/sys/kernel/iommu_groups/%k/devices/");
		out_text(out, pci_addr_format(&device->addr, address));
		out_text(out, "\", OWNER=\"root\", GROUP=\"kvm\", MODE=\"0660\"\n");
	}
}
