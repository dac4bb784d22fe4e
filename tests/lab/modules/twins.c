// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Test only: behind every empty PCI Express root port of the machine there appears a
 * GeForce RTX 3090 with its four functions. Their config space is memory; nothing is
 * behind the BARs, where QEMU reads zeros. That is enough for the PCI core, the IOMMU
 * groups and vfio-pci, and for the host's drivers to try their luck.
 *
 * Sizes, capabilities and IDs are what lspci shows for a real card.
 */
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>

#define FUNCTIONS 4

enum { PM = 0x60, MSI = 0x68, EXP = 0x78 };

struct bar {
	u8 at;
	u8 flags;
	u32 size;
};

struct kind {
	u16 device;
	u32 class;
	struct bar bars[5];
};

#define MEM32 PCI_BASE_ADDRESS_SPACE_MEMORY
#define MEM64 (PCI_BASE_ADDRESS_MEM_TYPE_64)
#define PREF64 (PCI_BASE_ADDRESS_MEM_TYPE_64 | PCI_BASE_ADDRESS_MEM_PREFETCH)
#define IO PCI_BASE_ADDRESS_SPACE_IO

static const struct kind kinds[FUNCTIONS] = {
	{0x2204, 0x030000,
		{{0x10, MEM32, SZ_16M}, {0x14, PREF64, SZ_256M}, {0x1c, PREF64, SZ_32M}, {0x24, IO, SZ_128}}},
	{0x1aef, 0x040300, {{0x10, MEM32, SZ_16K}}},
	{0x1ad6, 0x0c0330, {{0x10, PREF64, SZ_256K}, {0x1c, PREF64, SZ_64K}}},
	{0x1ad7, 0x0c8000, {{0x10, MEM32, SZ_4K}}},
};

/* What a function answers, and which of its bits can be written. */
struct function {
	u8 config[PCI_CFG_SPACE_EXP_SIZE];
	u8 writable[PCI_CFG_SPACE_EXP_SIZE];
};

static struct function functions[2][FUNCTIONS];
static struct pci_bus *buses[2];

static void put(struct function *f, int at, int bytes, u32 value, u32 writable)
{
	while (bytes--) {
		f->config[at] = value;
		f->writable[at++] = writable;
		value >>= 8;
		writable >>= 8;
	}
}

static void put_bar(struct function *f, const struct bar *bar)
{
	put(f, bar->at, 4, bar->flags, ~(bar->size - 1));
	if (bar->flags & PCI_BASE_ADDRESS_MEM_TYPE_64)
		put(f, bar->at + 4, 4, 0, ~0);
}

static void put_header(struct function *f, const struct kind *kind, int fn)
{
	const struct bar *bar;

	put(f, PCI_VENDOR_ID, 2, PCI_VENDOR_ID_NVIDIA, 0);
	put(f, PCI_DEVICE_ID, 2, kind->device, 0);
	put(f, PCI_COMMAND, 2, 0, 0x0547);
	put(f, PCI_STATUS, 2, PCI_STATUS_CAP_LIST, 0);
	put(f, PCI_CLASS_REVISION, 4, kind->class << 8 | 0xa1, 0);
	put(f, PCI_CACHE_LINE_SIZE, 1, 0, 0xff);
	put(f, PCI_HEADER_TYPE, 1, 0x80, 0); /* one of several functions */
	put(f, PCI_SUBSYSTEM_VENDOR_ID, 2, PCI_VENDOR_ID_ASUSTEK, 0);
	put(f, PCI_SUBSYSTEM_ID, 2, 0x8708, 0);
	put(f, PCI_CAPABILITY_LIST, 1, PM, 0);
	put(f, PCI_INTERRUPT_LINE, 1, 0, 0xff);
	put(f, PCI_INTERRUPT_PIN, 1, fn + 1, 0);
	for (bar = kind->bars; bar->size; bar++)
		put_bar(f, bar);
	if (fn == 0)
		put(f, PCI_ROM_ADDRESS, 4, 0, ~(SZ_512K - 1) | PCI_ROM_ADDRESS_ENABLE);
}

