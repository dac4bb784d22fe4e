/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Corners of the plan that are awkward to make as trees of files. */
#include "unit.h"
#include "bind/worklist.c"
#include "core/inventory_card.h"
#include "core/plan.h"

#include <errno.h>

static struct request request;
static struct inventory inventory;
static struct table table;
static struct plan plan;
static struct notes notes;

/* A machine without functions, and what the line asks for. */
static void begin(const char *line)
{
	memset(&inventory, 0, sizeof(inventory));
	inventory.noiommu = -1;
	table_check(&table, 0, "x");
	notes.count = 0;
	request_parse(line, strlen(line), &request, &notes);
}

static struct function *add(const char *address, uint32_t class, int group)
{
	struct function *function = &inventory.function[inventory.count++];

	assert_null(pci_addr_parse(address, &function->addr));
	function->class = class;
	function->group = group;
	return function;
}

static void make(void)
{
	inventory_find_cards(&inventory);
	plan_make(&request, &inventory, &table, true, &plan, &notes);
	plan_warn(&inventory, &plan, &notes);
}

static enum result result(void)
{
	return plan_result(&request, &inventory, &plan, &notes);
}

/* One whole-slot entry for each of n slots of eight functions, as many as fit and more. */
static void fill(unsigned int slots)
{
	for (unsigned int i = 0; i < slots * 8; i++) {
		char address[32];
		struct function *function;

		snprintf(address, sizeof(address), "0000:%02x:00.%x", i / 8, i % 8);
		function = add(address, 0x030000, (int)i);
		function->named = 1ull << (i / 8 % 64);
	}
}

static char *many_slots(unsigned int slots, const char *more)
{
	static char line[2048];
	size_t used = (size_t)snprintf(line, sizeof(line), "gpupt.slots=");

	for (unsigned int i = 0; i < slots; i++)
		used += (size_t)snprintf(line + used, sizeof(line) - used, "%02x:00,", i);
	snprintf(line + used, sizeof(line) - used, " %s", more);
	return line;
}

static unsigned int good(void)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < inventory.count; i++)
		count += claim_is_good(&plan.claim[i]);
	return count;
}

static void exactly_512(void **state)
{
	(void)state;
	begin(many_slots(64, ""));
	fill(64);
	make();
	assert_int_equal(good(), 512);
	assert_int_equal(result(), RESULT_DONE);
}

static void more_than_512(void **state)
{
	(void)state;
	begin(many_slots(64, "vfio-pci.ids=1:2"));
	fill(64);
	add("0001:00:00.0", 0x030000, 9999)->matched = 1;
	make();
	assert_int_equal(good(), 512);
	assert_int_equal(notes.count, 1);
	assert_int_equal(notes.note[0].code, NOTE_TOO_MANY);
	assert_string_equal(notes.note[0].subject, "vfio-pci.ids=1:2");
	assert_int_equal(result(), RESULT_PARTIAL);
	assert_int_equal(plan.claim[512].state, STATE_NONE);
}

/* The entry that comes first is the one that fits. */
static void first_fits(void **state)
{
	char line[2100] = "vfio-pci.ids=1:2 ";

	(void)state;
	begin(strcat(line, many_slots(64, "")));
	fill(64);
	add("0001:00:00.0", 0x030000, 9999)->matched = 1;
	make();
	assert_int_equal(good(), 504); /* the ID's is held back by the slot that does not fit */
	assert_int_equal(notes.note[0].code, NOTE_TOO_MANY);
	assert_string_equal(notes.note[0].subject, "gpupt.slots=3f:00");
	assert_int_equal(result(), RESULT_PARTIAL);
}

static void inventory_overflow(void **state)
{
	(void)state;
	begin("gpupt.slots=02:00,03:00 vfio-pci.ids=1:2");
	add("0000:02:00.0", 0x030000, 1)->named = 1;
	add("0000:03:00.0", 0x030000, 2)->named = 2;
	inventory.slots_overflow = 1;
	inventory.ids_overflow = 1;
	make();
	assert_int_equal(plan.claim[0].state, STATE_NONE);
	assert_int_equal(plan.claim[1].state, STATE_CLAIM);
	assert_int_equal(result(), RESULT_PARTIAL);
}

static void no_sysfs(void **state)
{
	(void)state;
	begin("gpupt.slots=02:00");
	inventory.error = -ENOENT;
	make();
	assert_int_equal(result(), RESULT_UNKNOWN);
	assert_int_equal(notes.note[0].code, NOTE_NO_SYSFS);
}

