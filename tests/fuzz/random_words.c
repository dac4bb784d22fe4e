/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Command lines about the machine, as people write them and as they should not. */
#include "random.h"

#include <stdio.h>
#include <string.h>

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

static size_t print_address(const struct machine_function *function, char *text, size_t size)
{
	const struct pci_addr *addr = &function->addr;

	if (!addr->domain && random_percent(50))
		return (size_t)snprintf(text, size, "%02x:%02x.%x", addr->bus, addr->dev, addr->fn);
	if (random_percent(30))
		return (size_t)snprintf(
			text, size, "%X:%X:%X.%X", addr->domain, addr->bus, addr->dev, addr->fn);
	return (size_t)snprintf(
		text, size, "%04x:%02x:%02x.%x", addr->domain, addr->bus, addr->dev, addr->fn);
}

/* Function 0 of the slot decides over the @ID of a whole slot. */
static void print_ids(const struct machine_function *function, bool whole, bool wrong, char *text)
{
	struct pci_addr addr = function->addr;
	const struct machine_function *first;

	addr.fn = 0;
	first = whole ? machine_at(&addr) : function;
	if (!first)
		return;
	text += sprintf(text, "@%04x:%04x", first->ids.vendor, first->ids.device ^ wrong);
	if (random_percent(40))
		sprintf(text, ":%04x:%04x", first->ids.subvendor, first->ids.subdevice);
}

/* ids: how often with @ID, of 100; wrong: and how often with one that does not hold. */
static void print_slot(
	const struct machine_function *function, unsigned int ids, unsigned int wrong, char text[WORD_TEXT])
{
	bool whole = random_percent(60);
	size_t used = random_percent(40) ? print_path(function, text, WORD_TEXT)
					 : print_address(function, text, WORD_TEXT);

	if (whole)
		strcpy(text + used - 2, random_percent(20) ? ".*" : "");
	if (random_percent(ids))
		print_ids(function, whole, random_percent(wrong), text + strlen(text));
}

static const struct machine_function *any_function(void)
{
	return &machine.function[random_below(machine.count)];
}

static const char *const garbage[] = {"zz", "02:00.8", "02:20", "1:2:3:4", "02:00.0/", "@10de:2204",
	"02:00@10de", "0000:02:00.0.0", "10de", "00:01/00.0", "123456789:00:00"};

void random_slot(char text[WORD_TEXT])
{
	if (random_percent(3))
		strcpy(text, garbage[random_below(sizeof(garbage) / sizeof(garbage[0]))]);
	else if (random_percent(4))
		strcpy(text, "7f:1e.3");
	else
		print_slot(any_function(), 35, 10, text);
}

/* The kernel's sscanf takes all of these. */
static void print_id(const struct pci_ids *ids, char *text)
{
	switch (random_below(7)) {
	case 0:
		sprintf(text, "%x:%x:%x:%x", ids->vendor, ids->device, ids->subvendor, ids->subdevice);
		break;
	case 1:
		sprintf(text, "%04X:%04X", ids->vendor, ids->device);
		break;
	case 2:
		sprintf(text, "0x%x:0x%08x", ids->vendor, ids->device);
		break;
	case 3:
		sprintf(text, "%x:%x:ffffffff", ids->vendor, ids->device);
		break;
	default:
		sprintf(text, "%04x:%04x", ids->vendor, ids->device);
	}
}

void random_id(char text[WORD_TEXT])
{
	const struct machine_function *function = any_function();
	const struct pci_ids *ids = &function->ids;

	if (random_percent(4))
		strcpy(text, random_percent(50) ? "10de" : "10de:2204:zz");
	else if (random_percent(4))
		strcpy(text, "ffffffff:ffffffff");
	else if (random_percent(5))
		sprintf(text, "%x:ffffffff:%x", ids->vendor, ids->subvendor);
	else if (random_percent(5))
		sprintf(text, "ffffffff:ffffffff:ffffffff:ffffffff:%x:ffff00", function->class);
	else
		print_id(ids, text);
}

static void random_rest(char rest[WORD_TEXT])
{
	static const struct {
		unsigned int percent;
		const char *text;
	} some[] = {{12, "gpupt.group=exact"}, {12, "gpupt.group=whole"}, {12, "gpupt.host=desktop"},
		{12, "gpupt.driver=pci-stub"}, {8, "gpupt.driver=vfio_pci"}, {8, "gpupt.on_failure=hold"},
		{8, "gpupt.on-failure=release"}, {8, "vfio.enable_unsafe_noiommu_mode=1"},
		{1, "gpupt.host=dektop"}, {3, "gpupt.driver=nvgrace_gpu_vfio_pci"}, {20, "quiet"},
		{20, "vfio-pci.disable_idle_d3=1"}};

	rest[0] = '\0';
	for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
		if (random_percent(some[i].percent) && strlen(rest) + strlen(some[i].text) + 2 < WORD_TEXT)
			strcat(strcat(rest, " "), some[i].text);
	}
}

