/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "random.h"

#include <stdio.h>
#include <string.h>

/* xorshift64* */
static uint64_t state;

void random_seed(uint64_t seed)
{
	state = seed * 0x9e3779b97f4a7c15u + 1;
}

unsigned int random_below(unsigned int n)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return n ? (unsigned int)((state * 0x2545f4914f6cdd1du) >> 33) % n : 0;
}

bool random_percent(unsigned int percent)
{
	return random_below(100) < percent;
}

/* What sits in machines; few kinds, so that twins are frequent. */
static const struct kind {
	uint16_t vendor;
	uint16_t device;
	uint32_t class;
	const char *driver;
} kinds[] = {
	{0x10de, 0x2204, 0x030000, "nouveau"},
	{0x10de, 0x2342, 0x030200, "nvidia"}, /* has a variant driver */
	{0x1002, 0x7550, 0x038000, "amdgpu"},
	{0x10de, 0x1aef, 0x040300, "snd_hda_intel"},
	{0x10de, 0x1ad6, 0x0c0330, "xhci_hcd"},
	{0x10de, 0x1ad7, 0x0c8000, "nvidia-gpu"},
	{0x15b3, 0x101e, 0x020000, "mlx5_core"}, /* has a variant driver */
	{0x144d, 0xa80a, 0x010802, "nvme"},
	{0x8086, 0x2922, 0x010601, "ahci"},
	{0x8086, 0x0b60, 0x050000, ""},
	{0x8086, 0x7f80, 0x088000, "thermal"},
	{0x10de, 0x22b1, 0x068000, ""},
};
static const struct kind bridge = {0x1b36, 0x000c, 0x060400, "pcieport"};
enum { CARD_KINDS = 6, KINDS = sizeof(kinds) / sizeof(kinds[0]) };

/* How the machine's functions are put in groups. */
enum grouping { BY_SLOT, BY_FUNCTION, BY_ROOT, NO_GROUPS, GROUPINGS };
static enum grouping grouping;
static unsigned int next_bus;

static void choose_driver(struct machine_function *function, const struct kind *kind)
{
	static const char *const guest[] = {
		"vfio-pci", "vfio-pci", "vfio-pci", "pci-stub", "nvgrace-gpu-vfio-pci"};
	const char *driver = "";

	if (kind == &bridge || random_percent(20))
		driver = kind->driver;
	else if (random_percent(15))
		driver = guest[random_below(5)];
	strcpy(function->driver, driver);
	if (random_percent(10))
		strcpy(function->override, random_percent(60) ? driver : "vfio-pci");
}

static int group_of(const struct machine_function *function, unsigned int index)
{
	const struct machine_function *root = function;

	while (root->parent >= 0)
		root = &machine.function[root->parent];
	if (grouping == NO_GROUPS || random_percent(1))
		return -1;
	if (grouping == BY_FUNCTION || random_percent(3))
		return (int)index;
	if (grouping == BY_ROOT)
		return 1000 + root->addr.dev;
	return 100 + (function->addr.bus << 5 | function->addr.dev);
}

static int add(int parent, struct pci_addr addr, const struct kind *kind)
{
	struct machine_function *function = &machine.function[machine.count];

	if (machine.count == MACHINE_FUNCTIONS)
		return -1;
	memset(function, 0, sizeof(*function));
	function->addr = addr;
	function->parent = parent;
	function->class = kind->class;
	function->ids = (struct pci_ids){
		kind->vendor, kind->device, 0x1043, (uint16_t)(0x8708 + random_below(2))};
	function->group = group_of(function, machine.count);
	function->broken_attribute = "";
	choose_driver(function, kind);
	return (int)machine.count++;
}

/* One to five functions in a slot, perhaps with a gap. */
static void add_card(int parent, struct pci_addr addr)
{
	unsigned int kind = random_percent(70) ? 0 : random_below(KINDS);
	unsigned int count = 1 + random_below(5);

	addr.fn = random_percent(5);
	for (unsigned int i = 0; i < count && addr.fn < 8; i++) {
		add(parent, addr, &kinds[kind]);
		addr.fn = (uint8_t)(addr.fn + 1 + random_percent(10));
		kind = random_percent(85) ? 3 + i % 3 : random_below(KINDS);
	}
}

/* A bridge with something behind it, perhaps another bridge. */
static void add_bridge(int parent, struct pci_addr addr, int depth)
{
	int index = add(parent, addr, &bridge);

	if (index < 0)
		return;
	addr.bus = (uint8_t)next_bus++;
	addr.fn = 0;
	for (addr.dev = 0; addr.dev < (random_percent(15) ? 2 : 1); addr.dev++) {
		if (depth < 3 && random_percent(20))
			add_bridge(index, addr, depth + 1);
		else
			add_card(index, addr);
	}
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
	for (unsigned int i = 0; i < slots; i++) {
		addr.dev = (uint8_t)(i + random_below(2) * 8);
		if (machine_at(&addr))
			continue;
		if (random_percent(75))
			add_bridge(-1, addr, 0);
		else
			add_card(-1, addr);
	}
	if (random_percent(50))
		machine.function[random_below(machine.count)].boot_vga = true;
}

