/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Machines: few kinds of cards, so that twins are frequent. */
#include "random.h"

#include <string.h>

struct kind {
	uint16_t vendor;
	uint16_t device;
	uint32_t class;
	const char *driver;
};

/* What sits in a slot, function 0 first. Two of them have a variant driver (machine.c). */
struct model {
	unsigned int percent;
	struct kind function[8];
};

static const struct model models[] = {
	{30, {{0x10de, 0x2204, 0x030000, "nouveau"}, {0x10de, 0x1aef, 0x040300, "snd_hda_intel"},
		     {0x10de, 0x1ad6, 0x0c0330, "xhci_hcd"}, {0x10de, 0x1ad7, 0x0c8000, "nvidia-gpu"}}},
	{8, {{0x1002, 0x73bf, 0x030000, "amdgpu"}, {0x1002, 0xab28, 0x040300, "snd_hda_intel"}}},
	{6, {{0x10de, 0x2342, 0x030200, "nvidia"}}},
	/* An APU: its USB and its security processor are the host's. */
	{12, {{0x1002, 0x164e, 0x030000, "amdgpu"}, {0x1002, 0x1640, 0x040300, "snd_hda_intel"},
		     {0x1022, 0x1649, 0x108000, "ccp"}, {0x1022, 0x15b6, 0x0c0330, "xhci_hcd"},
		     {0x1022, 0x15b7, 0x0c0330, "xhci_hcd"}, {0x1022, 0x15e2, 0x048000, "snd_pci_acp6x"},
		     {0x1022, 0x15e3, 0x040300, "snd_hda_intel"}}},
	{5, {{0x10de, 0x22a3, 0x068000, "nvidia-nvswitch"}}},
	{6, {{0x15b3, 0x101e, 0x020000, "mlx5_core"}, {0x15b3, 0x101e, 0x020000, "mlx5_core"}}},
	{5, {{0x144d, 0xa80a, 0x010802, "nvme"}}},
	{5, {{0x1b21, 0x2142, 0x0c0330, "xhci_hcd"}}},
	/* A chipset's slot. */
	{6, {{0x8086, 0x7a84, 0x060100, ""}, {0x8086, 0x7ad0, 0x040300, "snd_hda_intel"},
		    {0x8086, 0x15fc, 0x020000, "e1000e"}, {0x8086, 0x2922, 0x010601, "ahci"},
		    {0x8086, 0x7aa3, 0x0c0500, "i801_smbus"}}},
	{3, {{0x1077, 0x2261, 0x0c0400, "qla2xxx"}, {0x15b3, 0x1003, 0x0c0600, "mlx4_core"}}},
};
enum { MODELS = sizeof(models) / sizeof(models[0]) };