static void keep_unknown(void **state)
{
	(void)state;
	begin("gpupt.slots=02:00 gpupt.keep=03:00");
	add("0000:02:00.0", 0x030000, 1)->named = 1;
	inventory.keep_error = -EIO;
	make();
	assert_int_equal(plan.claim[0].reason, REASON_GUARD_UNREADABLE);
}

static void keep_differs(void **state)
{
	(void)state;
	begin("gpupt.slots=02:00 gpupt.keep=02:00@1:2");
	add("0000:02:00.0", 0x030000, 1)->named = 1;
	inventory.function[0].kept = true;
	inventory.keeps_found = inventory.keeps_differ = 1;
	make();
	assert_int_equal(plan.claim[0].state, STATE_KEPT);
	assert_int_equal(notes.note[0].code, NOTE_ABSENT);
	assert_int_equal(result(), RESULT_FAILED);
}

static void every_read_error(void **state)
{
	static const struct {
		int error;
		enum reason reason;
	} each[] = {{-ENOENT, REASON_VANISHED}, {-ENODEV, REASON_VANISHED}, {-EIO, REASON_READ_FAILED},
		{-EACCES, REASON_READ_FAILED}, {-EPROTO, REASON_READ_FAILED}};

	(void)state;
	for (size_t i = 0; i < COUNT(each); i++) {
		begin("gpupt.slots=02:00 vfio-pci.ids=1:2");
		add("0000:02:00.0", 0x030000, 1)->named = 1;
		add("0000:03:00.0", 0x030000, 2)->matched = 1;
		inventory.function[0].error = each[i].error;
		make();
		assert_int_equal(plan.claim[0].state, STATE_REFUSED);
		assert_int_equal(plan.claim[0].reason, each[i].reason);
		assert_int_equal(plan.claim[1].state, STATE_NONE); /* held back */
	}
}

/* A table of more variants than there is room for targets. */
static void many_targets(void **state)
{
	char text[4096];
	size_t used = (size_t)snprintf(text, sizeof(text), "gpupt-modules 1 x\n");

	(void)state;
	for (int i = 1; i <= PLAN_TARGETS + 1; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
			"alias vfio_pci:v%08Xd*sv*sd*bc*sc*i* variant%d\n", (unsigned int)i, i);
	used += (size_t)snprintf(text + used, sizeof(text) - used, "end %d\n", PLAN_TARGETS + 1);
	begin("gpupt.slots=00:00");
	memcpy(table.text, text, used);
	table_check(&table, (long)used, "x");
	assert_null(table.wrong);
	for (int i = 0; i <= PLAN_TARGETS; i++) {
		char address[32];
		struct function *function;

		snprintf(address, sizeof(address), "0000:%02x:00.0", (unsigned int)i);
		function = add(address, 0x030000, i);
		function->named = 1;
		function->ids.vendor = (uint16_t)(i + 1);
	}
	make();
	assert_int_equal(plan.targets, PLAN_TARGETS);
	assert_string_equal(plan.target[PLAN_TARGETS - 1].module, "variant16");
	assert_int_equal(notes.note[0].code, NOTE_TOO_MANY);
	assert_int_equal(result(), RESULT_PARTIAL);
}

/* A slot that fails over a function matched by ID takes the other IDs' claims back. */
static void ids_taken_back(void **state)
{
	struct function *twin;

	(void)state;
	begin("gpupt.slots=02:00.0 vfio-pci.ids=1:2,3:4");
	add("0000:02:00.0", 0x030000, 1)->named = 1;
	add("0000:02:00.1", 0x040300, 2)->matched = 1;
	inventory.function[1].group = -1;
	twin = add("0000:03:00.0", 0x030000, 3);
	twin->matched = 2;
	strcpy(twin->driver, "vfio-pci");
	add("0000:04:00.0", 0x030000, 4)->matched = 2;
	make();
	assert_int_equal(plan.claim[1].reason, REASON_NO_IOMMU);
	assert_int_equal(plan.claim[0].reason, REASON_SIBLING_FAILED);
	assert_int_equal(plan.claim[2].state, STATE_RELEASE);
	assert_int_equal(plan.claim[3].state, STATE_NONE);
	assert_int_equal(notes.note[0].code, NOTE_IDS_HELD_BACK);
}