static size_t print_path(const struct machine_function *function, char *text, size_t size)
{
	size_t used;

	if (function->parent < 0)
		return (size_t)snprintf(text, size, "%x:%02x:%02x.%x", function->addr.domain,
			function->addr.bus, function->addr.dev, function->addr.fn);
	used = print_path(&machine.function[function->parent], text, size);
	return used +
	       (size_t)snprintf(text + used, size - used, "/%02x.%x", function->addr.dev, function->addr.fn);
}

/* Function 0 of the slot decides over the @ID of a whole slot. */
static void print_ids(const struct machine_function *function, bool whole, char *text)
{
	struct pci_addr addr = function->addr;
	const struct machine_function *first;

	addr.fn = 0;
	first = whole ? machine_at(&addr) : function;
	if (!first)
		return;
	text += sprintf(text, "@%04x:%04x", first->ids.vendor, first->ids.device ^ random_percent(10));
	if (random_percent(30))
		sprintf(text, ":%04x:%04x", first->ids.subvendor, first->ids.subdevice);
}

static const char *const garbage[] = {"zz", "02:00.8", "02:20", "1:2:3:4", "02:00.0/", "@10de:2204",
	"02:00@10de", "0000:02:00.0.0", "10de", "00:01/00.0", "123456789:00:00"};

void random_slot(char text[WORD_TEXT])
{
	const struct machine_function *function = &machine.function[random_below(machine.count)];
	bool whole = random_percent(60);
	size_t used;

	if (random_percent(3)) {
		strcpy(text, garbage[random_below(sizeof(garbage) / sizeof(garbage[0]))]);
		return;
	}
	if (random_percent(4)) {
		strcpy(text, "7f:1e.3");
		return;
	}
	if (random_percent(40))
		print_path(function, text, WORD_TEXT);
	else
		snprintf(text, WORD_TEXT, "%04x:%02x:%02x.%x", function->addr.domain, function->addr.bus,
			function->addr.dev, function->addr.fn);
	used = strlen(text);
	if (whole)
		strcpy(text + used - 2, random_percent(20) ? ".*" : "");
	if (random_percent(35))
		print_ids(function, whole, text + strlen(text));
}

static void random_id(char text[WORD_TEXT])
{
	const struct machine_function *function = &machine.function[random_below(machine.count)];
	const struct pci_ids *ids = &function->ids;

	if (random_percent(4))
		strcpy(text, random_percent(50) ? "10de" : "10de:2204:zz");
	else if (random_percent(4))
		strcpy(text, "ffffffff:ffffffff");
	else if (random_percent(10))
		sprintf(text, "%x:ffffffff:%x", ids->vendor, ids->subvendor);
	else if (random_percent(10))
		sprintf(text, "ffffffff:ffffffff:ffffffff:ffffffff:%x:ffff00", function->class);
	else if (random_percent(10))
		sprintf(text, "%x:%x:%x:%x", ids->vendor, ids->device, ids->subvendor, ids->subdevice);
	else
		sprintf(text, "%04x:%04x", ids->vendor, ids->device);
}

void random_words(struct words *words)
{
	static const char *const rest[] = {" gpupt.group=exact", " gpupt.group=whole", " gpupt.host=desktop",
		" gpupt.driver=pci-stub", " gpupt.driver=vfio-pci", " gpupt.on_failure=hold",
		" vfio.enable_unsafe_noiommu_mode=1", " gpupt.host=dektop",
		" gpupt.driver=nvgrace_gpu_vfio_pci"};

	words->slots = random_percent(85) ? 1 + random_below(4) : 0;
	words->ids = random_percent(45) ? 1 + random_below(3) : 0;
	words->keeps = random_percent(30) ? 1 + random_below(2) : 0;
	for (unsigned int i = 0; i < words->slots; i++)
		random_slot(words->slot[i]);
	for (unsigned int i = 0; i < words->ids; i++)
		random_id(words->id[i]);
	for (unsigned int i = 0; i < words->keeps; i++)
		random_slot(words->keep[i]);
	words->rest[0] = '\0';
	for (size_t i = 0; i < sizeof(rest) / sizeof(rest[0]); i++) {
		if (random_percent(i == 7 ? 1 : 12))
			strcat(words->rest, rest[i]);
	}
}

void random_shuffle(char text[][WORD_TEXT], unsigned int count)
{
	for (unsigned int i = count; i > 1; i--) {
		unsigned int other = random_below(i);
		char word[WORD_TEXT];

		memcpy(word, text[i - 1], WORD_TEXT);
		memcpy(text[i - 1], text[other], WORD_TEXT);
		memcpy(text[other], word, WORD_TEXT);
	}
}

static size_t print_list(const char *name, const char text[][WORD_TEXT], unsigned int count, char *out)
{
	size_t used = 0;

	for (unsigned int i = 0; i < count; i++)
		used += (size_t)sprintf(out + used, "%s%s", i ? "," : name, text[i]);
	return used;
}

size_t words_print(const struct words *words, char *text, size_t size)
{
	size_t used = 0;

	used += print_list(" gpupt.slots=", words->slot, words->slots, text + used);
	used += print_list(" vfio-pci.ids=", words->id, words->ids, text + used);
	used += print_list(" gpupt.keep=", words->keep, words->keeps, text + used);
	return used + (size_t)snprintf(text + used, size - used, "%s", words->rest);
}
