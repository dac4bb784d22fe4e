/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A command line up to a newline, lines of a module table that begin with "alias" or "module", then an
 * inventory: ten bytes a function. From there to the plan, the work list and the report.
 */
#include "core/inventory_card.h"
#include "core/plan.h"
#include "core/report.h"
#include "bind/worklist.c"
#include "fuzz.h"
#include "machine.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct request request;
static struct notes notes;
static struct inventory inventory;
static struct plan plan;
static struct worklist list;
static struct table table;

static const uint32_t classes[] = {0x030000, 0x030200, 0x038000, 0x040300, 0x0c0330, 0x0c8000, 0x060400,
	0x010802, 0x020000, 0x050000, 0x088000, 0x120000, 0x068000, 0x0c0400};
static const char *const drivers[] = {
	"", "", "", "vfio-pci", "nouveau", "pci-stub", "xhci_hcd", "nvgrace-gpu-vfio-pci"};

/*
 * Its lines, with what belongs before and behind them: the release and the right count. Returns what is
 * left of the input. Without lines it is the table of all tests here, with one that is wrong none.
 */
static const uint8_t *read_table(const uint8_t *data, const uint8_t *end)
{
	size_t used = (size_t)snprintf(table.text, sizeof(table.text), "gpupt-modules 1 6.12.0\n");
	unsigned int lines = 0;

	for (const uint8_t *newline; (newline = memchr(data, '\n', (size_t)(end - data)));
		data = newline + 1) {
		size_t length = (size_t)(newline + 1 - data);

		if ((length < 7 || memcmp(data, "alias ", 6) != 0) &&
			(length < 8 || memcmp(data, "module ", 7) != 0))
			break;
		if (used + length + 32 > sizeof(table.text))
			break;
		memcpy(table.text + used, data, length);
		used += length;
		lines++;
	}
	if (!lines) {
		table = *machine_table();
		return data;
	}
	used += (size_t)snprintf(table.text + used, sizeof(table.text) - used, "end %u\n", lines);
	table_check(&table, (long)used, "6.12.0");
	return data;
}

static uint64_t bits(uint8_t byte, unsigned int entries)
{
	return entries ? (uint64_t)byte & (~0ull >> (64 - entries)) : 0;
}

static void fill(struct function *function, const uint8_t b[10], unsigned int nth)
{
	unsigned int slot = b[0] + nth;

	memset(function, 0, sizeof(*function));
	function->addr = (struct pci_addr){
		b[1] & 0x80 ? 0x10000 : 0, (uint8_t)(slot >> 2), (uint8_t)(slot & 3), b[1] & 7};
	function->kept = b[1] & 0x08;
	function->error = b[1] & 0x10 ? (b[1] & 0x20 ? -ENOENT : -EIO) : 0;
	function->boot_vga = b[1] & 0x20;
	function->has_path = b[1] & 0x40;
	function->path.root = function->addr;
	function->path.hops = b[9] % PCI_DEPTH;
	function->class = classes[b[2] % (sizeof(classes) / sizeof(classes[0]))];
	function->group = (int)(b[3] & 0x3f) - 1;
	function->named = bits(b[4], request.slots);
	function->matched = bits(b[5], request.ids);
	function->is_virtual = (b[9] & 0xe0) == 0xe0;
	function->matched = function->is_virtual ? 0 : function->matched;
	function->is_bridge = pci_class_is_bridge(function->class) || (b[9] & 0xf0) == 0xd0;
	function->has_upstream = b[9] & 0x08;
	function->upstream.bus = function->addr.bus >> 2;
	function->upstream_vendor = function->has_upstream ? 0x10de : 0;
	function->subject = function->named || function->matched;
	function->ids = (struct pci_ids){0x10de, b[8] & 1 ? 0x2342 : 0x2204, 0x1043, b[8]};
	strcpy(function->driver, drivers[b[6] & 7]);
	strcpy(function->override, drivers[b[7] & 7]);
}

static int by_address(const void *a, const void *b)
{
	return pci_addr_compare(&((const struct function *)a)->addr, &((const struct function *)b)->addr);
}

