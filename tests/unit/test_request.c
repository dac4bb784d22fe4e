/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"
#include "core/request.h"

static struct request request;
static struct notes notes;

static void parse(const char *line)
{
	char *copy = exactly(line, strlen(line));

	notes.count = 0;
	request_parse(copy, strlen(line), &request, &notes);
	free(copy);
}

/* Notes as "code subject; code subject". */
static void noted(const char *expected)
{
	char buf[4096] = "";
	size_t used = 0;

	for (unsigned int i = 0; i < notes.count; i++)
		used += (size_t)snprintf(buf + used, sizeof(buf) - used, "%s%s %s", i ? "; " : "",
			note_code_name(notes.note[i].code), notes.note[i].subject);
	assert_string_equal(buf, expected);
}

static void defaults(void **state)
{
	(void)state;
	parse("BOOT_IMAGE=/vmlinuz root=/dev/vda ro");
	noted("");
	assert_false(request.asked || request.slots_unsound || request.guard_unreadable);
	assert_false(request.desktop || request.hold);
	assert_int_equal(request.timeout, 10);
	assert_int_equal(request.mode, MODE_ON);
	assert_int_equal(request.group, GROUP_SLOT);
	assert_int_equal(request.noiommu, -1);
	assert_int_equal(request.slots + request.keeps + request.ids + request.drivers, 0);
}

static void everything(void **state)
{
	(void)state;
	parse("gpupt.slots=02:00,3:0.1@1:2 gpupt.keep=04:00 vfio-pci.ids=1:2 vfio_pci.ids=3:4 "
	      "gpupt.group=whole gpupt.host=desktop gpupt.driver=pci-stub gpupt.on_failure=hold "
	      "gpupt.timeout=120 gpupt=plan vfio.enable_unsafe_noiommu_mode=Y");
	noted("");
	assert_true(request.asked && request.desktop && request.hold);
	assert_int_equal(request.slots, 2);
	assert_string_equal(request.slot[1].entry.text, "3:0.1@1:2");
	assert_int_equal(request.slot[1].entry.order, 1);
	assert_int_equal(request.keeps, 1);
	assert_int_equal(request.ids, 2);
	assert_int_equal(request.id[1].vendor, 3);
	assert_int_equal(request.id[1].entry.order, 4);
	assert_int_equal(request.orders, 5);
	assert_int_equal(request.group, GROUP_WHOLE);
	assert_int_equal(request.timeout, 120);
	assert_int_equal(request.mode, MODE_PLAN);
	assert_int_equal(request.noiommu, 1);
	assert_string_equal(request.driver[0], "pci-stub");
}

static void last_valid_wins(void **state)
{
	(void)state;
	parse("gpupt.group=whole gpupt.group=exact gpupt.group=x gpupt.timeout=3 gpupt.timeout=0 "
	      "gpupt.on_failure=hold gpupt.on_failure=release gpupt=off gpupt=on");
	assert_int_equal(request.group, GROUP_EXACT);
	assert_int_equal(request.timeout, 3);
	assert_false(request.hold);
	assert_int_equal(request.mode, MODE_ON);
	noted("bad-value gpupt.group=x; bad-value gpupt.timeout=0");
	parse("gpupt=on gpupt");
	assert_int_equal(request.mode, MODE_OFF);
	noted("bad-value gpupt=");
}

static void guards(void **state)
{
	static const char *const bad[] = {"gpupt.keep=x", "gpupt.keep=", "gpupt.keep", "gpupt.keep=,",
		"gpupt.keep=01:00,x", "gpupt.host=x", "gpupt.host=", "gpupt.host", "gpupt.host=Desktop",
		"gpupt.host=x gpupt.host=desktop", "gpupt.host=desktop gpupt.host=x"};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		parse(bad[i]);
		if (!request.guard_unreadable || notes.count != 1)
			fail_msg("%s", bad[i]);
		assert_false(request.asked);
	}
	parse("gpupt.keep=,01:00, gpupt.host=headless");
	assert_false(request.guard_unreadable);
}

static void unsound_slots(void **state)
{
	static const char *const bad[] = {
		"gpupt.slots=x", "gpupt.slots=", "gpupt.slots", "gpupt.slots=,,", "gpupt.slots=01:00,x"};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		parse(bad[i]);
		assert_true(request.asked && request.slots_unsound);
		assert_int_equal(notes.count, 1);
		assert_int_equal(notes.note[0].code, NOTE_BAD_SLOT);
	}
}

