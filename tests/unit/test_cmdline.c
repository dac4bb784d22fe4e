/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"
#include "core/cmdline.h"

/* The parameters as [NAME=VALUE] or [NAME], in a text. */
static void show(const char *line, size_t length, char *buf, size_t size)
{
	char *copy = exactly(line, length);
	struct cmdline cmdline = cmdline_start(copy, length);
	struct param param;
	size_t used = 0;

	buf[0] = '\0';
	while (cmdline_next(&cmdline, &param))
		used += (size_t)snprintf(buf + used, size - used, "[%.*s%s%.*s]", (int)param.name.length,
			param.name.text, param.has_value ? "=" : "", (int)param.value.length,
			param.value.text);
	assert_false(cmdline_next(&cmdline, &param));
	free(copy);
}

static void is(const char *line, const char *expected)
{
	char buf[512];

	show(line, strlen(line), buf, sizeof(buf));
	assert_string_equal(buf, expected);
}

/* The comments say where the rule is in the kernel (next_arg, parse_args). */
static void kernel_rules(void **state)
{
	(void)state;
	is("", "");
	is(" \t\n\v\f\r", "");
	is("a b=c  d= =e", "[a][b=c][d=][=e]"); /* an = in front is part of the name */
	is("a=b=c", "[a=b=c]");                 /* the first = divides */
	is("a=\"b c\" d", "[a=b c][d]");        /* a value quoted whole loses its quotes */
	is("\"a=b c\" d", "[a=b c][d]");        /* so does an argument */
	is("\"a b\" c", "[a b][c]");
	is("a=b\"c d\"e f", "[a=b\"c d\"e][f]"); /* quotes inside of a value stay */
	is("a\"b c\"=d e", "[a\"b c\"=d][e]");
	is("a=\"b c", "[a=b c]");   /* never closed: to the end */
	is("a=\"b c\n", "[a=b c]"); /* without /proc/cmdline's own newline */
	is("\"", "[]");
	is("a=\"", "[a=]");
	is("a=\"\"", "[a=]");
	is("a=b\"", "[a=b\"]");
	is("a -- b", "[a]"); /* a bare -- ends it */
	is("a \"--\" b", "[a]");
	is("a --b --=c -- d", "[a][--b][--=c]");
	is("a\240b\n", "[a][b]");               /* isspace() of Latin-1 */
	is("a=b,c,\"d e\"", "[a=b,c,\"d e\"]"); /* no whole quotes, so they stay */
}

static void nul_ends(void **state)
{
	char buf[64];

	(void)state;
	show("a b\0c", 5, buf, sizeof(buf));
	assert_string_equal(buf, "[a][b]");
	show("a=b", 2, buf, sizeof(buf));
	assert_string_equal(buf, "[a=]");
}

static void names(void **state)
{
	const struct token name = {"vfio_pci.ids-x", 12};

	(void)state;
	assert_true(token_is_name(name, "vfio-pci.ids"));
	assert_true(token_is_name(name, "vfio_pci.ids"));
	assert_false(token_is_name(name, "vfio-pci.id"));
	assert_false(token_is_name(name, "vfio-pci.idss"));
	assert_false(token_is_name(name, "Vfio-pci.ids"));
	assert_true(token_begins_name(name, "vfio-pci."));
	assert_true(token_begins_name(name, ""));
	assert_false(token_begins_name(name, "vfio-pci.ids-x"));
	assert_true(token_is(name, "vfio_pci.ids"));
	assert_false(token_is(name, "vfio-pci.ids"));
}

static void items(void **state)
{
	static const char *const expected[] = {"", "a", "", "b", ""};
	struct token list = {",a,,b,!", 6};
	struct token item;
	size_t i = 0;

	(void)state;
	while (token_next_item(&list, &item)) {
		assert_true(i < COUNT(expected));
		assert_true(token_is(item, expected[i++]));
	}
	assert_int_equal(i, COUNT(expected));
	list = (struct token){"", 0};
	assert_true(token_next_item(&list, &item));
	assert_int_equal(item.length, 0);
	assert_false(token_next_item(&list, &item));
}

static bool yes(const char *line)
{
	struct cmdline cmdline = cmdline_start(line, strlen(line));
	struct param param;

	assert_true(cmdline_next(&cmdline, &param));
	return param_is_yes(&param);
}

static void yes_or_no(void **state)
{
	(void)state;
	assert_true(yes("x") && yes("x=1") && yes("x=y") && yes("x=Y") && yes("x=true") && yes("x=on"));
	assert_false(yes("x=") || yes("x=0") || yes("x=n") || yes("x=off") || yes("x=N") || yes("x=2"));
}

/* What stands behind a bare --. */
static void behind(void **state)
{
	static const char *const lines[][2] = {{"a -- b c", " b c"}, {"a \"--\" b", " b"}, {"a --", ""},
		{"a", ""}, {"-- b\n", " b"}, {"a \"-- b\" c", ""}, {"a --b c", ""}, {"a \"--", ""}, {"", ""},
		{" ", ""}};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		char *copy = exactly(lines[i][0], strlen(lines[i][0]));
		struct cmdline rest = cmdline_behind(cmdline_start(copy, strlen(lines[i][0])));

		assert_int_equal(rest.end - rest.at, strlen(lines[i][1]));
		assert_memory_equal(rest.at, lines[i][1], strlen(lines[i][1]));
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(kernel_rules), cmocka_unit_test(nul_ends),
		cmocka_unit_test(names), cmocka_unit_test(items), cmocka_unit_test(yes_or_no),
		cmocka_unit_test(behind)};

	return cmocka_run_group_tests_name("cmdline", tests, NULL, NULL);
}
