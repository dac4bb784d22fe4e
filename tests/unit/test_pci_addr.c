/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"
#include "core/pci_addr.h"

static const char *parse(const char *text, struct pci_slot *slot)
{
	char *copy = exactly(text, strlen(text));
	const char *wrong = pci_slot_parse(copy, strlen(text), slot);

	free(copy);
	return wrong;
}

static void addresses(void **state)
{
	static const struct {
		const char *text;
		struct pci_addr addr;
		bool all;
	} good[] = {
		{"01:00.0", {0, 1, 0, 0}, false},
		{"0000:01:00.0", {0, 1, 0, 0}, false},
		{"1:0.0", {0, 1, 0, 0}, false},
		{"02:00", {0, 2, 0, 0}, true},
		{"02:00.*", {0, 2, 0, 0}, true},
		{"0:02:1f.7", {0, 2, 0x1f, 7}, false},
		{"ff:1F.*", {0, 0xff, 0x1f, 0}, true},
		{"10000:e1:00.0", {0x10000, 0xe1, 0, 0}, false},
		{"ffffffff:fF:1f.7", {0xffffffff, 0xff, 0x1f, 7}, false},
		{"00000001:1:1", {1, 1, 1, 0}, true},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		struct pci_slot slot;

		if (parse(good[i].text, &slot))
			fail_msg("%s: %s", good[i].text, parse(good[i].text, &slot));
		assert_int_equal(pci_addr_compare(&slot.path.root, &good[i].addr), 0);
		assert_int_equal(slot.all_functions, good[i].all);
		assert_int_equal(slot.path.hops, 0);
		assert_false(slot.has_ids);
	}
}

static void not_addresses(void **state)
{
	static const char *const bad[] = {"", ":", ".", "0", "01", "01:", ":00", "01:00.", "01:00.8",
		"01:00.a", "01:00.00", "01:20", "01:100", "100:00", "001:00.0", "000000000:01:00.0", "g1:00",
		"0x1:00", "01:00 ", " 01:00", "01;00", "01:00.0.0", "1:2:3:4", "01:00.*0", "01:00*", "*",
		"01:*", "-1:00", "+1:00", "01:00.-0", "../../etc", "01:00@", "01:00/", "01:00.0/", "/01:00.0",
		"01:00.*/00.0", "01:00/00.0", "00:01.0/20.0", "00:01.0/00.8", "00:01.0/*",
		"00:01.0/00.*/00.0", "00:01.0//00.0", "01:00.0\n"};
	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct pci_slot slot;
		const char *wrong = parse(bad[i], &slot);

		if (!wrong || strncmp(wrong, "expected ", 9))
			fail_msg("'%s': %s", bad[i], wrong ? wrong : "accepted");
	}
}

static void identities(void **state)
{
	static const char *const bad[] = {"01:00@1", "01:00@1:2:3", "01:00@1:2:3:4:5", "01:00@1:", "01:00@:2",
		"01:00@12345:1", "01:00@1:2:", "01:00@1:2@3:4", "01:00@1:2/00.0", "01:00@x:y",
		"01:00@0x10de:1"};
	struct pci_slot slot;

	(void)state;
	assert_null(parse("01:00.0@10DE:2204", &slot));
	assert_true(slot.has_ids && !slot.has_subsystem && !slot.all_functions);
	assert_int_equal(slot.ids.vendor, 0x10de);
	assert_int_equal(slot.ids.device, 0x2204);
	assert_null(parse("00:05.0/00.*@1:2:3:ffff", &slot));
	assert_true(slot.has_ids && slot.has_subsystem && slot.all_functions);
	assert_int_equal(slot.ids.vendor, 1);
	assert_int_equal(slot.ids.device, 2);
	assert_int_equal(slot.ids.subvendor, 3);
	assert_int_equal(slot.ids.subdevice, 0xffff);
	for (size_t i = 0; i < COUNT(bad); i++) {
		if (!parse(bad[i], &slot))
			fail_msg("accepted: %s", bad[i]);
	}
}