static void noiommu_from_table(void **state)
{
	static const struct {
		const char *option;
		enum reason reason;
	} each[] = {{"enable_unsafe_noiommu_mode=1", REASON_NONE},
		{"enable-unsafe-noiommu-mode", REASON_NONE},
		{"enable_unsafe_noiommu_mode=0", REASON_NO_IOMMU}, {"other=1", REASON_NO_IOMMU}};

	(void)state;
	for (size_t i = 0; i < COUNT(each); i++) {
		int length;

		begin("gpupt.slots=02:00");
		length = snprintf(table.text, sizeof(table.text),
			"gpupt-modules 1 x\nmodule vfio /lib/modules/x/vfio.ko %s\nend 1\n", each[i].option);
		table_check(&table, length, "x");
		add("0000:02:00.0", 0x030000, -1)->named = 1;
		make();
		assert_int_equal(plan.claim[0].reason, each[i].reason);
	}
}

static void worklist_covers_what_is_planned(void **state)
{
	static struct worklist list;
	struct function *function;

	(void)state;
	begin("gpupt.slots=02:00 vfio-pci.ids=1:2 gpupt.keep=02:00.3");
	function = add("0000:01:00.0", 0x030000, 1);
	function->matched = 1;
	strcpy(function->driver, "vfio-pci");
	function = add("0000:02:00.0", 0x030000, 2);
	function->named = 1;
	function->matched = 1;
	strcpy(function->driver, "simple-framebuffer");
	strcpy(function->override, "other");
	function = add("0000:02:00.1", 0x040300, 2);
	function->named = 1;
	strcpy(function->driver, "vfio-pci");
	strcpy(function->override, "vfio-pci");
	function = add("0000:02:00.3", 0x0c0330, 2);
	function->named = 1;
	function->kept = true;
	inventory.keeps_found = 1;
	make();
	worklist_make(&inventory, &plan, &list);
	assert_int_equal(list.count, 2);
	assert_ptr_equal(list.work[0].function, &inventory.function[0]);
	assert_true(list.work[0].release);
	assert_ptr_equal(list.work[1].function, &inventory.function[1]);
	assert_ptr_equal(list.work[1].claim, &plan.claim[1]);
	assert_false(list.work[1].release);
}

/* Planning again after all was done leaves nothing to do. */
static void nothing_remains(void **state)
{
	(void)state;
	begin("gpupt.slots=02:00");
	for (int i = 0; i < 4; i++) {
		char address[] = "0000:02:00.0";
		struct function *function;

		address[11] = (char)('0' + i);
		function = add(address, 0x030000, 1);
		function->named = 1;
		strcpy(function->driver, "vfio-pci");
		strcpy(function->override, "vfio-pci");
	}
	make();
	for (int i = 0; i < 4; i++)
		assert_int_equal(plan.claim[i].state, STATE_CLAIMED);
	assert_int_equal(result(), RESULT_DONE);
}

static struct function *add_intel(const char *address, uint32_t class, bool behind)
{
	struct function *function = add(address, class, 1);

	function->ids.vendor = 0x8086;
	function->has_upstream = behind;
	function->upstream.bus = 0x27;
	function->upstream_vendor = behind ? 0x8086 : 0;
	return function;
}

/*
 * Behind a display's own switch the slots' cards are joined whole, also what of them is of no class
 * that a display has beside it, and the lowest function stands for the card, display or not.
 */
static void switch_joins_whole_slots(void **state)
{
	(void)state;
	begin("");
	add_intel("0000:28:00.0", 0x040300, true);
	add_intel("0000:28:00.1", 0x088000, true);
	add_intel("0000:29:00.0", 0x030000, true);
	add_intel("0000:2a:00.0", 0x030000, true);
	add_intel("0000:2a:00.1", 0x088000, true);
	add_intel("0000:2b:00.0", 0x030000, false);
	inventory_find_cards(&inventory);
	for (unsigned int i = 0; i < 5; i++)
		assert_int_equal(inventory.function[i].card, 0);
	assert_int_equal(inventory.function[5].card, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(exactly_512), cmocka_unit_test(more_than_512),
		cmocka_unit_test(first_fits), cmocka_unit_test(inventory_overflow),
		cmocka_unit_test(no_sysfs), cmocka_unit_test(keep_unknown), cmocka_unit_test(keep_differs),
		cmocka_unit_test(every_read_error), cmocka_unit_test(many_targets),
		cmocka_unit_test(ids_taken_back), cmocka_unit_test(noiommu_from_table),
		cmocka_unit_test(worklist_covers_what_is_planned), cmocka_unit_test(nothing_remains),
		cmocka_unit_test(switch_joins_whole_slots)};

	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
