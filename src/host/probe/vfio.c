/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/probe/vfio.h"
#include "core/at.h"
#include "core/sysfs.h"
#include "host/text.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/pci_regs.h>
#include <linux/vfio.h>

/* Nodes of functions came with Linux 6.6, and its headers are not everywhere. */
#define BIND_IOMMUFD _IO(VFIO_TYPE, VFIO_BASE + 18)
#define ATTACH_IOMMUFD_PT _IO(VFIO_TYPE, VFIO_BASE + 19)
#define IOAS_ALLOC _IO(VFIO_TYPE, 0x81)

struct bind_iommufd {
	uint32_t argsz;
	uint32_t flags;
	int32_t iommufd;
	uint32_t devid;
};

struct attach_iommufd {
	uint32_t argsz;
	uint32_t flags;
	uint32_t space;
};

struct ioas_alloc {
	uint32_t size;
	uint32_t flags;
	uint32_t space;
};

static int call(int fd, unsigned long request, void *argument)
{
	return ioctl(fd, request, argument) < 0 ? errno : 0;
}

/* A node as it is written, "/dev/vfio/5", below the root. */
static int open_node(int root, const char *node, int *fd)
{
	*fd = at_open(root, node + 1, O_RDWR | O_CLOEXEC);
	return *fd < 0 ? errno : 0;
}

static int set_iommu(struct vfio *vfio, struct probe_facts *facts)
{
	static const int types[] = {VFIO_TYPE1v2_IOMMU, VFIO_TYPE1_IOMMU};
	int error = EINVAL;

	if (facts->noiommu)
		return ioctl(vfio->container, VFIO_SET_IOMMU, VFIO_NOIOMMU_IOMMU) < 0 ? errno : 0;
	for (unsigned int i = 0; error && i < sizeof(types) / sizeof(types[0]); i++)
		error = ioctl(vfio->container, VFIO_SET_IOMMU, types[i]) < 0 ? errno : 0;
	return error;
}

static int open_group(const struct vfio_nodes *nodes, struct vfio *vfio, struct probe_facts *facts)
{
	struct vfio_group_status status = {.argsz = sizeof(status)};
	int error;

	facts->noiommu = strstr(nodes->group, "/noiommu-") != NULL;
	error = open_node(vfio->root, nodes->group, &vfio->group);
	if (!error)
		error = open_node(vfio->root, "/dev/vfio/vfio", &vfio->container);
	if (!error)
		error = call(vfio->group, VFIO_GROUP_GET_STATUS, &status);
	if (error)
		return error;
	facts->not_viable = !(status.flags & VFIO_GROUP_FLAGS_VIABLE);
	if (facts->not_viable)
		return EPERM;
	error = call(vfio->group, VFIO_GROUP_SET_CONTAINER, &vfio->container);
	return error ? error : set_iommu(vfio, facts);
}

static int open_space(struct vfio *vfio)
{
	struct ioas_alloc alloc = {.size = sizeof(alloc)};
	int error = open_node(vfio->root, "/dev/iommu", &vfio->container);

	if (!error)
		error = call(vfio->container, IOAS_ALLOC, &alloc);
	vfio->space = alloc.space;
	return error;
}

int vfio_open(int root, const struct vfio_nodes *nodes, struct vfio *vfio, struct probe_facts *facts)
{
	*vfio = (struct vfio){root, -1, -1, 0};
	/* A kernel without groups' nodes has only the functions' own. */
	if (*nodes->group && (!*nodes->device || sysfs_exists(root, nodes->group + 1) == 1))
		return open_group(nodes, vfio, facts);
	return *nodes->device ? open_space(vfio) : ENOENT;
}

void vfio_close(struct vfio *vfio)
{
	if (vfio->group >= 0)
		close(vfio->group);
	if (vfio->container >= 0)
		close(vfio->container);
	vfio->group = vfio->container = -1;
}

