// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/sysfs.h"
#include "host/machine.h"
#include "core/at.h"
#include "core/inventory.h"
#include "host/text.h"

int machine_read(const struct host *host, struct inventory *all)
{
	inventory_read_all(host->root, all);
	if (all->error)
		host_error("/" SYSFS_DEVICES, "the PCI devices cannot be read: %s", errno_text(all->error));
	else if (all->full)
		host_warning("/" SYSFS_DEVICES, "only %d functions are looked at; this machine has more",
			INVENTORY_FUNCTIONS);
	return all->error ? EXIT_UNKNOWN : 0;
}

bool machine_has_groups(const struct inventory *all)
{
	for (unsigned int i = 0; i < all->count; i++) {
		if (all->function[i].group >= 0)
			return true;
	}
	return false;
}

/* The file is long with many processors; the first one says it all. */
static bool cpu_is(int root, const char *vendor)
{
	char text[8192];
	int fd = at_open(root, "proc/cpuinfo", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = '\0';
	return strstr(text, vendor) != NULL;
}

static int is_bridge_of_amd(void *context, const char *name)
{
	int root = *(int *)context;
	char path[96];
	unsigned int vendor;
	unsigned int class;

	snprintf(path, sizeof(path), SYSFS_DEVICES "/%s/vendor", name);
	if (sysfs_read_number(root, path, 16, &vendor) || vendor != 0x1022)
		return 0;
	snprintf(path, sizeof(path), SYSFS_DEVICES "/%s/class", name);
	return !sysfs_read_number(root, path, 16, &class) && pci_class_is_bridge(class);
}

/* Where /proc/cpuinfo cannot be read the processor's root ports tell. */
static bool machine_is_amd(int root)
{
	return cpu_is(root, "AuthenticAMD") ||
	       (sysfs_exists(root, "proc/cpuinfo") != 1 &&
		       sysfs_list(root, SYSFS_DEVICES, is_bridge_of_amd, &root) == 1);
}

bool machine_is_intel(int root)
{
	return cpu_is(root, "GenuineIntel");
}

bool machine_is_virtual(int root)
{
	static const char *const vendors[] = {"QEMU", "VMware", "innotek", "Xen", "Parallels", "Bochs"};
	char vendor[64];

	if (cpu_is(root, " hypervisor"))
		return true;
	if (sysfs_read_line(root, "sys/class/dmi/id/sys_vendor", vendor, sizeof(vendor)))
		return false;
	for (size_t i = 0; i < sizeof(vendors) / sizeof(*vendors); i++) {
		if (!strncmp(vendor, vendors[i], strlen(vendors[i])))
			return true;
	}
	return false;
}

static bool has_item(struct token list, const char *value)
{
	struct token item;

	while (token_next_item(&list, &item)) {
		if (token_is(item, value))
			return true;
	}
	return false;
}

/* "intel_iommu=on,sm_on": the values are lists. */
static bool is_set(const char *text, size_t length, const char *name, const char *value)
{
	struct cmdline cmdline = cmdline_start(text, length);
	struct param param;
	bool set = false;

	while (cmdline_next(&cmdline, &param)) {
		if (token_is_name(param.name, name))
			set = has_item(param.value, value);
	}
	return set;
}

bool machine_parameter_is(const char *cmdline, const char *name, const char *value)
{
	return is_set(cmdline, strlen(cmdline), name, value);
}

bool machine_has_display(const struct inventory *all)
{
	struct plan *none = host_alloc(1, sizeof(*none));
	bool has = plan_leaves_display(all, none);

	free(none);
	return has;
}

bool machine_iommu_is_refused(const char *cmdline, size_t length)
{
	return is_set(cmdline, length, "intel_iommu", "off") || is_set(cmdline, length, "amd_iommu", "off") ||
	       is_set(cmdline, length, "iommu", "off");
}

bool machine_lacks_iommu(int root)
{
	int table = sysfs_exists(root, "sys/firmware/acpi/tables/DMAR");

	return table != 1 &&
	       (machine_is_virtual(root) || (!table && sysfs_exists(root, "sys/firmware/acpi") == 1));
}

const char *machine_iommu_advice(int root, const char *cmdline, size_t length)
{
	if (machine_iommu_is_refused(cmdline, length))
		return "take intel_iommu=off, amd_iommu=off or iommu=off off the command line";
	if (machine_is_virtual(root) && machine_lacks_iommu(root))
		return "give this virtual machine an IOMMU (QEMU: -machine q35,kernel-irqchip=split "
		       "-device intel-iommu,intremap=on), and add intel_iommu=on";
	if (machine_is_virtual(root))
		return is_set(cmdline, length, "intel_iommu", "on")
			       ? "reboot"
			       : "add intel_iommu=on to the command line (gpupt enable does), and reboot";
	if (machine_is_amd(root))
		return "switch IOMMU (AMD-Vi, with SVM) on in the firmware; Linux needs no parameter for it";
	if (!machine_is_intel(root))
		return "switch the IOMMU (SMMU) on in the firmware";
	if (is_set(cmdline, length, "intel_iommu", "on"))
		return "reboot; if there are none then, switch VT-d on in the firmware";
	if (machine_lacks_iommu(root))
		return "switch VT-d on in the firmware, and add intel_iommu=on (gpupt enable does)";
	return "add intel_iommu=on to the command line (gpupt enable does), and reboot";
}

unsigned int machine_displays_left(const struct inventory *all, const struct plan_input *input)
{
	unsigned int left = 0;

	for (unsigned int i = 0; i < all->count; i++) {
		const struct inventory *inventory = &input->decision.inventory;
		const struct function *planned = inventory_at(inventory, &all->function[i].addr);

		left += plan_is_hosts_display(&all->function[i],
			planned ? &input->decision.plan.claim[planned - inventory->function] : NULL);
	}
	return left;
}

const struct function *machine_claimed_boot_display(const struct plan_input *input)
{
	for (unsigned int i = 0; i < input->decision.inventory.count; i++) {
		if (input->decision.inventory.function[i].boot_vga &&
			claim_is_good(&input->decision.plan.claim[i]))
			return &input->decision.inventory.function[i];
	}
	return NULL;
}
