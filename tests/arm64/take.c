/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * take ADDRESS: does with a claimed function what a virtual machine's start does: takes its
 * group, which must be viable, sets up the IOMMU, maps memory for it, opens the function, and
 * prints the IDs that its configuration space has.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/vfio.h>

static void die(const char *what)
{
	printf("%s: %s\n", what, strerror(errno));
	exit(1);
}

static int open_group(const char *address)
{
	char name[128];
	char target[256];
	ssize_t length;
	int fd;

	snprintf(name, sizeof(name), "/sys/bus/pci/devices/%s/iommu_group", address);
	length = readlink(name, target, sizeof(target) - 1);
	if (length < 0)
		die(name);
	target[length] = '\0';
	snprintf(name, sizeof(name), "/dev/vfio/%s", strrchr(target, '/') + 1);
	fd = open(name, O_RDWR);
	if (fd < 0)
		die(name);
	return fd;
}

static void set_up_iommu(int container, int group)
{
	struct vfio_group_status status = {.argsz = sizeof(status)};
	struct vfio_iommu_type1_dma_map map = {.argsz = sizeof(map),
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.size = 65536};
	void *memory = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (ioctl(group, VFIO_GROUP_GET_STATUS, &status))
		die("status");
	if (!(status.flags & VFIO_GROUP_FLAGS_VIABLE)) {
		puts("not viable");
		exit(1);
	}
	if (ioctl(group, VFIO_GROUP_SET_CONTAINER, &container))
		die("container");
	if (ioctl(container, VFIO_SET_IOMMU, (void *)VFIO_TYPE1v2_IOMMU))
		die("IOMMU");
	map.vaddr = (uintptr_t)memory;
	if (memory == MAP_FAILED || ioctl(container, VFIO_IOMMU_MAP_DMA, &map))
		die("map");
}

int main(int argc, char **argv)
{
	struct vfio_region_info config = {.argsz = sizeof(config), .index = VFIO_PCI_CONFIG_REGION_INDEX};
	int container = open("/dev/vfio/vfio", O_RDWR);
	uint16_t ids[2];
	int group, device;

	if (argc != 2 || container < 0)
		die("/dev/vfio/vfio");
	group = open_group(argv[1]);
	set_up_iommu(container, group);
	device = ioctl(group, VFIO_GROUP_GET_DEVICE_FD, argv[1]);
	if (device < 0 || ioctl(device, VFIO_DEVICE_GET_REGION_INFO, &config))
		die("device");
	if (pread(device, ids, sizeof(ids), (off_t)config.offset) != sizeof(ids))
		die("configuration space");
	printf("taken %04x:%04x\n", ids[0], ids[1]);
	return 0;
}
