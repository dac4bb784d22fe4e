/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vfio-open GROUP ADDRESS...: what a guest's program does first. Opens the group, which must be
 * viable, and each function in it, and prints vendor and device as read through VFIO.
 */
#include <fcntl.h>
#include <linux/vfio.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

static void need(int good, const char *what)
{
	if (good)
		return;
	perror(what);
	exit(1);
}

static void show(int group, const char *address)
{
	struct vfio_region_info region = {.argsz = sizeof(region), .index = VFIO_PCI_CONFIG_REGION_INDEX};
	int device = ioctl(group, VFIO_GROUP_GET_DEVICE_FD, address);
	uint16_t ids[2];

	need(device >= 0, address);
	need(!ioctl(device, VFIO_DEVICE_GET_REGION_INFO, &region), "config space");
	need(pread(device, ids, sizeof(ids), (off_t)region.offset) == (ssize_t)sizeof(ids), "read");
	printf("%s %04x:%04x\n", address, ids[0], ids[1]);
	close(device);
}

int main(int argc, char **argv)
{
	struct vfio_group_status status = {.argsz = sizeof(status)};
	int container = open("/dev/vfio/vfio", O_RDWR);
	int group = argc > 2 ? open(argv[1], O_RDWR) : -1;

	need(container >= 0, "/dev/vfio/vfio");
	need(group >= 0, "the group");
	need(!ioctl(group, VFIO_GROUP_GET_STATUS, &status), "status");
	need(status.flags & VFIO_GROUP_FLAGS_VIABLE, "the group is not viable");
	need(!ioctl(group, VFIO_GROUP_SET_CONTAINER, &container), "container");
	need(!ioctl(container, VFIO_SET_IOMMU, VFIO_TYPE1_IOMMU), "IOMMU");
	for (int i = 2; i < argc; i++)
		show(group, argv[i]);
	return 0;
}
