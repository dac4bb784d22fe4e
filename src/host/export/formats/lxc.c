/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * LXC: the card stays with the host and its driver; the container gets the device nodes of these
 * cards, and those that all cards of the driver share. Proxmox writes a colon for the sign.
 */
#include "host/export/export.h"

const char *lxc_refuse(const struct device_set *set, const struct device *device)
{
	(void)set;
	return device->nodes
		       ? NULL
		       : "no driver of the host has made device nodes for it: a container has nothing to use";
}

static void node(struct out *out, const char *prefix, const char *sign, const struct device_node *node)
{
	out_format(
		out, "%slxc.cgroup2.devices.allow%s c %u:%u rwm\n", prefix, sign, node->major, node->minor);
	out_format(out, "%slxc.mount.entry%s %s %s none bind,optional,create=file 0 0\n", prefix, sign,
		node->path, node->path + 1);
}

static void lines(const struct device_set *set, struct out *out, const char *prefix, const char *sign)
{
	for (const struct device *device = set->device; device < set->device + set->count; device++) {
		for (unsigned int i = 0; i < device->nodes; i++)
			node(out, prefix, sign, &device->node[i]);
	}
	for (unsigned int i = 0; i < set->shared; i++)
		node(out, prefix, sign, &set->shared_node[i]);
}

void export_lxc(const struct device_set *set, struct out *out)
{
	out_text(out,
		"# Plain LXC: /var/lib/lxc/NAME/config. The numbers are those of this boot: nodes move when\n"
		"# cards or drivers change. The container needs the user space of the host's driver.\n");
	for (const struct device *device = set->device; device < set->device + set->count; device++)
		export_title(out, "# ", device, "");
	lines(set, out, "", " =");
	out_text(out, "# Proxmox: /etc/pve/lxc/ID.conf\n");
	lines(set, out, "#   ", ":");
}
