// SPDX-License-Identifier: GPL-2.0-or-later
/* Test only: the config space of the functions. Sizes and capabilities are what lspci shows for real cards.
 */
#include "cards.h"

#define MEM32 PCI_BASE_ADDRESS_SPACE_MEMORY
#define MEM64 PCI_BASE_ADDRESS_MEM_TYPE_64
#define PREF64 (PCI_BASE_ADDRESS_MEM_TYPE_64 | PCI_BASE_ADDRESS_MEM_PREFETCH)

/* The BARs of a function whose line has none: where the drivers of these vendors look. */
static const struct {
	u16 vendor, class; /* 0: any vendor; base class and subclass, or base class alone */
	struct bar bars[BARS_MAX];
} bars_by_class[] = {
	{0x1002, 0x03, {{0x10, PREF64, SZ_64M}, {0x18, PREF64, SZ_2M}, {0x24, MEM32, SZ_512K}}},
	{0x8086, 0x03, {{0x10, MEM64, SZ_16M}, {0x18, PREF64, SZ_64M}}},
	{0x1a03, 0x03, {{0x10, MEM32, SZ_16M}, {0x14, MEM32, SZ_128K}}},
	{0x102b, 0x03, {{0x10, MEM32, SZ_16M}, {0x14, MEM32, SZ_16K}, {0x18, MEM32, SZ_8M}}},
	{0, 0x03, {{0x10, MEM32, SZ_16M}, {0x14, PREF64, SZ_64M}, {0x1c, PREF64, SZ_32M}}},
	{0, 0x0106, {}}, /* ahci warns, with a stack trace, of registers that it cannot set */
	{0, 0x06, {}},
	{0, 0x0c03, {{0x10, MEM64, SZ_64K}}},
	{0, 0, {{0x10, MEM32, SZ_16K}}},
};

static void put(struct function *f, int at, int bytes, u32 value, u32 writable)
{
	while (bytes--) {
		f->config[at] = value;
		f->writable[at++] = writable;
		value >>= 8;
		writable >>= 8;
	}
}

static void put_bars(struct function *f)
{
	const struct bar *bar = f->bars, *end = f->bars + max(f->bar_count, 0);
	int i;

	for (i = 0; f->bar_count < 0; i++) {
		u16 class = bars_by_class[i].class;

		if ((bars_by_class[i].vendor && bars_by_class[i].vendor != f->vendor) ||
			(class && class != f->class >> 16 && class != f->class >> 8))
			continue;
		bar = bars_by_class[i].bars;
		end = bar + BARS_MAX;
		break;
	}
	for (; bar < end && bar->size; bar++) {
		u64 mask = ~(bar->size - 1);

		put(f, bar->at, 4, bar->flags, mask);
		if (bar->flags & PCI_BASE_ADDRESS_MEM_TYPE_64)
			put(f, bar->at + 4, 4, 0, mask >> 32);
	}
}

/* Without a window for ports, of which there are too few for large machines. */
static void put_bridge(struct function *f)
{
	put(f, PCI_PRIMARY_BUS, 4, f->bus | f->secondary << 8 | f->subordinate << 16, 0x00ffffff);
	put(f, PCI_MEMORY_BASE, 4, 0, 0xfff0fff0);
	put(f, PCI_PREF_MEMORY_BASE, 4, 0x00010001, 0xfff0fff0);
	put(f, PCI_PREF_BASE_UPPER32, 4, 0, ~0);
	put(f, PCI_PREF_LIMIT_UPPER32, 4, 0, ~0);
	put(f, PCI_BRIDGE_CONTROL, 2, f->boot_vga ? PCI_BRIDGE_CTL_VGA : 0, 0x003f);
}

static void put_header(struct function *f)
{
	put(f, PCI_VENDOR_ID, 2, f->vendor, 0);
	put(f, PCI_DEVICE_ID, 2, f->device, 0);
	put(f, PCI_COMMAND, 2, f->boot_vga ? PCI_COMMAND_IO | PCI_COMMAND_MEMORY : 0, 0x0547);
	put(f, PCI_CLASS_REVISION, 4, f->class << 8 | f->rev, 0);
	put(f, PCI_CACHE_LINE_SIZE, 1, 0, 0xff);
	put(f, PCI_HEADER_TYPE, 1, f->header | (f->multifunction ? 0x80 : 0), 0);
	put(f, PCI_INTERRUPT_LINE, 1, 0, 0xff);
	put(f, PCI_INTERRUPT_PIN, 1, is_bridge(f) ? 0 : PCI_FUNC(f->devfn) % 4 + 1, 0);
	put_bars(f);
	if (is_bridge(f)) {
		put_bridge(f);
		return;
	}
	put(f, PCI_SUBSYSTEM_VENDOR_ID, 2, f->subvendor, 0);
	put(f, PCI_SUBSYSTEM_ID, 2, f->subdevice, 0);
	if (f->class >> 8 == PCI_CLASS_DISPLAY_VGA)
		put(f, PCI_ROM_ADDRESS, 4, 0, ~(SZ_512K - 1) | PCI_ROM_ADDRESS_ENABLE);
}

/* Each capability is the last one's next. */
static u8 *put_next(struct function *f, u8 *next, int at)
{
	put(f, PCI_STATUS, 2, PCI_STATUS_CAP_LIST, 0);
	*next = at;
	return &f->config[at + PCI_CAP_LIST_NEXT];
}

