/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * KubeVirt chooses by IDs, in upper case, but offers only what is bound to vfio-pci: the twin
 * that the host keeps is not offered.
 */
#include "host/export/export.h"

#include <string.h>

#define RESOURCE "vfio.gpupt/"

const char *kubevirt_refuse(const struct device_set *set, const struct device *device)
{
	(void)set;
	if (!device->claimed || !strcmp(device->driver, "vfio-pci"))
		return NULL;
	return "it offers only what is bound to vfio-pci itself; boot with gpupt.driver=vfio-pci";
}

static void resource(struct out *out, const struct device *device)
{
	char name[16];

	out_format(out, "\"" RESOURCE "%s\"", export_ids_name(device, name));
}

/* gpus or hostDevices of a machine with all the cards. */
static void machine(const struct device_set *set, struct out *out, const char *list, bool display)
{
	bool first = true;

	for (unsigned int i = 0; i < set->count; i++) {
		if (device_is_display(&set->device[i]) != display)
			continue;
		if (first)
			out_format(out, "#   %s:\n", list);
		first = false;
		out_format(out, "#     - name: \"gpupt%u\"\n#       deviceName: ", i);
		resource(out, &set->device[i]);
		out_text(out, "\n");
	}
}

void export_kubevirt(const struct device_set *set, struct out *out)
{
	out_text(out,
		"# In the virtual machine, spec.template.spec.domain.devices, with machine type q35 and\n"
		"# firmware.bootloader.efi:\n");
	machine(set, out, "gpus", true);
	machine(set, out, "hostDevices", false);
	export_shared(set, "# ", out);
	out_text(out, "apiVersion: kubevirt.io/v1\n"
		      "kind: KubeVirt\n"
		      "metadata:\n"
		      "  name: kubevirt\n"
		      "  namespace: kubevirt\n"
		      "spec:\n"
		      "  configuration:\n"
		      "    permittedHostDevices:\n"
		      "      pciHostDevices:\n");
	for (const struct device *device = set->device; device < set->device + set->count; device++) {
		if (device->seen & SEEN_IDS)
			continue;
		export_title(out, "        # ", device, "");
		out_format(out, "        - pciVendorSelector: \"%04X:%04X\"\n          resourceName: ",
			device->ids.vendor, device->ids.device);
		resource(out, device);
		out_text(out, "\n");
	}
}
