/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"
#include "core/table.h"

#define HEAD "gpupt-modules 1 6.12\n"
#define VFIO "module vfio_pci /lib/modules/6.12/vfio-pci.ko\n"
#define ANY "alias vfio_pci:v*d*sv*sd*bc*sc*i* vfio_pci\n"

static struct table table;

static const char *check(const char *text, long length)
{
	memset(table.text, 'x', sizeof(table.text));
	if (length > 0)
		memcpy(table.text, text, (size_t)length);
	table_check(&table, length, "6.12");
	assert_true((table.wrong != NULL) == (table.length == 0));
	return table.wrong;
}

static const char *text(const char *all)
{
	return check(all, (long)strlen(all));
}

static void sound(void **state)
{
	struct table_record record;
	size_t at = 0;

	(void)state;
	assert_null(text(HEAD "end 0\n"));
	assert_null(text(HEAD VFIO
		"module vfio builtin\nmodule x /usr/lib/modules/6.12/a/x.ko a=1 b=\"c d\"\n" ANY "end 4\n"));
	assert_true(table_next(&table, &at, &record) && record.kind == TABLE_HEAD);
	assert_true(table_next(&table, &at, &record) && record.kind == TABLE_MODULE);
	assert_true(token_is(record.name, "vfio_pci"));
	assert_true(token_is(record.path, "/lib/modules/6.12/vfio-pci.ko") && !record.options.length);
	assert_true(table_next(&table, &at, &record) && token_is(record.name, "vfio"));
	assert_int_equal(record.path.length, 0);
	assert_true(table_next(&table, &at, &record) && token_is(record.options, "a=1 b=\"c d\""));
	assert_true(table_next(&table, &at, &record) && record.kind == TABLE_ALIAS);
	assert_true(token_is(record.alias, "v*d*sv*sd*bc*sc*i*") && token_is(record.name, "vfio_pci"));
	assert_true(table_next(&table, &at, &record) && record.kind == TABLE_END);
	assert_false(table_next(&table, &at, &record));
}

static void unsound(void **state)
{
	static const char *const bad[] = {"", "\n", "gpupt-modules", "gpupt-modules 1 6.12", HEAD,
		"gpupt-modules 2 6.12\nend 0\n", "gpupt-modules 1 6.12 \nend 0\n",
		"gpupt-modules 1 6.1\nend 0\n", "gpupt-modules 1 6.12.1\nend 0\n",
		"gpupt-modules 1 \nend 0\n", VFIO HEAD "end 1\n", HEAD VFIO, HEAD VFIO "end 0\n",
		HEAD VFIO "end 2\n", HEAD "end\n", HEAD VFIO "end 1", HEAD VFIO "end 1\n\n",
		HEAD VFIO "end 1\n" VFIO, HEAD "end -1\n", HEAD VFIO "end 4294967297\n",
		HEAD VFIO "end 01x\n", HEAD "\nend 0\n", HEAD HEAD "end 0\n",
		HEAD "modul x /lib/modules/6.12/x.ko\nend 1\n", HEAD "module x\nend 1\n",
		HEAD "module x /lib/modules/6.12/x.ko.xz\nend 1\n",
		HEAD "module x /lib/modules/6.12/.ko/y\nend 1\n", HEAD "module x .ko\nend 1\n",
		HEAD "module ../x /lib/modules/6.12/x.ko\nend 1\n",
		HEAD "module x /lib/modules/6.12/../x.ko\nend 1\n",
		HEAD "module x /lib/modules/6.13/x.ko\nend 1\n",
		HEAD "module x /lib/modules/6.12x.ko\nend 1\n",
		HEAD "module x lib/modules/6.12/x.ko\nend 1\n",
		HEAD "module x //lib/modules/6.12/x.ko\nend 1\n", HEAD "module x /etc/x.ko\nend 1\n",
		HEAD "alias pci:v* x\nend 1\n", HEAD "alias vfio_pci:v*\nend 1\n",
		HEAD "alias vfio_pci:v* x y\nend 1\n"};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		if (!text(bad[i]))
			fail_msg("accepted: %s", bad[i]);
	}
	assert_non_null(check(
		HEAD "module x builtin\0\nend 1\n", (long)sizeof(HEAD "module x builtin\0\nend 1\n") - 1));
	assert_non_null(check(NULL, -2));
	/* Whatever fills the whole buffer was cut. */
	table_check(&table, TABLE_MAX, "6.12");
	assert_non_null(table.wrong);
}