static void paths(void **state)
{
	char text[16 + PCI_DEPTH * 5] = "00:1f.7";
	char buf[PCI_PATH_TEXT];
	struct pci_slot slot;

	(void)state;
	assert_null(parse("0000:00:05.0/00.0", &slot));
	assert_int_equal(slot.path.hops, 1);
	assert_string_equal(pci_path_format(&slot.path, buf), "0000:00:05.0/00.0");
	assert_null(parse("10000:e0:02.0/1f.7/0", &slot));
	assert_true(slot.all_functions);
	assert_string_equal(pci_path_format(&slot.path, buf), "10000:e0:02.0/1f.7/00.0");
	for (int hops = 1; hops < PCI_DEPTH; hops++) {
		strcat(text, "/1f.7");
		assert_null(parse(text, &slot));
		assert_int_equal(slot.path.hops, hops);
	}
	assert_int_equal(strlen(pci_path_format(&slot.path, buf)), 12 + 5 * (PCI_DEPTH - 1));
	strcat(text, "/00.0");
	assert_string_equal(parse(text, &slot), "expected a path of at most 24 functions");
}

static void kernel_names(void **state)
{
	static const char *const bad[] = {"", "0000:01:00", "0000:00:01.0/00.0", "0000:01:00.*",
		"0000:01:00.0@1:2", "pci0000:00", "power", "0000:01:00.0 "};
	char buf[PCI_ADDR_TEXT];
	struct pci_addr addr;

	(void)state;
	assert_null(pci_addr_parse("ffffffff:ff:1f.7", &addr));
	assert_string_equal(pci_addr_format(&addr, buf), "ffffffff:ff:1f.7");
	assert_null(pci_addr_parse("1:2:3.4", &addr));
	assert_string_equal(pci_addr_format(&addr, buf), "0001:02:03.4");
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_non_null(pci_addr_parse(bad[i], &addr));
}

static void order(void **state)
{
	static const struct pci_addr sorted[] = {{0, 0, 0, 0}, {0, 0, 0, 1}, {0, 0, 1, 0}, {0, 1, 0, 0},
		{0, 0xff, 0x1f, 7}, {1, 0, 0, 0}, {0x10000, 0, 0, 0}, {0xffffffff, 0, 0, 0}};

	(void)state;
	for (size_t i = 0; i < COUNT(sorted); i++) {
		for (size_t j = 0; j < COUNT(sorted); j++) {
			int result = pci_addr_compare(&sorted[i], &sorted[j]);

			assert_int_equal((result > 0) - (result < 0), (i > j) - (i < j));
		}
	}
	assert_true(pci_addr_same_slot(&sorted[0], &sorted[1]));
	assert_false(pci_addr_same_slot(&sorted[0], &sorted[2]));
	assert_false(pci_addr_same_slot(&sorted[0], &sorted[3]));
	assert_false(pci_addr_same_slot(&sorted[0], &sorted[5]));
}

static void links(void **state)
{
	static const char *const bad[] = {"", "/", "0000:02:00.0", "../../../devices/0000:02:00.0",
		"../../../devices/pci0000:00", "../../../devices/pci0000:00/", "pci/0000:02:00.0"};
	char text[64 + 13 * (PCI_DEPTH + 1)] = "../../../devices/pci0000:00";
	char buf[PCI_PATH_TEXT];
	struct pci_path path;

	(void)state;
	assert_true(pci_path_from_link("../../../devices/pci0000:00/0000:00:05.0/0000:02:00.0", &path));
	assert_string_equal(pci_path_format(&path, buf), "0000:00:05.0/00.0");
	assert_true(pci_path_from_link("../../../devices/pci0000:64/0000:64:00.5/pci10000:e0/10000:e0:02.0/"
				       "10000:e1:00.0",
		&path));
	assert_string_equal(pci_path_format(&path, buf), "10000:e0:02.0/00.0");
	/* What is no function on the way does not count: other systems have such levels. */
	assert_true(pci_path_from_link("../../../devices/platform/some-soc/pci0001:00/0001:00:00.0/"
				       "pcie-slot-with-a-very-long-name/0001:01:00.0",
		&path));
	assert_string_equal(pci_path_format(&path, buf), "0001:00:00.0/00.0");
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(pci_path_from_link(bad[i], &path));
	for (int i = 0; i < PCI_DEPTH; i++) {
		strcat(text, "/0000:00:00.0");
		assert_true(pci_path_from_link(text, &path));
	}
	strcat(text, "/0000:00:00.0");
	assert_false(pci_path_from_link(text, &path));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(addresses), cmocka_unit_test(not_addresses),
		cmocka_unit_test(identities), cmocka_unit_test(paths), cmocka_unit_test(kernel_names),
		cmocka_unit_test(order), cmocka_unit_test(links)};

	return cmocka_run_group_tests_name("pci_addr", tests, NULL, NULL);
}
