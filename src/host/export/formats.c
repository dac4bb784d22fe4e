/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of formats. */
#include "host/export/export.h"

#include <stddef.h>
#include <string.h>

/* Four hex digits of domain are all that most platforms accept. */
#define FOUR_DIGITS 0xffff
#define ANY_DOMAIN 0xffffffff

const struct export_format export_formats[] = {
	{"lxd", "LXD",
		"A profile for virtual machines:  lxc profile create gpu\n"
		"                                 gpupt export lxd | lxc profile edit gpu\n"
		"or, for one machine, the commands in its comments.\n",
		false, FOUR_DIGITS, NULL, export_lxd},
	{"incus", "Incus",
		"A profile for virtual machines:  incus profile create gpu\n"
		"                                 gpupt export incus | incus profile edit gpu\n"
		"or, for one machine, the commands in its comments.\n",
		false, FOUR_DIGITS, NULL, export_incus},
	{"libvirt", "libvirt", "Elements for <devices> of the domain: virsh edit DOMAIN.\n", false,
		ANY_DOMAIN, NULL, export_libvirt},
	{"vagrant", "Vagrant with the libvirt provider",
		"Lines for the Vagrantfile, inside  config.vm.provider :libvirt do |v| ... end\n", false,
		ANY_DOMAIN, NULL, export_vagrant},
	{"opennebula", "OpenNebula",
		"Attributes for the VM template; in the comments pci.conf for the host's probe:\n"
		"/var/lib/one/remotes/etc/im/kvm-probes.d/pci.conf\n",
		false, 0, NULL, export_opennebula},
	{"nova", "OpenStack Nova",
		"A [pci] section for nova.conf: all of it on the compute host, the alias lines\n"
		"also where nova-api runs; the flavor's property is in the comments.\n",
		false, FOUR_DIGITS, NULL, export_nova},
	{"lxc", "LXC",
		"Lines for a container's configuration, for cards that the host keeps: plain LXC\n"
		"(/var/lib/lxc/NAME/config); in the comments the same for Proxmox\n"
		"(/etc/pve/lxc/ID.conf).\n",
		true, ANY_DOMAIN, lxc_refuse, export_lxc},
	{"proxmox", "Proxmox VE",
		"Lines for /etc/pve/qemu-server/ID.conf; in the comments the same as a mapping\n"
		"of the cluster: /etc/pve/mapping/pci.cfg.\n",
		false, ANY_DOMAIN, proxmox_refuse, export_proxmox},
	{"qemu", "QEMU",
		"Options of the command line, one a line:\n"
		"qemu-system-x86_64 -M q35 ... $(gpupt export qemu | grep -v '^#')\n",
		false, ANY_DOMAIN, NULL, export_qemu},
	{"kubevirt", "KubeVirt",
		"A merge patch for the KubeVirt resource:\n"
		"kubectl patch kubevirt kubevirt -n kubevirt --type merge --patch-file FILE\n"
		"and, in the comments, the devices of a virtual machine.\n",
		false, FOUR_DIGITS, kubevirt_refuse, export_kubevirt},
	{"harvester", "Harvester", "PCIDeviceClaims: gpupt export harvester | kubectl apply -f -\n", false,
		FOUR_DIGITS, NULL, export_harvester},
	{"ansible", "Ansible",
		"An inventory (YAML) with the host and a virtual machine for each card, in the\n"
		"variables of playbooks for LXD on bare metal.\n",
		false, FOUR_DIGITS, NULL, export_ansible},
	{"udev", "udev",
		"A rules file: /etc/udev/rules.d/70-gpupt.rules; then: udevadm control --reload;\n"
		"udevadm trigger --subsystem-match=vfio --subsystem-match=vfio-dev\n",
		false, ANY_DOMAIN, udev_refuse, export_udev},
	{NULL, NULL, NULL, false, 0, NULL, NULL},
};

const struct export_format *export_find(const char *name)
{
	for (const struct export_format *format = export_formats; format->name; format++) {
		if (!strcmp(format->name, name))
			return format;
	}
	return NULL;
}