/* Where the aliases begin, wherever they stand; nothing of it outlives a table that is wrong. */
static void aliases(void **state)
{
	struct token module;

	(void)state;
	assert_null(text(HEAD VFIO ANY "end 2\n"));
	assert_int_equal(table.aliases, sizeof(HEAD VFIO) - 1);
	assert_true(table_has_variant(&table, "vfio-pci", &module));
	assert_null(text(HEAD ANY VFIO "end 2\n"));
	assert_int_equal(table.aliases, sizeof(HEAD) - 1);
	assert_true(table_has_variant(&table, "vfio-pci", &module));
	assert_null(text(HEAD VFIO "end 1\n"));
	assert_false(table_has_variant(&table, "vfio-pci", &module));
	assert_non_null(text(HEAD ANY));
	assert_int_equal(table.aliases, 0);
	assert_false(table_has_variant(&table, "vfio-pci", &module));
}

/* A module's name of 63 bytes is the longest. */
static void long_names(void **state)
{
	char line[256];

	(void)state;
	snprintf(line, sizeof(line), HEAD "module %063d builtin\nend 1\n", 1);
	assert_null(text(line));
	snprintf(line, sizeof(line), HEAD "module %064d builtin\nend 1\n", 1);
	assert_non_null(text(line));
}

static void is_best(const char *aliases, const char *module)
{
	static const struct pci_ids ids = {0x10de, 0x2342, 0x10de, 0x16eb};
	struct token best = {"none", 4};
	char all[2048];
	int count = 0;
	bool found;

	for (const char *c = aliases; *c; c++)
		count += *c == '\n';
	snprintf(all, sizeof(all), HEAD "%send %d\n", aliases, count);
	assert_null(text(all));
	found = table_best_module(&table, &ids, 0x030200, &best);
	assert_int_equal(found, strcmp(module, "none") != 0);
	if (!token_is(best, module))
		fail_msg("%.*s instead of %s for %s", (int)best.length, best.text, module, aliases);
}

static void fewest_wildcards(void **state)
{
	static const char *const no_match[] = {"v000010DEd00002343sv*sd*bc*sc*i*",
		"v000010ded00002342sv*sd*bc*sc*i*", "v*d*sv*sd*bc04sc*i*", "v*d*sv*sd*bc*sc*",
		"v*d*sv*sd*bc*sc*i*x", "v*d*sv*sd*sc*bc*i*", "v", "v*d", "vd*sv*sd*bc*sc*i*",
		"v0000010DEd*sv*sd*bc*sc*i*"};

	(void)state;
	is_best(ANY, "vfio_pci");
	is_best(ANY "alias vfio_pci:v000010DEd00002342sv*sd*bc*sc*i* a\n", "a");
	is_best("alias vfio_pci:v000010DEd00002342sv*sd*bc*sc*i* a\n" ANY, "a");
	is_best(ANY
		"alias vfio_pci:v000010DEd*sv*sd*bc*sc*i* a\nalias vfio_pci:v000010DEd00002342sv*sd*bc*sc*i* b\n",
		"b");
	is_best("alias vfio_pci:v000010DEd*sv*sd*bc*sc*i* a\nalias vfio_pci:v*d00002342sv*sd*bc*sc*i* b\n",
		"a");
	is_best("alias vfio_pci:v000010DEd00002342sv000010DEsd000016EBbc03sc02i00 a\n" ANY, "a");
	is_best(ANY "alias vfio_pci:v*d*sv*sd*bc03sc02i* a\n", "a");
	is_best("", "none");
	for (size_t i = 0; i < COUNT(no_match); i++) {
		char line[128];

		snprintf(line, sizeof(line), "alias vfio_pci:%s a\n", no_match[i]);
		is_best(line, "none");
	}
}

static void variants(void **state)
{
	struct token module;

	(void)state;
	assert_null(text(HEAD VFIO "module other builtin\n" ANY "alias vfio_pci:v* mlx5_vfio_pci\nend 4\n"));
	assert_true(table_has_variant(&table, "mlx5-vfio-pci", &module));
	assert_true(token_is(module, "mlx5_vfio_pci"));
	assert_true(table_has_variant(&table, "vfio-pci", &module));
	assert_false(table_has_variant(&table, "other", &module));
	assert_false(table_has_variant(&table, "mlx5", &module));
}

/* What stands before a variant is its own, whatever its module is called. */
static void displays(void **state)
{
	(void)state;
	assert_null(text(HEAD VFIO "module xe builtin\nmodule first builtin\nmodule second_vfio_pci builtin\n"
				   "alias vfio_pci:v* first\nalias vfio_pci:v* second-vfio-pci\nend 6\n"));
	assert_true(table_is_target(&table, token_of("first")));
	assert_false(table_is_target(&table, token_of("xe")));
	assert_true(table_brings_display(&table, token_of("first")));
	assert_false(table_brings_display(&table, token_of("second_vfio_pci")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(sound), cmocka_unit_test(unsound),
		cmocka_unit_test(aliases), cmocka_unit_test(long_names), cmocka_unit_test(fewest_wildcards),
		cmocka_unit_test(variants), cmocka_unit_test(displays)};

	return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
