// SPDX-License-Identifier: GPL-2.0-or-later
/* Checks of the machine itself: IOMMU, groups, displays. */
#include <stdio.h>

#include "core/sysfs.h"
#include "host/check/check.h"
#include "host/machine.h"
#include "host/passphrase.h"

static int is_other_device(void *context, const char *name)
{
	struct pci_addr addr;

	(void)context;
	return pci_addr_parse(name, &addr) != NULL;
}

struct other_groups {
	int root;
	unsigned int count;
};

/* Groups of platform devices: what an SMMU has that does not serve PCI. */
static int count_group(void *context, const char *name)
{
	struct other_groups *groups = context;
	char path[384];

	snprintf(path, sizeof(path), "sys/kernel/iommu_groups/%.255s/devices", name);
	groups->count += sysfs_list(groups->root, path, is_other_device, NULL) == 1;
	return 0;
}

const char *check_iommu_advice(const struct checkup *c)
{
	return machine_iommu_advice(c->host->root, c->next->question.cmdline, c->next->question.length);
}

void check_iommu(const struct checkup *c, struct finding *f)
{
	const char *advice;
	unsigned int grouped = 0;
	struct other_groups groups = {c->host->root, 0};

	for (unsigned int i = 0; i < c->all.count; i++)
		grouped += c->all.function[i].group >= 0;
	if (grouped) {
		finding_ok(f, "%u functions are in groups", grouped);
		if (machine_iommu_is_refused(c->next->question.cmdline, c->next->question.length))
			finding_add(f, VERDICT_FAIL, check_iommu_advice(c),
				"the next boot is told to leave the IOMMU off");
		return;
	}
	advice = check_iommu_advice(c);
	sysfs_list(c->host->root, "sys/kernel/iommu_groups", count_group, &groups);
	if (groups.count)
		finding_add(f, VERDICT_FAIL, advice,
			"there are %u IOMMU groups, but no PCI function is in one: the IOMMU is not there for PCI",
			groups.count);
	else
		finding_add(f, VERDICT_FAIL, advice, "there are no IOMMU groups: the IOMMU is off");
}

void check_host_display(const struct checkup *c, struct finding *f)
{
	unsigned int left = machine_displays_left(&c->all, c->next);
	struct token value;

	if (check_nothing_asked(c, f))
		return;
	if (!check_claims(c->next))
		finding_skip(f, "nothing is claimed");
	else if (left)
		finding_ok(f, "the host keeps %u", left);
	else if (check_parameter(c->next, "gpupt.host", &value) && token_is(value, "headless"))
		finding_ok(f, "headless, and gpupt.host=headless says so");
	else
		finding_add(f, VERDICT_WARN,
			"be sure that you get in by ssh or a serial line, and say so with gpupt.host=headless; "
			"with gpupt.host=desktop nothing is claimed then",
			"no display is left to the host");
}

void check_passphrase(const struct checkup *c, struct finding *f)
{
	char volume[PASSPHRASE_VOLUME];
	const struct function *display = machine_claimed_boot_display(c->next);

	if (!passphrase_is_asked(c->host->root, volume)) {
		finding_ok(f, "no disk asks for one");
	} else if (!display) {
		finding_ok(f, "the boot display stays with the host");
	} else if (passphrase_by_network(c->host->root)) {
		finding_ok(f, "can be given by network (dropbear)");
	} else {
		char address[PCI_ADDR_TEXT];

		finding_add(f, VERDICT_FAIL,
			machine_is_virtual(c->host->root)
				? "unlock by key file, TPM or network"
				: "make another card the boot display in the firmware, or unlock by key file, "
				  "TPM or network",
			"the boot display %s is claimed, and volume %s asks for a passphrase on it",
			pci_addr_format(&display->addr, address), volume);
	}
}