static void put_capabilities(struct function *f, int fn)
{
	/* Version 3; PME from D0 and D3hot; no reset when it comes back from D3. */
	put(f, PM, 4, 0x48030000 | MSI << 8 | PCI_CAP_ID_PM, 0);
	put(f, PM + PCI_PM_CTRL, 2, PCI_PM_CTRL_NO_SOFT_RESET,
		PCI_PM_CTRL_STATE_MASK | PCI_PM_CTRL_PME_ENABLE);

	put(f, MSI, 2, EXP << 8 | PCI_CAP_ID_MSI, 0);
	put(f, MSI + PCI_MSI_FLAGS, 2, PCI_MSI_FLAGS_64BIT, PCI_MSI_FLAGS_ENABLE);
	put(f, MSI + PCI_MSI_ADDRESS_LO, 4, 0, ~3);
	put(f, MSI + PCI_MSI_ADDRESS_HI, 4, 0, ~0);
	put(f, MSI + PCI_MSI_DATA_64, 2, 0, 0xffff);

	/* Version 2, function 0 a legacy endpoint; it can be reset; 16 GT/s, 16 lanes. */
	put(f, EXP, 2, PCI_CAP_ID_EXP, 0);
	put(f, EXP + PCI_EXP_FLAGS, 2, fn == 0 ? 0x12 : 0x02, 0);
	put(f, EXP + PCI_EXP_DEVCAP, 4, 0x10008de1, 0);
	put(f, EXP + PCI_EXP_DEVCTL, 2, 0x2910, 0x7fff);
	put(f, EXP + PCI_EXP_LNKCAP, 4, 0x00400104, 0);
	put(f, EXP + PCI_EXP_LNKCTL, 2, 0, 0x0fcb);
	put(f, EXP + PCI_EXP_LNKSTA, 2, 0x0104, 0);
	put(f, EXP + PCI_EXP_DEVCAP2, 4, 0x00000013, 0);
	put(f, EXP + PCI_EXP_DEVCTL2, 2, 0, 0xffff);
	put(f, EXP + PCI_EXP_LNKCAP2, 4, 0x0000001e, 0);
	put(f, EXP + PCI_EXP_LNKCTL2, 2, 0x0004, 0xffff);
}

static struct function *find(struct pci_bus *bus, unsigned int devfn, int where, int size)
{
	int card = bus == buses[0] ? 0 : 1;

	if (PCI_SLOT(devfn) != 0 || PCI_FUNC(devfn) >= FUNCTIONS || where < 0 ||
		where + size > PCI_CFG_SPACE_EXP_SIZE)
		return NULL;
	return &functions[card][PCI_FUNC(devfn)];
}

static int twins_read(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 *value)
{
	struct function *f = find(bus, devfn, where, size);

	if (!f) {
		PCI_SET_ERROR_RESPONSE(value);
		return PCIBIOS_DEVICE_NOT_FOUND;
	}
	*value = 0;
	while (size--)
		*value = *value << 8 | f->config[where + size];
	return PCIBIOS_SUCCESSFUL;
}

static int twins_write(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 value)
{
	struct function *f = find(bus, devfn, where, size);

	if (!f)
		return PCIBIOS_DEVICE_NOT_FOUND;
	for (; size--; where++, value >>= 8)
		f->config[where] = (f->config[where] & ~f->writable[where]) | (value & f->writable[where]);
	return PCIBIOS_SUCCESSFUL;
}

static struct pci_ops twins_ops = {.read = twins_read, .write = twins_write};

static int __init twins_init(void)
{
	struct pci_dev *port = NULL;
	int cards = 0, fn;

	pci_lock_rescan_remove();
	while (cards < 2 && (port = pci_get_device(PCI_ANY_ID, PCI_ANY_ID, port))) {
		if (pci_pcie_type(port) != PCI_EXP_TYPE_ROOT_PORT || !port->subordinate ||
			!list_empty(&port->subordinate->devices))
			continue;
		for (fn = 0; fn < FUNCTIONS; fn++) {
			put_header(&functions[cards][fn], &kinds[fn], fn);
			put_capabilities(&functions[cards][fn], fn);
		}
		buses[cards] = port->subordinate;
		port->subordinate->ops = &twins_ops;
		cards++;
		pci_rescan_bus(port->subordinate);
	}
	pci_dev_put(port);
	pci_unlock_rescan_remove();
	return cards ? 0 : -ENODEV;
}
module_init(twins_init);

MODULE_DESCRIPTION("Two GeForce RTX 3090s for tests");
MODULE_LICENSE("GPL");
