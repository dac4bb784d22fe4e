/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/vfio_nodes.h"
#include "core/sysfs.h"
#include "core/text.h"
#include "host/owner.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VFIO_DIR "/dev/vfio/"
#define CMDLINE_MAX 65536u

/* A device's number in VFIO; it has a node of its own where the kernel was built to make them. */
static int take_device_node(void *context, const char *name)
{
	struct vfio_nodes *nodes = context;

	if (strncmp(name, "vfio", 4) != 0)
		return 0;
	snprintf(nodes->device, sizeof(nodes->device), VFIO_DIR "devices/%.24s", name);
	return 1;
}

void vfio_nodes_read(const struct host *host, const struct function *function, struct vfio_nodes *nodes)
{
	char path[sizeof(SYSFS_DEVICES) + PCI_ADDR_TEXT + 48];
	char addr[PCI_ADDR_TEXT];
	char name[16];

	memset(nodes, 0, sizeof(*nodes));
	if (owner_of(host, function) != OWNER_GUEST || !strcmp(function->driver, "pci-stub"))
		return;
	pci_addr_format(&function->addr, addr);
	snprintf(path, sizeof(path), SYSFS_DEVICES "/%s/iommu_group/name", addr);
	if (function->group >= 0)
		snprintf(nodes->group, sizeof(nodes->group), VFIO_DIR "%s%d",
			sysfs_read_line(host->root, path, name, sizeof(name)) || strcmp(name, "vfio-noiommu")
				? ""
				: "noiommu-",
			function->group);
	snprintf(path, sizeof(path), SYSFS_DEVICES "/%s/vfio-dev", addr);
	if (sysfs_list(host->root, path, take_device_node, nodes) != 1)
		return;
	snprintf(path, sizeof(path), SYSFS_DEVICES "/%s/vfio-dev%s/dev", addr, strrchr(nodes->device, '/'));
	if (sysfs_exists(host->root, path) != 1)
		nodes->device[0] = '\0';
}

struct looking {
	const struct host *host;
	struct vfio_holders *holders;
	unsigned int pid;
};

/* "guest=win11,debug-threads=on", "win11,process=x", "win11": what is behind QEMU's -name. */
static void name_guest(const char *argument, struct vfio_holder *holder)
{
	if (!strncmp(argument, "guest=", 6))
		argument += 6;
	snprintf(holder->guest, sizeof(holder->guest), "%.*s", (int)strcspn(argument, ","), argument);
}

/* Anybody may call himself as he likes: the texts are printed as what comes from a file is. */
static void read_process(const struct host *host, struct vfio_holder *holder)
{
	char *arguments = host_alloc(1, CMDLINE_MAX);
	char path[64];
	long length;

	snprintf(path, sizeof(path), "proc/%u/comm", holder->pid);
	if (sysfs_read_line(host->root, path, holder->command, sizeof(holder->command)))
		holder->command[0] = '\0';
	snprintf(path, sizeof(path), "proc/%u/cmdline", holder->pid);
	length = sysfs_read_file(host->root, path, arguments, CMDLINE_MAX);
	for (char *at = arguments; length > 0 && at < arguments + length; at += strlen(at) + 1) {
		char *next = at + strlen(at) + 1;

		if (!strcmp(at, "-name") && next < arguments + length)
			name_guest(next, holder);
	}
	free(arguments);
}

static int look_at_descriptor(void *context, const char *name)
{
	struct looking *looking = context;
	struct vfio_holders *holders = looking->holders;
	struct vfio_holder *holder;
	char path[64];
	char target[128];

	if (*name < '0' || *name > '9')
		return 0;
	snprintf(path, sizeof(path), "proc/%u/fd/%.16s", looking->pid, name);
	if (sysfs_read_link(looking->host->root, path, target, sizeof(target)) ||
		strncmp(target, VFIO_DIR, strlen(VFIO_DIR)) != 0 || !strcmp(target, VFIO_DIR "vfio"))
		return 0;
	target[strcspn(target, " ")] = '\0'; /* " (deleted)": libvirt's guests have a /dev of their own */
	holders->holder = host_realloc(holders->holder, holders->count + 1u, sizeof(*holder));
	holder = memset(&holders->holder[holders->count++], 0, sizeof(*holder));
	snprintf(holder->node, sizeof(holder->node), "%.40s", target);
	holder->pid = looking->pid;
	read_process(looking->host, holder);
	return 0;
}

static int look_at_process(void *context, const char *name)
{
	struct looking *looking = context;
	char path[32];
	int listed;

	if (!text_number(name, 10, &looking->pid))
		return 0;
	snprintf(path, sizeof(path), "proc/%u/fd", looking->pid);
	listed = sysfs_list(looking->host->root, path, look_at_descriptor, looking);
	if (listed == -EACCES || listed == -EPERM)
		looking->holders->complete = false;
	return 0;
}

void vfio_holders_read(const struct host *host, struct vfio_holders *holders)
{
	struct looking looking = {host, holders, 0};

	*holders = (struct vfio_holders){0, NULL, true};
	if (sysfs_list(host->root, "proc", look_at_process, &looking) < 0)
		holders->complete = false;
}

void vfio_holders_free(struct vfio_holders *holders)
{
	free(holders->holder);
	*holders = (struct vfio_holders){0, NULL, false};
}

const struct vfio_holder *vfio_holder_of(const struct vfio_holders *holders, const struct vfio_nodes *nodes)
{
	for (unsigned int i = 0; i < holders->count; i++) {
		const char *node = holders->holder[i].node;

		if ((*nodes->group && !strcmp(node, nodes->group)) ||
			(*nodes->device && !strcmp(node, nodes->device)))
			return &holders->holder[i];
	}
	return NULL;
}

void vfio_holder_describe(const struct vfio_holder *holder, struct text *text)
{
	const char *command = *holder->command ? holder->command : "a program";

	if (*holder->guest)
		text_addf(text, "guest %s (%s, process %u)", holder->guest, command, holder->pid);
	else
		text_addf(text, "%s (process %u)", command, holder->pid);
}