/* What else may be in a slot. */
static const struct kind kinds[] = {
	{0x1002, 0x7550, 0x038000, "amdgpu"},
	{0x10de, 0x1aef, 0x040300, "snd_hda_intel"},
	{0x1022, 0x15b6, 0x0c0330, "xhci_hcd"},
	{0x8086, 0x0b60, 0x050000, ""},
	{0x8086, 0x7aa8, 0x070002, "serial"},
	{0x8086, 0x7f80, 0x088000, "thermal"},
	{0x144d, 0xa80a, 0x010802, "nvme"},
	{0x15b3, 0x101e, 0x020000, "mlx5_core"},
	{0x10de, 0x22b1, 0x068000, ""},
	{0x15b3, 0x1003, 0x0c0600, "mlx4_core"},
	{0x8086, 0x7aa3, 0x0c0500, "i801_smbus"},
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

/* Bridges; the last ones have a class that tells nothing, or not the header of a bridge. */
static const struct kind root_port = {0x1b36, 0x000c, 0x060400, "pcieport"};
static const struct kind odd_bridge[] = {{0x8086, 0x3406, 0x068000, ""}, {0x8086, 0x0b23, 0x060700, ""},
	{0x1b36, 0x0001, 0x060900, ""}, {0x8086, 0x4660, 0x060000, ""}, {0x1a03, 0x1150, 0x060401, ""}};

/* How the machine's functions are put in groups. */
enum grouping { BY_SLOT, BY_FUNCTION, BY_VENDOR, BY_ROOT, NO_GROUPS, GROUPINGS };
static enum grouping grouping;
static unsigned int next_bus;

static void choose_driver(struct machine_function *function, const char *own)
{
	static const char *const guest[] = {
		"vfio-pci", "vfio-pci", "vfio-pci", "pci-stub", "nvgrace-gpu-vfio-pci"};
	const char *driver = "";

	if (function->header || random_percent(20))
		driver = own;
	else if (random_percent(10))
		driver = guest[random_below(5)];
	strcpy(function->driver, driver);
	if (random_percent(10))
		strcpy(function->override, random_percent(60) ? driver : "vfio-pci");
}

static int group_of(const struct machine_function *function, unsigned int index)
{
	const struct machine_function *root = function;
	int slot = 100 + (function->addr.bus << 5 | function->addr.dev);

	while (root->parent >= 0)
		root = &machine.function[root->parent];
	if (grouping == NO_GROUPS || random_percent(1))
		return -1;
	if (grouping == BY_FUNCTION || random_percent(3))
		return (int)index;
	if (grouping == BY_ROOT)
		return 100000 + root->addr.dev;
	return grouping == BY_VENDOR ? slot + (function->ids.vendor << 14) : slot;
}

static void become(struct machine_function *function, const struct kind *kind)
{
	function->class = kind->class;
	function->ids = (struct pci_ids){
		kind->vendor, kind->device, 0x1043, (uint16_t)(0x8708 + random_below(2))};
	choose_driver(function, kind->driver);
}

static int add(int parent, struct pci_addr addr, const struct kind *kind, uint8_t header)
{
	struct machine_function *function = &machine.function[machine.count];

	if (machine.count == MACHINE_FUNCTIONS)
		return -1;
	memset(function, 0, sizeof(*function));
	function->addr = addr;
	function->parent = parent;
	function->physfn = -1;
	function->header = header;
	become(function, kind);
	function->group = group_of(function, machine.count);
	return (int)machine.count++;
}

/* Made by a driver: in the slot, or on a bus that no bridge shows, where only the path is the same. */
static void add_virtual_functions(int parent, struct pci_addr addr, int physical)
{
	const struct machine_function *of = &machine.function[physical];
	struct kind kind = {of->ids.vendor, of->ids.device, of->class, ""};
	unsigned int count = 1 + random_below(2);
	bool other_bus = random_percent(50);

	if (other_bus)
		addr.bus = (uint8_t)next_bus++;
	for (addr.fn = other_bus ? 0 : 3; count--; addr.fn++) {
		int index = machine_at(&addr) ? -1 : add(parent, addr, &kind, 0);

		if (index >= 0)
			machine.function[index].physfn = physical;
	}
}

static const struct model *random_model(void)
{
	unsigned int all = 0;
	unsigned int at;
	unsigned int i;

	for (i = 0; i < MODELS; i++)
		all += models[i].percent;
	at = random_below(all);
	for (i = 0; at >= models[i].percent; i++)
		at -= models[i].percent;
	return &models[i];
}

/* A model, rarely with functions left out or of another kind. */
static void add_card(int parent, struct pci_addr addr)
{
	const struct model *model = random_model();
	int first = -1;

	for (unsigned int i = 0; i < 8 && model->function[i].vendor; i++) {
		const struct kind *kind = &model->function[i];
		int index;

		addr.fn = (uint8_t)i;
		if (random_percent(4))
			continue;
		if (random_percent(4))
			kind = &kinds[random_below(KINDS)];
		index = add(parent, addr, kind, 0);
		first = first < 0 ? index : first;
	}
	if (first >= 0 && random_percent(8))
		add_virtual_functions(parent, addr, first);
}

static struct pci_addr below(struct pci_addr bridge)
{
	return (struct pci_addr){bridge.domain, (uint8_t)next_bus++, 0, 0};
}

/* A switch that a card brings along, Intel's with two ports, or one of the machine with two cards. */
static void add_switch(int parent, struct pci_addr addr)
{
	static const struct {
		struct kind up;
		struct kind down;
		unsigned int ports;
	} switches[] = {{{0x8086, 0x4fa1, 0x060400, "pcieport"}, {0x8086, 0x4fa4, 0x060400, "pcieport"}, 2},
		{{0x1002, 0x1478, 0x060400, "pcieport"}, {0x1002, 0x1479, 0x060400, "pcieport"}, 1},
		{{0x10b5, 0x8747, 0x060400, "pcieport"}, {0x10b5, 0x8747, 0x060400, "pcieport"}, 2}};
	static const struct kind arc[] = {
		{0x8086, 0x56a0, 0x030000, "i915"}, {0x8086, 0x4f90, 0x040300, "snd_hda_intel"}};
	unsigned int which = random_below(3);
	int upstream = add(parent, addr, &switches[which].up, 1);
	struct pci_addr port = below(addr);

	for (unsigned int i = 0; i < switches[which].ports && upstream >= 0; i++) {
		int downstream;

		port.dev = (uint8_t)(1 + 3 * i);
		downstream = add(upstream, port, &switches[which].down, 1);
		if (downstream < 0)
			return;
		if (!which)
			add(downstream, below(port), &arc[i && random_percent(85)], 0);
		else
			add_card(downstream, below(port));
	}
}

/* A bridge with something behind it, perhaps another bridge. */
static void add_bridge(int parent, struct pci_addr addr, int depth)
{
	int index = add(parent, addr, &root_port, 1);

	if (index < 0)
		return;
	addr = below(addr);
	for (addr.dev = 0; addr.dev < (random_percent(15) ? 2 : 1); addr.dev++) {
		if (depth < 3 && random_percent(10))
			add_bridge(index, addr, depth + 1);
		else if (random_percent(20))
			add_switch(index, addr);
		else
			add_card(index, addr);
	}
}

static void add_slot(struct pci_addr addr)
{
	unsigned int odd = random_below(5);

	if (random_percent(8))
		add(-1, addr, &odd_bridge[odd], odd == 0 || odd == 4);
	else if (random_percent(75))
		add_bridge(-1, addr, 0);
	else
		add_card(-1, addr);
}

void random_machine(void)
{
	unsigned int slots = 2 + random_below(4);
	struct pci_addr addr = {random_percent(10) ? 0x10000 : 0, 0, 0, 0};

	machine.count = 0;
	machine.udev_ran = random_percent(8);
	machine.noiommu = random_percent(80) ? -1 : (int)random_below(2);
	machine.module = random_percent(15) ? "nvgrace_gpu_vfio_pci" : NULL;
	machine.module_driver = "nvgrace-gpu-vfio-pci";
	grouping = random_percent(60) ? BY_SLOT : (enum grouping)random_below(GROUPINGS);
	next_bus = 1;
	for (unsigned int i = 0; i < slots || !machine.count; i++) {
		addr.dev = (uint8_t)(i + random_below(2) * 8);
		if (!machine_at(&addr))
			add_slot(addr);
	}
	if (random_percent(50))
		machine.function[random_below(machine.count)].boot_vga = true;
}

void random_other_device(struct machine_function *function)
{
	const struct model *model = random_model();
	const struct kind *kind = random_percent(50) ? &model->function[0] : &kinds[random_below(KINDS)];

	if (random_percent(15)) /* the same model of another maker */
		function->ids.subdevice ^= 1;
	else
		become(function, kind);
}

void random_renumber(void)
{
	unsigned int from = 1 + random_below(next_bus);
	unsigned int by = 1 + random_below(2);

	for (unsigned int i = 0; i < machine.count; i++) {
		uint8_t *bus = &machine.function[i].addr.bus;

		if (*bus >= from)
			*bus = (uint8_t)(*bus + by);
	}
}
