// SPDX-License-Identifier: GPL-2.0-or-later
/* Test only: the functions of a machine appear on the machine's buses. cards.h tells how. */
#include <linux/io.h>
#include <linux/kernel_read_file.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include "cards.h"

#define WINDOW_32 SZ_128M /* what a host bridge of ours has for its functions' memory */
#define WINDOW_64 SZ_2G

static char *machine;
module_param(machine, charp, 0444);
static bool groups;
module_param(groups, bool, 0444);
module_param_named(shift, bus_shift, uint, 0444);
/* Written when it runs: what hangs goes on. */
static int set_release(const char *value, const struct kernel_param *param)
{
	return fault_release();
}
static const struct kernel_param_ops release_ops = {.set = set_release};
module_param_cb(release, &release_ops, NULL, 0200);
static ulong regs;
module_param(regs, ulong, 0444);

static struct pci_bus *top_bus(const struct function *f)
{
	return pci_find_bus(f->domain, f->bus);
}

/* The functions of that bus that stand behind no bridge of the data. */
#define for_each_top(f, i, first)                                                                            \
	for (i = 0; i < function_count; i++)                                                                 \
		if ((f = functions[i])->parent < 0 && same_bus(f, first))

static struct resource *window(
	const char *name, resource_size_t start, resource_size_t end, unsigned long flags)
{
	struct resource *r = kzalloc(sizeof(*r), GFP_KERNEL);

	if (r) {
		r->name = name;
		r->start = start;
		r->end = end;
		r->flags = flags;
	}
	return r;
}

/* A piece of what the machine's own root bus has. */
static void add_window(struct list_head *windows, resource_size_t size, unsigned long flags)
{
	struct resource *r = window("stand-in cards", 0, size - 1, flags);

	if (!r || pci_bus_alloc_resource(pci_find_bus(0, 0), r, size, SZ_1M, 0, IORESOURCE_MEM, NULL, NULL)) {
		pr_err("cards: no memory window of %llx\n", (u64)size);
		return;
	}
	r->flags = IORESOURCE_MEM | IORESOURCE_WINDOW;
	pci_add_resource(windows, r);
}

static struct pci_bus *add_host_bridge(const struct function *first)
{
	struct pci_sysdata *sd = kzalloc(sizeof(*sd), GFP_KERNEL);
	struct function *f;
	LIST_HEAD(windows);
	u8 last = first->bus;
	int i;

	if (!sd)
		return NULL;
	sd->domain = first->domain;
	sd->node = NUMA_NO_NODE;
	for_each_top(f, i, first) last = max(last, f->subordinate);
	pci_add_resource(&windows, window("stand-in buses", first->bus, last, IORESOURCE_BUS));
	add_window(&windows, WINDOW_32, IORESOURCE_MEM);
	add_window(&windows, WINDOW_64, IORESOURCE_MEM | IORESOURCE_MEM_64 | IORESOURCE_PREFETCH);
	return pci_create_root_bus(NULL, first->bus, &cards_ops, sd, &windows);
}

/* What QEMU has in a place of the data's (its host and ISA bridges) makes room. */
static void join(struct pci_bus *bus, const struct function *first)
{
	struct function *f;
	int i;

	for_each_top(f, i, first)
	{
		struct pci_dev *there = pci_get_slot(bus, f->devfn);

		if (there && !f->skipped)
			pci_stop_and_remove_bus_device(there);
		pci_dev_put(there);
	}
	cards_join(bus);
}

/* Puts BAR 0 onto memory, so that a driver finds registers there. */
static void put_registers(struct function *f, int n)
{
	struct resource *r = &f->dev->resource[0];
	void __iomem *at;
	int i;

	r->start = regs + n * REGISTERS;
	r->end = r->start + REGISTERS - 1;
	r->flags |= IORESOURCE_PCI_FIXED;
	pci_write_config_dword(f->dev, PCI_BASE_ADDRESS_0, r->start);
	at = insert_resource(&iomem_resource, r) ? NULL : ioremap(r->start, REGISTERS);
	if (!at) {
		pci_err(f->dev, "cards: no registers at %pR\n", r);
		return;
	}
	memset_io(at, 0, REGISTERS);
	for (i = 0; i < f->words; i++)
		writel(f->word_is[i], at + f->word_at[i]);
	iounmap(at);
}

static void find_devices(void)
{
	int i, n = 0;

	for (i = 0; i < function_count; i++) {
		struct function *f = functions[i];

		if (f->skipped)
			continue;
		if (!f->dev) {
			f->dev = pci_get_domain_bus_and_slot(f->domain, f->bus, f->devfn);
			if (f->dev && f->words && regs)
				put_registers(f, n);
		}
		n += f->words != 0;
	}
}

static int appear(const struct function *first)
{
	struct pci_bus *bus = top_bus(first);
	struct function *f;
	int i;

	if (bus)
		join(bus, first);
	else
		bus = add_host_bridge(first);
	if (!bus)
		return -ENODEV;
	for_each_top(f, i, first) if (!f->skipped) pci_scan_single_device(bus, f->devfn);
	pci_scan_child_bus(bus);
	find_devices();
	pci_assign_unassigned_bus_resources(bus);
	for (i = 0; i < function_count; i++)
		if (functions[i]->dev && functions[i]->dev->bus == bus)
			fault_appear(functions[i]);
	pci_bus_add_devices(bus);
	return 0;
}

static int all_appear(void)
{
	int i, k, rc = 0;

	pci_lock_rescan_remove();
	for (i = 0; i < function_count && !rc; i++) {
		struct function *f;

		if (functions[i]->parent >= 0)
			continue;
		for_each_top(f, k, functions[i]) break;
		if (k == i)
			rc = appear(f);
	}
	pci_unlock_rescan_remove();
	return rc;
}

static int __init cards_init(void)
{
	void *text = NULL;
	ssize_t n;
	int rc, i;

	n = machine ? kernel_read_file_from_path(machine, 0, &text, SZ_1M, NULL, READING_FIRMWARE) : -EINVAL;
	if (n < 0)
		return n;
	/* Its last byte is a newline. */
	((char *)text)[n ? n - 1 : 0] = '\0';
	rc = machine_read(text);
	vfree(text);
	if (!rc && groups)
		rc = groups_register();
	if (!rc)
		rc = all_appear();
	for (i = 0; i < function_count && !rc; i++)
		if (!functions[i]->dev && !functions[i]->skipped) {
			pr_err("cards: %04x:%02x:%02x.%x did not appear\n", functions[i]->domain,
				functions[i]->bus, PCI_SLOT(functions[i]->devfn),
				PCI_FUNC(functions[i]->devfn));
			rc = -ENODEV;
		}
	pr_info("cards: %s: %d functions: %d\n", machine, function_count, rc);
	return 0;
}
module_init(cards_init);

MODULE_DESCRIPTION("PCI functions of a machine that is a text, for tests");
MODULE_LICENSE("GPL");