static void put_pm(struct function *f)
{
	/* Version 3; PME from D0 and D3hot; no reset when it comes back from D3. */
	put(f, AT_PM, 4, 0x48030000 | PCI_CAP_ID_PM, 0);
	put(f, AT_PM + PCI_PM_CTRL, 2, PCI_PM_CTRL_NO_SOFT_RESET,
		PCI_PM_CTRL_STATE_MASK | PCI_PM_CTRL_PME_ENABLE);
}

static void put_msi(struct function *f)
{
	put(f, AT_MSI, 2, PCI_CAP_ID_MSI, 0);
	put(f, AT_MSI + PCI_MSI_FLAGS, 2, PCI_MSI_FLAGS_64BIT, PCI_MSI_FLAGS_ENABLE);
	put(f, AT_MSI + PCI_MSI_ADDRESS_LO, 4, 0, ~3);
	put(f, AT_MSI + PCI_MSI_ADDRESS_HI, 4, 0, ~0);
	put(f, AT_MSI + PCI_MSI_DATA_64, 2, 0, 0xffff);
}

static void put_exp(struct function *f)
{
	bool down = f->type == PCI_EXP_TYPE_ROOT_PORT || f->type == PCI_EXP_TYPE_DOWNSTREAM;
	u32 flr = f->caps & CAP_FLR && !is_bridge(f) ? PCI_EXP_DEVCAP_FLR : 0;

	/* Version 2; 16 GT/s, 16 lanes; the link of a port is up. */
	put(f, AT_EXP, 2, PCI_CAP_ID_EXP, 0);
	put(f, AT_EXP + PCI_EXP_FLAGS, 2, f->type << 4 | 2, 0);
	put(f, AT_EXP + PCI_EXP_DEVCAP, 4, (is_bridge(f) ? 0x00008001 : 0x00008de1) | flr, 0);
	put(f, AT_EXP + PCI_EXP_DEVCTL, 2, 0x2910, 0x7fff);
	put(f, AT_EXP + PCI_EXP_LNKCAP, 4, 0x00400104, 0);
	put(f, AT_EXP + PCI_EXP_LNKCTL, 2, 0, 0x0fcb);
	put(f, AT_EXP + PCI_EXP_LNKSTA, 2, down ? 0x2104 : 0x0104, 0);
	put(f, AT_EXP + PCI_EXP_RTCTL, 2, 0, f->type == PCI_EXP_TYPE_ROOT_PORT ? 0x001f : 0);
	put(f, AT_EXP + PCI_EXP_DEVCAP2, 4, 0x00000013, 0);
	put(f, AT_EXP + PCI_EXP_DEVCTL2, 2, 0, 0xffff);
	put(f, AT_EXP + PCI_EXP_LNKCAP2, 4, 0x0000001e, 0);
	put(f, AT_EXP + PCI_EXP_LNKCTL2, 2, 0x0004, 0xffff);
}

static void put_acs(struct function *f)
{
	put(f, AT_ACS, 4, 0x00010000 | PCI_EXT_CAP_ID_ACS, 0);
	put(f, AT_ACS + PCI_ACS_CAP, 2, 0x005f, 0);
	put(f, AT_ACS + PCI_ACS_CTRL, 2, 0, 0x005f);
}

void config_make(struct function *f)
{
	u8 *next = &f->config[PCI_CAPABILITY_LIST];

	put_header(f);
	if (f->caps & CAP_PM) {
		put_pm(f);
		next = put_next(f, next, AT_PM);
	}
	if (f->caps & CAP_MSI) {
		put_msi(f);
		next = put_next(f, next, AT_MSI);
	}
	if (f->caps & CAP_EXP && f->type != TYPE_CONVENTIONAL) {
		put_exp(f);
		put_next(f, next, AT_EXP);
		if (f->caps & CAP_ACS)
			put_acs(f);
	}
}

struct function *function_at(struct pci_bus *bus, unsigned int devfn)
{
	int i;

	for (i = 0; i < function_count; i++) {
		struct function *f = functions[i];

		if (f->bus == bus->number && f->devfn == devfn && f->domain == pci_domain_nr(bus) &&
			!f->skipped)
			return f;
	}
	return NULL;
}

/* How the machine's own functions are read and written, on buses that both share. */
static struct pci_ops *machine_ops;

void cards_join(struct pci_bus *bus)
{
	if (bus->ops != &cards_ops)
		machine_ops = bus->ops;
	bus->ops = &cards_ops;
}

static int cards_read(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 *value)
{
	struct function *f = function_at(bus, devfn);
	int bytes = size;

	if (!f && machine_ops && !pci_domain_nr(bus))
		return machine_ops->read(bus, devfn, where, size, value);
	if (!f) {
		PCI_SET_ERROR_RESPONSE(value);
		return PCIBIOS_DEVICE_NOT_FOUND;
	}
	*value = 0;
	while (size--)
		*value = *value << 8 | f->config[where + size];
	*value = fault_read(f, where, bytes, *value);
	return PCIBIOS_SUCCESSFUL;
}

static int cards_write(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 value)
{
	struct function *f = function_at(bus, devfn);
	int i;

	if (!f && machine_ops && !pci_domain_nr(bus))
		return machine_ops->write(bus, devfn, where, size, value);
	if (!f)
		return PCIBIOS_DEVICE_NOT_FOUND;
	for (i = 0; i < size; i++) {
		u8 mask = f->writable[where + i];

		f->config[where + i] = (f->config[where + i] & ~mask) | (value >> 8 * i & mask);
	}
	fault_written(f, where, size, value);
	return PCIBIOS_SUCCESSFUL;
}

struct pci_ops cards_ops = {.read = cards_read, .write = cards_write};
