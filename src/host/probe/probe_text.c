/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What gpupt probe says to people. */
#include "host/layout.h"
#include "host/names.h"
#include "host/probe/probe.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const enum tone tones[] = {TONE_GOOD, TONE_WARN, TONE_DIM, TONE_BAD, TONE_BAD};
static const char *const sentences[] = {
	"works", "works, with a limit", "could not be found out", "not looked at", "does not work"};

static void say_memory(const struct probe_facts *facts, struct text *text)
{
	uint64_t kib = 0;
	unsigned int count = 0;

	for (unsigned int i = 0; i < PROBE_ROM; i++) {
		if (!facts->region[i].size || !facts->region[i].memory)
			continue;
		count++;
		kib += facts->region[i].size >> 10;
	}
	if (count)
		text_item(text, ", ", "%u region%s (%" PRIu64 " %s)", count, count == 1 ? "" : "s",
			kib >> (kib >= 10240 ? 10 : 0), kib >= 10240 ? "MiB" : "KiB");
}

static void say_interrupts(const struct probe_facts *facts, struct text *text)
{
	if (facts->msix)
		text_item(text, ", ", "MSI-X %u", facts->msix);
	else if (facts->msi)
		text_item(text, ", ", "MSI %u", facts->msi);
	else if (facts->intx)
		text_item(text, ", ", "INTx");
}

/* What the guest will see, as far as it was seen. */
static void say_facts(const struct probe_facts *facts, struct text *text)
{
	say_memory(facts, text);
	say_interrupts(facts, text);
	if (facts->resets)
		text_item(text, ", ", "reset alone%s", facts->reset_tried ? " (done)" : "");
	else if (facts->hot_asked && !facts->hot_error)
		text_item(text, ", ", "reset with its bus%s", facts->reset_tried ? " (done)" : "");
	if (facts->link.width)
		text_item(text, ", ", "%s x%u of %s x%u", facts->link.speed, facts->link.width,
			facts->link.max_speed, facts->link.max_width);
	if (*facts->power_state)
		text_item(text, ", ", "%s when idle", facts->power_state);
}

static void add_row(struct layout_table *table, const struct probe_device *device)
{
	enum probe_result result = device->verdict.result;
	struct text facts = {NULL, 0, 0};
	char addr[PCI_ADDR_TEXT];

	layout_row(table);
	layout_cell(table, 0, TONE_PLAIN, "  %s", pci_addr_format(&device->function->addr, addr));
	layout_cell(table, 1, TONE_PLAIN, "%s", names_kind(device->function->class));
	layout_cell(table, 2, tones[result], "%s", probe_result_name(result));
	if (device->facts && result <= PROBE_LIMITED)
		say_facts(device->facts, &facts);
	layout_cell(table, 3, TONE_DIM, "%s", text_string(&facts));
	text_free(&facts);
}

static void print_devices(const struct probe *probe)
{
	struct layout_table table = {.host = probe->host};
	struct names *names = names_open(probe->host);
	const struct function *before = NULL;
	char name[NAME_TEXT];

	for (unsigned int i = 0; i < probe->count; i++) {
		const struct function *function = probe->device[i].function;
		enum probe_result result = probe_result(probe, function);

		if (!before || !function_same_card(before, function)) {
			layout_whole(&table);
			layout_cell(&table, 0, TONE_STRONG, "%s", names_short(names, &function->ids, name));
			layout_cell(&table, 1, tones[result], ": %s", sentences[result]);
		}
		add_row(&table, &probe->device[i]);
		before = function;
	}
	layout_print(&table);
	names_close(names);
}

static void print_finding(
	const struct host *host, const struct function *function, const struct probe_finding *finding)
{
	static const char *const labels[] = {"", "limit:", "unknown:", "refused:", "fails:"};
	struct text text = {NULL, 0, 0};
	char addr[PCI_ADDR_TEXT];

	putchar('\n');
	text_addf(&text, "%s: %s", pci_addr_format(&function->addr, addr), text_string(&finding->text));
	layout_paragraph(host, 0, tones[finding->result], labels[finding->result], text_string(&text));
	layout_paragraph(host, 2, TONE_PLAIN, "->", probe_advice(finding->found));
	text_free(&text);
}

void probe_text(const struct probe *probe)
{
	print_devices(probe);
	for (unsigned int i = 0; i < probe->count; i++) {
		const struct probe_device *device = &probe->device[i];

		for (unsigned int j = 0; j < device->verdict.count; j++)
			print_finding(probe->host, device->function, &device->verdict.finding[j]);
	}
}