static void ids(void **state)
{
	static const struct {
		const char *text;
		uint32_t field[6];
	} good[] = {
		{"10de:2204", {0x10de, 0x2204, ID_ANY, ID_ANY, 0, 0}},
		{"0x10DE:0X2204", {0x10de, 0x2204, ID_ANY, ID_ANY, 0, 0}},
		{"ffffffff:ffffffff", {ID_ANY, ID_ANY, ID_ANY, ID_ANY, 0, 0}},
		{"1:2:3", {1, 2, 3, ID_ANY, 0, 0}}, {"1:2:3:4", {1, 2, 3, 4, 0, 0}},
		{"1:2:ffffffff:ffffffff:030000:ff0000", {1, 2, ID_ANY, ID_ANY, 0x030000, 0xff0000}},
		{"00000000010de:1", {0x10de, 1, ID_ANY, ID_ANY, 0, 0}}, {"0:0", {0, 0, ID_ANY, ID_ANY, 0, 0}},
		{" 1: 2", {1, 2, ID_ANY, ID_ANY, 0, 0}}, /* as sscanf() skips spaces */
	};
	static const char *const bad[] = {"", ":", "1", "1:", ":1", "1:2:", "1:2:3:4:5",
		"1:2:3:4:5:", "1:2:3:4:5:6:", "1:2:3:4:5:6:7", "1:2x", "x1:2", "1 :2", "1:2 ", "100000000:1",
		"1:-2", "0x:1", "0x", "1::2", "1;2", "g:h"};
	struct id_entry id;

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		char *copy = exactly(good[i].text, strlen(good[i].text));
		const uint32_t *f = good[i].field;

		if (request_parse_id(copy, strlen(good[i].text), &id))
			fail_msg("refused: %s", good[i].text);
		assert_true(id.vendor == f[0] && id.device == f[1] && id.subvendor == f[2] &&
			    id.subdevice == f[3] && id.class == f[4] && id.class_mask == f[5]);
		free(copy);
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		char *copy = exactly(bad[i], strlen(bad[i]));
		const char *wrong = request_parse_id(copy, strlen(bad[i]), &id);

		if (!wrong || strncmp(wrong, "expected ", 9))
			fail_msg("'%s': %s", bad[i], wrong ? wrong : "accepted");
		free(copy);
	}
}

/* name=ITEM,ITEM,... of that many items, then last. */
static void parse_list(const char *name, const char *item, int count, const char *last)
{
	static char line[4096];
	size_t used = (size_t)snprintf(line, sizeof(line), "%s=", name);

	while (count--)
		used += (size_t)snprintf(line + used, sizeof(line) - used, "%s,", item);
	snprintf(line + used, sizeof(line) - used, "%s", last);
	parse(line);
}

static void limits(void **state)
{
	(void)state;
	parse_list("gpupt.slots", "02:00", REQUEST_ENTRIES, "");
	noted("");
	assert_int_equal(request.slots, REQUEST_ENTRIES);
	parse_list("gpupt.slots", "02:00", REQUEST_ENTRIES, "03:00 gpupt.slots=04:00");
	noted("too-many gpupt.slots=03:00; too-many gpupt.slots=04:00");
	assert_int_equal(request.slots, REQUEST_ENTRIES);
	assert_true(request.slots_unsound);
	parse_list("gpupt.keep", "02:00", REQUEST_ENTRIES, "03:00");
	noted("too-many gpupt.keep=03:00");
	assert_true(request.guard_unreadable);
	parse_list("vfio-pci.ids", "1:2", REQUEST_ENTRIES, "3:4");
	noted("too-many vfio-pci.ids=3:4");
	assert_int_equal(request.ids, REQUEST_ENTRIES);
	assert_false(request.slots_unsound);
	parse_list("gpupt.slots", "x", REQUEST_ENTRIES + 10, "02:00");
	assert_int_equal(request.slots, 1); /* what is bad takes no room */
}

static void drivers(void **state)
{
	char line[512] = "";

	(void)state;
	parse("gpupt.driver=abcdefghijklmnopqrstuvwxyz01234 gpupt.driver=abcdefghijklmnopqrstuvwxyz012345 "
	      "gpupt.driver=a/b gpupt.driver=a.b gpupt.driver=");
	assert_int_equal(request.drivers, 1);
	noted("bad-value gpupt.driver=abcdefghijklmnopqrstuvwxyz012345; bad-value gpupt.driver=a/b; "
	      "bad-value gpupt.driver=a.b; bad-value gpupt.driver=");
	for (int i = 0; i < REQUEST_DRIVERS + 1; i++)
		strcat(line, "gpupt.driver=auto ");
	parse(line);
	assert_int_equal(request.drivers, REQUEST_DRIVERS);
	noted("too-many gpupt.driver");
}

static void unknown(void **state)
{
	(void)state;
	parse("gpupt.slot=1 xxgpupt.slots=02:00 gpupt.slotsx=02:00 gpuptx=1 GPUPT.slots=1 gpupt. vfio-pci.id=1:2 "
	      "gpupt-slots=02:00 gput.keep=1 xgpupt gpu.slots=1 gpu-pt.keep=1 ugpt=1 pgupt.a=1");
	noted("unknown-parameter gpupt.slot; unknown-parameter gpupt.slotsx; unknown-parameter gpuptx; "
	      "unknown-parameter gpupt.; unknown-parameter gpupt-slots; unknown-parameter gput.keep; "
	      "unknown-parameter xgpupt; unknown-parameter gpu-pt.keep; unknown-parameter pgupt.a");
	assert_false(request.asked);
	assert_true(request.guard_unreadable);
}

static void timeouts(void **state)
{
	static const char *const bad[] = {"gpupt.timeout", "gpupt.timeout=", "gpupt.timeout=0",
		"gpupt.timeout=00", "gpupt.timeout=121", "gpupt.timeout=-1", "gpupt.timeout=+1",
		"gpupt.timeout=1s", "gpupt.timeout=4294967297", "gpupt.timeout=18446744073709551617"};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		parse(bad[i]);
		assert_int_equal(request.timeout, 10);
		assert_int_equal(notes.count, 1);
	}
	parse("gpupt.timeout=001");
	assert_int_equal(request.timeout, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(defaults), cmocka_unit_test(everything),
		cmocka_unit_test(last_valid_wins), cmocka_unit_test(guards), cmocka_unit_test(unsound_slots),
		cmocka_unit_test(ids), cmocka_unit_test(limits), cmocka_unit_test(drivers),
		cmocka_unit_test(unknown), cmocka_unit_test(timeouts)};

	return cmocka_run_group_tests_name("request", tests, NULL, NULL);
}