/* Records may be repeated, each time in the next slot, so that limits are reached. */
static void fill_all(const uint8_t *data, size_t size)
{
	unsigned int kept = 0;

	inventory.count = 0;
	for (; size >= 10; data += 10, size -= 10) {
		for (unsigned int n = 0; n <= (data[8] >> 1) && inventory.count < 700; n++)
			fill(&inventory.function[inventory.count++], data, n);
	}
	qsort(inventory.function, inventory.count, sizeof(inventory.function[0]), by_address);
	for (unsigned int i = 0; i < inventory.count; i++) {
		if (!kept || by_address(&inventory.function[kept - 1], &inventory.function[i]))
			inventory.function[kept++] = inventory.function[i];
	}
	inventory.count = kept;
	inventory_find_cards(&inventory);
	for (unsigned int i = 0; i < inventory.count; i++)
		MUST(inventory.function[i].card <= i &&
			inventory.function[inventory.function[i].card].card == inventory.function[i].card);
}

static void check_claim(unsigned int i)
{
	const struct function *function = &inventory.function[i];
	const struct claim *claim = &plan.claim[i];

	MUST(claim->state <= STATE_RELEASE && claim->target < PLAN_TARGETS);
	MUST((claim->state == STATE_REFUSED) == (claim->reason != REASON_NONE));
	if (!claim_is_good(claim))
		return;
	MUST(!function->kept && !function->error && !function->is_bridge && !function->is_virtual);
	MUST(function->named || function->matched || request.group != GROUP_EXACT);
	MUST(function->named || claim->why == WHY_ID || !pci_class_stays(function->class));
	MUST(claim->why != WHY_ID || !request.slots_given || !request.slots_unsound);
	/* The table, too, can say that modprobe.d turns vfio's no-IOMMU mode on. */
	MUST(function->group >= 0 || inventory.noiommu > 0 || request.noiommu > 0 ||
		memmem(table.text, table.length, "noiommu", 7) ||
		!strcmp(plan.target[claim->target].driver, "pci-stub"));
	MUST(!request.guard_unreadable && !inventory.keep_error);
}

static void check_plan(void)
{
	unsigned int good = 0;

	for (unsigned int i = 0; i < inventory.count; i++) {
		check_claim(i);
		good += claim_is_good(&plan.claim[i]);
	}
	MUST(good <= CLAIMS_MAX);
	worklist_make(&inventory, &plan, &list);
	for (unsigned int i = 0; i < list.count; i++) {
		MUST(list.work[i].function < inventory.function + inventory.count);
		MUST(list.work[i].claim->state == STATE_CLAIM || list.work[i].release);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *newline = memchr(data, '\n', size);
	struct report report = {&request, &inventory, &plan, &notes, RESULT_NOTHING, true, 0};
	const uint8_t *end = data + size;
	const uint8_t *flags;

	if (!newline)
		return 0;
	flags = read_table(newline + 1, end);
	if (flags == end)
		return 0;
	notes.count = 0;
	request_parse((const char *)data, (size_t)(newline - data), &request, &notes);
	memset(&inventory, 0, offsetof(struct inventory, function));
	inventory.udev_ran = *flags & 1;
	inventory.noiommu = (*flags >> 1 & 3) == 3 ? -1 : *flags >> 1 & 1;
	inventory.keep_error = *flags == 0x7f ? -EIO : 0;
	inventory.error = *flags > 0x7f ? -(*flags - 0x7f) : 0;
	inventory.slots_ambiguous = bits((uint8_t)(*flags >> 3), request.slots);
	inventory.keeps_found = *flags & 4 ? 0 : ~0ull;
	fill_all(flags + 1, (size_t)(end - flags - 1));
	plan_make(&request, &inventory, &table, true, &plan, &notes);
	plan_warn(&inventory, &plan, &notes);
	check_plan();
	report.result = plan_result(&request, &inventory, &plan, &notes);
	fuzz_check_report(&report);
	return 0;
}
