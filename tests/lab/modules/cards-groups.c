// SPDX-License-Identifier: GPL-2.0-or-later
/* Test only: an IOMMU that translates nothing and makes the groups of the data. */
#include <linux/iommu.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/version.h>
#include "cards.h"

#define GROUPS_MAX 1024

static struct iommu_device the_iommu;
static struct iommu_group *group_of[GROUPS_MAX];

static struct function *function_of(struct device *dev)
{
	struct pci_dev *pci = dev_is_pci(dev) ? to_pci_dev(dev) : NULL;

	return pci && pci->bus->ops == &cards_ops ? function_at(pci->bus, pci->devfn) : NULL;
}

static bool lab_iommu_capable(struct device *dev, enum iommu_cap cap)
{
	return cap == IOMMU_CAP_CACHE_COHERENCY;
}

static struct iommu_device *lab_iommu_probe(struct device *dev)
{
	struct function *f = function_of(dev);

	return f && f->group >= 0 && f->group < GROUPS_MAX ? &the_iommu : ERR_PTR(-ENODEV);
}

static void lab_iommu_release(struct device *dev)
{
}

static struct iommu_group *lab_iommu_group(struct device *dev)
{
	struct iommu_group **group = &group_of[function_of(dev)->group];

	if (*group)
		return iommu_group_ref_get(*group);
	*group = iommu_group_alloc();
	return iommu_group_ref_get(*group); /* never freed: its number stays */
}

static int lab_iommu_domain_type(struct device *dev)
{
	return IOMMU_DOMAIN_IDENTITY;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 19, 0)
static int lab_iommu_attach(struct iommu_domain *domain, struct device *dev, struct iommu_domain *old)
#else
static int lab_iommu_attach(struct iommu_domain *domain, struct device *dev)
#endif
{
	return 0;
}

static void lab_iommu_free(struct iommu_domain *domain)
{
	kfree(domain);
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
static const struct iommu_domain_ops static_ops = {.attach_dev = lab_iommu_attach};
static struct iommu_domain identity = {.type = IOMMU_DOMAIN_IDENTITY, .ops = &static_ops};
#else
static struct iommu_domain *lab_iommu_alloc(unsigned int type)
{
	return kzalloc(sizeof(struct iommu_domain), GFP_KERNEL);
}
#endif

static const struct iommu_ops lab_iommu_ops = {
	.capable = lab_iommu_capable,
	.probe_device = lab_iommu_probe,
	.release_device = lab_iommu_release,
	.device_group = lab_iommu_group,
	.def_domain_type = lab_iommu_domain_type,
	.owner = THIS_MODULE,
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
	.identity_domain = &identity,
#else
	.domain_alloc = lab_iommu_alloc,
	.pgsize_bitmap = SZ_4K,
#endif
	.default_domain_ops = &(
		const struct iommu_domain_ops){.attach_dev = lab_iommu_attach, .free = lab_iommu_free},
};

int groups_register(void)
{
	int rc = iommu_device_sysfs_add(&the_iommu, NULL, NULL, "cards");

	return rc ? rc : iommu_device_register(&the_iommu, &lab_iommu_ops, NULL);
}
