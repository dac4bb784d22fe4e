/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For the group kvm: /dev/vfio/GROUP, whose number can change with every boot, so the rule asks sysfs
 * whether the function is in the group; and /dev/vfio/devices/vfioN, which kernels with
 * VFIO_DEVICE_CDEV make, and whose parent is the function. No helper program is needed.
 */
#include "host/export/export.h"

#define ACCESS "OWNER=\"root\", GROUP=\"kvm\", MODE=\"0660\"\n"

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
		"# need a limit of locked memory (LimitMEMLOCK=, ulimit -l) above the guest's memory; with\n"
		"# /dev/vfio/devices, which not every kernel has, also /dev/iommu.\n");
	for (const struct device *device = set->device; device < set->device + set->count; device++) {
		export_title(out, "# ", device, "");
		pci_addr_format(&device->addr, address);
		if (!(device->seen & SEEN_GROUP)) {
			out_text(out, "SUBSYSTEM==\"vfio\", KERNEL==\"[0-9]*\", "
				      "TEST==\"/sys/kernel/iommu_groups/%k/devices/");
			out_format(out, "%s\", " ACCESS, address);
		}
		out_format(out, "SUBSYSTEM==\"vfio-dev\", KERNELS==\"%s\", " ACCESS, address);
	}
}
