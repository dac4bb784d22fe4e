/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Vagrant's libvirt provider. Quoted: unquoted, Ruby and XML would disagree on the numbers. */
#include "host/export/export.h"

void export_vagrant(const struct device_set *set, struct out *out)
{
	out_text(out, "# Inside  config.vm.provider :libvirt do |v| ... end  of the Vagrantfile, with\n"
		      "# v.machine_type = 'q35' and an UEFI firmware in v.loader.\n");
	for (const struct device *device = set->device; device < set->device + set->count; device++) {
		export_title(out, "# ", device, "");
		out_format(out,
			"v.pci :domain => '0x%04x', :bus => '0x%02x', :slot => '0x%02x', "
			":function => '0x%x'\n",
			(unsigned int)device->addr.domain, device->addr.bus, device->addr.dev,
			device->addr.fn);
	}
}
