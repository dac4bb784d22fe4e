// SPDX-License-Identifier: GPL-2.0-or-later
/* Test only: what can be wrong with a card. A fault is a row of the table, and a function has one. */
#include "cards.h"

enum { AT_MSIX = 0xb0, AT_REBAR = 0x100 };

struct fault {
	const char *name;
	void (*make)(struct function *f);
	void (*appear)(struct function *f);
	void (*reset)(struct function *f); /* a function level reset was written */
	u32 (*read)(struct function *f, int where, int size, u32 value);
};

static u32 all_ones(int size)
{
	return ~0u >> (32 - 8 * size);
}

static bool reads(int where, int size, int at)
{
	return where <= at && at < where + size;
}

/* The kernel waits until the command register answers; after that nothing does. */
static u32 dead_read(struct function *f, int where, int size, u32 value)
{
	return f->was_reset && !(where == PCI_COMMAND && size == 4) ? all_ones(size) : value;
}

/* "Request retry": the answer of a function that is not ready yet. */
static u32 never_ready_read(struct function *f, int where, int size, u32 value)
{
	if (!f->was_reset)
		return value;
	return where == PCI_VENDOR_ID ? 0xffff0001 & all_ones(size) : all_ones(size);
}

static u32 stuck_read(struct function *f, int where, int size, u32 value)
{
	int at = AT_PM + PCI_PM_CTRL;

	return f->slept && reads(where, size, at) ? value | 3u << 8 * (at - where) : value;
}

/* A part of its first memory is somebody's. */
static void occupy(struct function *f, const char *name)
{
	struct resource *r = &f->dev->resource[0];

	if (!__request_region(r, r->start, SZ_4K, name, 0))
		pci_err(f->dev, "cards: nothing of %pR for %s\n", r, name);
}

static void no_map_appear(struct function *f)
{
	occupy(f, "gpupt-lab");
}

static void framebuffer_appear(struct function *f)
{
	occupy(f, "BOOTFB");
}

static void no_bus_reset_appear(struct function *f)
{
	f->dev->dev_flags |= PCI_DEV_FLAGS_NO_BUS_RESET;
}

static void wrong_reset(struct function *f)
{
	memset(&f->config[PCI_SUBSYSTEM_VENDOR_ID], 0, 4);
	f->config[PCI_CLASS_DEVICE + 1] = 0x12;
}

/* Its resizable BAR 1 has 1 MiB, and after a reset 2 MiB, whatever the kernel writes. */
static void size_make(struct function *f)
{
	static const u8 rebar[] = {0x15, 0, 1, 0, 0x30, 0, 0, 0, 1 | 1 << 5, 0, 0, 0};

	memcpy(&f->config[AT_REBAR], rebar, sizeof(rebar));
}

static void size_reset(struct function *f)
{
	f->config[AT_REBAR + PCI_REBAR_CTRL + 1] = 1;
}

/* Eight entries in BAR 0, far behind its end. */
static void msix_make(struct function *f)
{
	static const u8 msix[] = {PCI_CAP_ID_MSIX, 0, 7, 0, 0, 0, 0x10, 0, 0, 0x80, 0, 0};

	memcpy(&f->config[AT_MSIX], msix, sizeof(msix));
	f->config[AT_MSIX + 1] = f->config[PCI_CAPABILITY_LIST];
	f->config[PCI_CAPABILITY_LIST] = AT_MSIX;
}

/*
 * Once, and after a reset: the first read is as if somebody had locked the config space for himself
 * (pci_cfg_access_lock), so that all that reads it from user space waits, for ever and unkillably.
 */
static u32 hang_read(struct function *f, int where, int size, u32 value)
{
	if (f->was_reset && !f->hung && f->dev && !f->dev->block_cfg_access) {
		f->dev->block_cfg_access = 1;
		f->hung = true;
	}
	return value;
}

int fault_release(void)
{
	int released = 0, i;

	for (i = 0; i < function_count; i++) {
		struct function *f = functions[i];

		if (!f->hung || !f->dev->block_cfg_access)
			continue;
		pci_cfg_access_unlock(f->dev);
		released++;
	}
	return released ? 0 : -ENOENT;
}

static const struct fault faults[] = {
	{"dead-after-reset", .read = dead_read},
	{"never-ready", .read = never_ready_read},
	{"stuck-d3", .read = stuck_read},
	{"no-map", .appear = no_map_appear},
	{"framebuffer", .appear = framebuffer_appear},
	{"no-bus-reset", .appear = no_bus_reset_appear},
	{"wrong-after-reset", .reset = wrong_reset},
	{"size", .make = size_make, .reset = size_reset},
	{"msix", .make = msix_make},
	{"hang", .read = hang_read},
};

const struct fault *fault_find(const char *name)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(faults); i++)
		if (!strcmp(faults[i].name, name))
			return &faults[i];
	return NULL;
}

void fault_make(struct function *f)
{
	if (f->fault && f->fault->make)
		f->fault->make(f);
}

void fault_appear(struct function *f)
{
	if (f->fault && f->fault->appear)
		f->fault->appear(f);
}

void fault_written(struct function *f, int where, int size, u32 value)
{
	if (where == AT_PM + PCI_PM_CTRL && (value & PCI_PM_CTRL_STATE_MASK) == 3)
		f->slept = true;
	if (where != AT_EXP + PCI_EXP_DEVCTL || size < 2 || !(value & PCI_EXP_DEVCTL_BCR_FLR))
		return;
	f->was_reset = true;
	if (f->fault && f->fault->reset)
		f->fault->reset(f);
}

u32 fault_read(struct function *f, int where, int size, u32 value)
{
	return f->fault && f->fault->read ? f->fault->read(f, where, size, value) : value;
}