static int bind_device(const struct vfio *vfio, int device)
{
	struct bind_iommufd bind = {.argsz = sizeof(bind), .iommufd = vfio->container};
	struct attach_iommufd attach = {.argsz = sizeof(attach), .space = vfio->space};
	int error = call(device, BIND_IOMMUFD, &bind);

	return error ? error : call(device, ATTACH_IOMMUFD_PT, &attach);
}

int vfio_device(const struct vfio *vfio, const char *address, const struct vfio_nodes *nodes, int *device)
{
	int error;

	if (vfio->group >= 0) {
		*device = ioctl(vfio->group, VFIO_GROUP_GET_DEVICE_FD, address);
		return *device < 0 ? errno : 0;
	}
	error = open_node(vfio->root, nodes->device, device);
	if (error)
		return error;
	error = bind_device(vfio, *device);
	if (error)
		close(*device);
	return error;
}

/* With what stands behind it: free() releases. NULL and *error. */
static struct vfio_region_info *region_info(int device, unsigned int index, int *error)
{
	struct vfio_region_info *info = host_alloc(1, sizeof(*info));
	uint32_t size;

	for (unsigned int round = 0; round < 2; round++) {
		size = info->argsz > sizeof(*info) ? info->argsz : sizeof(*info);
		info = host_realloc(info, 1, size);
		memset(info, 0, size);
		info->argsz = size;
		info->index = index;
		*error = call(device, VFIO_DEVICE_GET_REGION_INFO, info);
		if (*error) {
			free(info);
			return NULL;
		}
		if (info->argsz <= size)
			break;
	}
	return info;
}

/* The first part of the region that can be mapped: all of it, or what it lists. */
static bool find_mappable(const struct vfio_region_info *info, uint64_t *offset)
{
	const char *bytes = (const char *)info;
	uint32_t at = info->flags & VFIO_REGION_INFO_FLAG_CAPS ? info->cap_offset : 0;

	*offset = 0;
	if (!(info->flags & VFIO_REGION_INFO_FLAG_MMAP))
		return false;
	while (at && at + sizeof(struct vfio_info_cap_header) <= info->argsz) {
		const struct vfio_info_cap_header *header = (const void *)(bytes + at);
		const struct vfio_region_info_cap_sparse_mmap *sparse = (const void *)header;

		if (header->id == VFIO_REGION_INFO_CAP_SPARSE_MMAP) {
			if (!sparse->nr_areas || !sparse->areas[0].size)
				return false;
			*offset = sparse->areas[0].offset;
			return true;
		}
		if (header->next <= at)
			break;
		at = header->next;
	}
	return true;
}

static unsigned int interrupts(int device, unsigned int index)
{
	struct vfio_irq_info info = {.argsz = sizeof(info), .index = index};

	return call(device, VFIO_DEVICE_GET_IRQ_INFO, &info) ? 0 : info.count;
}

/* ENOSPC tells how many there are. */
static void describe_hot_reset(int device, struct probe_facts *facts)
{
	size_t size = sizeof(struct vfio_pci_hot_reset_info) +
		      PROBE_HITS * sizeof(struct vfio_pci_dependent_device);
	struct vfio_pci_hot_reset_info *info = host_alloc(1, size);

	info->argsz = (uint32_t)size;
	facts->hot_error = call(device, VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, info);
	facts->hot_asked = true;
	for (unsigned int i = 0; !facts->hot_error && i < info->count && i < PROBE_HITS; i++) {
		const struct vfio_pci_dependent_device *hit = &info->devices[i];

		facts->hit[facts->hits++] = (struct pci_addr){
			hit->segment, hit->bus, (uint8_t)(hit->devfn >> 3), hit->devfn & 7};
	}
	free(info);
}

int vfio_describe(int device, struct probe_facts *facts)
{
	struct vfio_device_info info = {.argsz = sizeof(info)};
	int error = call(device, VFIO_DEVICE_GET_INFO, &info);

	if (error)
		return error;
	facts->resets = info.flags & VFIO_DEVICE_FLAGS_RESET;
	for (unsigned int i = 0; i < PROBE_REGIONS && i < info.num_regions; i++) {
		struct vfio_region_info *region = region_info(device, i, &error);
		uint64_t offset;

		if (!region)
			continue;
		facts->region[i].size = region->size;
		facts->region[i].mappable = find_mappable(region, &offset);
		free(region);
	}
	facts->intx = interrupts(device, VFIO_PCI_INTX_IRQ_INDEX);
	facts->msi = interrupts(device, VFIO_PCI_MSI_IRQ_INDEX);
	facts->msix = interrupts(device, VFIO_PCI_MSIX_IRQ_INDEX);
	describe_hot_reset(device, facts);
	return 0;
}