/* Anything about anything: most of it is refused. */
static void random_nonsense(struct words *words)
{
	words->slots = random_percent(85) ? 1 + random_below(4) : 0;
	words->ids = random_percent(45) ? 1 + random_below(3) : 0;
	words->keeps = random_percent(30) ? 1 + random_below(2) : 0;
	for (unsigned int i = 0; i < words->slots; i++)
		random_slot(words->slot[i]);
	for (unsigned int i = 0; i < words->ids; i++)
		random_id(words->id[i]);
	for (unsigned int i = 0; i < words->keeps; i++)
		random_slot(words->keep[i]);
}

/* What somebody wants: a card or two by slot, perhaps the same by ID, and another one kept. */
static void random_sense(struct words *words)
{
	const struct machine_function *card = any_function();

	for (unsigned int tries = 0; tries < 20 && card->class >> 16 != 0x03; tries++)
		card = any_function();
	words->slots = random_percent(80);
	words->ids = !words->slots || random_percent(60);
	print_slot(card, 60, 0, words->slot[0]);
	print_id(&card->ids, words->id[0]);
	for (unsigned int i = 0; i < machine.count; i++) {
		const struct machine_function *other = &machine.function[i];
		bool near = pci_addr_same_slot(&other->addr, &card->addr) && other != card;

		if (near && words->ids && words->ids < 4 && random_percent(70))
			print_id(&other->ids, words->id[words->ids++]);
		else if (near && words->slots && words->slots < 4 && random_percent(10))
			print_slot(other, 60, 0, words->slot[words->slots++]);
		else if (!near && words->slots && words->slots < 4 && random_percent(4))
			print_slot(other, 60, 0, words->slot[words->slots++]);
	}
	words->keeps = random_percent(60) ? 1 + random_below(3) : 0;
	for (unsigned int i = 0; i < words->keeps; i++) {
		const struct machine_function *other = any_function();

		while (random_percent(60) && !pci_addr_same_slot(&other->addr, &card->addr))
			other = any_function();
		print_slot(other, 50, 0, words->keep[i]);
	}
}

void random_words(struct words *words)
{
	memset(words, 0, sizeof(*words));
	words->style = random_below(256);
	if (random_percent(50))
		random_sense(words);
	else
		random_nonsense(words);
	random_rest(words->rest);
}

/* Those of the entry, by the IDs that begin it; near enough for what a machine may look like. */
void random_take_by_ids(const struct words *words)
{
	for (unsigned int i = 0; i < machine.count; i++) {
		struct machine_function *function = &machine.function[i];
		unsigned int vendor;
		unsigned int device;

		for (unsigned int j = 0; j < words->ids; j++) {
			if (sscanf(words->id[j], "%x:%x", &vendor, &device) != 2 ||
				vendor != function->ids.vendor || device != function->ids.device ||
				function->header)
				continue;
			strcpy(function->driver, "vfio-pci");
			function->override[0] = '\0';
		}
	}
}

/* A list in one parameter, or in one for each entry; with quotes or without. */
static size_t print_list(const char *const names[2], const char text[][WORD_TEXT], unsigned int count,
	unsigned int style, char *out)
{
	const char *name = names[style & 1];
	const char *quote = style & 2 ? "\"" : "";
	const char *between = style & 4 ? "," : NULL;
	size_t used = 0;

	for (unsigned int i = 0; i < count; i++) {
		if (!i || !between)
			used += (size_t)sprintf(out + used, " %s=%s", name, quote);
		used += (size_t)sprintf(out + used, "%s%s", i && between ? between : "", text[i]);
		if (i + 1 == count || !between)
			used += (size_t)sprintf(out + used, "%s", quote);
	}
	return used;
}

size_t words_print(const struct words *words, char *text, size_t size)
{
	static const char *const names[3][2] = {{"gpupt.slots", "gpupt.slots"},
		{"vfio-pci.ids", "vfio_pci.ids"}, {"gpupt.keep", "gpupt.keep"}};
	/* Quotes are rare where people write, one list for each is usual. */
	unsigned int style = (words->style & 1) | (words->style >> 1 & 7 ? 4 : 0) | (words->style > 240) << 1;
	size_t used = 0;

	if (words->style & 0x10)
		used += (size_t)snprintf(text, size, "%s", words->rest);
	for (unsigned int i = 0; i < 3; i++) {
		unsigned int which = words->style & 0x20 ? 2 - i : i;

		if (which == 0)
			used += print_list(names[0], words->slot, words->slots, style, text + used);
		else if (which == 1)
			used += print_list(names[1], words->id, words->ids, style, text + used);
		else
			used += print_list(names[2], words->keep, words->keeps, style, text + used);
	}
	if (!(words->style & 0x10))
		used += (size_t)snprintf(text + used, size - used, "%s", words->rest);
	return used;
}
