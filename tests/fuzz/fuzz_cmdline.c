/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel command line to a request, and the report of a boot on which nothing was done. */
#include "core/report.h"
#include "fuzz.h"

#include <string.h>

static struct request request;
static struct notes notes;
static struct inventory inventory;
static struct plan plan;

static void check_entry(const struct entry *entry)
{
	MUST(memchr(entry->text, '\0', sizeof(entry->text)));
	MUST(entry->order < request.orders);
}

static void check_slots(const struct slot_entry *slot, unsigned int count)
{
	MUST(count <= REQUEST_ENTRIES);
	for (unsigned int i = 0; i < count; i++) {
		check_entry(&slot[i].entry);
		MUST(slot[i].slot.path.root.dev <= 0x1f && slot[i].slot.path.root.fn <= 7);
		MUST(slot[i].slot.path.hops < PCI_DEPTH);
	}
}

/* Every piece lies in the text. */
static void check_pieces(const char *text, size_t size)
{
	struct cmdline cmdline = cmdline_start(text, size);
	struct param param;

	while (cmdline_next(&cmdline, &param)) {
		MUST(param.name.text >= text && param.name.text + param.name.length <= text + size);
		MUST(!param.has_value ||
			(param.value.text >= text && param.value.text + param.value.length <= text + size));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct report report = {&request, &inventory, &plan, &notes, RESULT_NOTHING, false, 1};

	notes.count = 0;
	check_pieces((const char *)data, size);
	request_parse((const char *)data, size, &request, &notes);
	check_slots(request.slot, request.slots);
	check_slots(request.keep, request.keeps);
	MUST(request.ids <= REQUEST_ENTRIES && request.drivers <= REQUEST_DRIVERS);
	for (unsigned int i = 0; i < request.ids; i++)
		check_entry(&request.id[i].entry);
	MUST(request.timeout >= 1 && request.timeout <= 120);
	MUST(notes.count <= NOTES_MAX);
	MUST(request.asked || (!request.slots && !request.ids));
	report.result = plan_result(&request, &inventory, &plan, &notes);
	fuzz_check_report(&report);
	return 0;
}