void vfio_read_config(int device, struct probe_config *config)
{
	struct vfio_region_info *info = region_info(device, VFIO_PCI_CONFIG_REGION_INDEX, &config->error);
	uint64_t size;
	ssize_t got = 1;

	config->length = 0;
	if (!info)
		return;
	size = info->size < PROBE_CONFIG ? info->size : PROBE_CONFIG;
	while (config->length < size && got > 0) {
		got = pread(device, config->byte + config->length, size - config->length,
			(off_t)(info->offset + config->length));
		if (got > 0)
			config->length += (unsigned int)got;
	}
	config->error = got < 0 ? errno : 0;
	free(info);
}

static sigjmp_buf no_memory;

static void on_bus_error(int signal)
{
	(void)signal;
	siglongjmp(no_memory, 1);
}

/* A function whose memory is off, asleep or gone answers with SIGBUS. */
static int read_mapped(const volatile uint32_t *memory, uint32_t *word)
{
	struct sigaction action = {.sa_handler = on_bus_error};
	struct sigaction before;
	int error = EFAULT;

	if (sigaction(SIGBUS, &action, &before))
		return errno;
	if (!sigsetjmp(no_memory, 1)) {
		*word = *memory;
		error = 0;
	}
	sigaction(SIGBUS, &before, NULL);
	return error;
}

static int map_word(int device, uint64_t at, uint32_t *word)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *memory = mmap(NULL, page, PROT_READ, MAP_SHARED, device, (off_t)at);
	int error;

	if (memory == MAP_FAILED)
		return errno;
	error = read_mapped(memory, word);
	munmap(memory, page);
	return error;
}

static int read_word(int device, uint64_t at, uint32_t *word)
{
	ssize_t got = pread(device, word, sizeof(*word), (off_t)at);

	return got == (ssize_t)sizeof(*word) ? 0 : got < 0 ? errno : EIO;
}

int vfio_read_region(int device, unsigned int index, bool map, uint32_t *word)
{
	int error;
	struct vfio_region_info *info = region_info(device, index, &error);
	uint64_t offset;

	if (!info)
		return error;
	if (map && find_mappable(info, &offset))
		error = map_word(device, info->offset + offset, word);
	else
		error = read_word(device, info->offset, word);
	free(info);
	return error;
}

/* struct vfio_pci_hot_reset with one group. */
static int reset_bus(const struct vfio *vfio, int device)
{
	uint32_t reset[4] = {sizeof(reset), 0, 1, (uint32_t)vfio->group};

	/* By functions' own nodes: the kernel looks which of those it hits are in our address space. */
	if (vfio->group < 0)
		reset[2] = 0;
	return call(device, VFIO_DEVICE_PCI_HOT_RESET, reset);
}

int vfio_reset(const struct vfio *vfio, int device, bool by_bus)
{
	if (by_bus)
		return reset_bus(vfio, device);
	return ioctl(device, VFIO_DEVICE_RESET) < 0 ? errno : 0;
}

int vfio_set_power(int device, unsigned int pm, unsigned int state)
{
	int error;
	struct vfio_region_info *info = region_info(device, VFIO_PCI_CONFIG_REGION_INDEX, &error);
	off_t at;
	uint8_t byte;

	if (!info)
		return error;
	at = (off_t)(info->offset + pm + PCI_PM_CTRL);
	free(info);
	if (pread(device, &byte, 1, at) != 1)
		return errno;
	byte = (uint8_t)((byte & ~PCI_PM_CTRL_STATE_MASK) | state);
	return pwrite(device, &byte, 1, at) == 1 ? 0 : errno;
}
