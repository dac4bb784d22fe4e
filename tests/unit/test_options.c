/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What finit_module gets, given to the kernel's grammar: from no command line and no table does a
 * module hear of ids. GPUPT_LEVEL: 20,000 random ones in quick, 100,000 in check, 1,000,000 in full.
 */
#include "unit.h"

#include "bind/modules.c"
#include "bind/publish.c"

#define LINE 512

/* lib/cmdline.c and kernel/params.c of Linux, told once more. */

static bool kernel_is_space(unsigned char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0;
}

static char *kernel_skip_spaces(char *at)
{
	while (kernel_is_space((unsigned char)*at))
		at++;
	return at;
}

static char *kernel_next_arg(char *args, char **param, char **value)
{
	bool quoted = *args == '"';
	bool in_quote = quoted;
	size_t equals = 0;
	size_t i;

	args += quoted;
	for (i = 0; args[i]; i++) {
		if (kernel_is_space((unsigned char)args[i]) && !in_quote)
			break;
		if (!equals && args[i] == '=')
			equals = i;
		if (args[i] == '"')
			in_quote = !in_quote;
	}
	*param = args;
	*value = NULL;
	if (equals) {
		args[equals] = '\0';
		*value = args + equals + 1;
		if (**value == '"') {
			(*value)++;
			if (args[i - 1] == '"')
				args[i - 1] = '\0';
		}
	}
	if (quoted && i && args[i - 1] == '"')
		args[i - 1] = '\0';
	args += i;
	if (*args)
		*args++ = '\0';
	return kernel_skip_spaces(args);
}

/* Whether the module would hear of ids; *heard counts all that it hears of. */
static bool kernel_hears_ids(const char *options, unsigned int *heard)
{
	static char copy[OPTIONS_MAX + 1];
	char *at = copy;
	char *param;
	char *value;

	assert_true(strlen(options) < sizeof(copy));
	strcpy(copy, options);
	for (at = kernel_skip_spaces(at); *at;) {
		at = kernel_next_arg(at, &param, &value);
		if (!value && !strcmp(param, "--"))
			return false;
		++*heard;
		if (!strcmp(param, "ids"))
			return true;
	}
	return false;
}

static struct notes notes;

static const char *options_for(const char *module, const char *of_table, const char *cmdline)
{
	static struct module_options options;
	const struct insertion insertion = {.cmdline = token_of(cmdline), .notes = &notes};
	const struct table_record record = {
		.kind = TABLE_MODULE, .name = token_of(module), .options = token_of(of_table)};

	notes.count = 0;
	assert_int_equal(modules_options(&insertion, &record, &options), 0);
	assert_int_equal(options.used, strlen(options.text));
	return options.text;
}

static void clean_ones_arrive(void **state)
{
	(void)state;
	assert_string_equal(options_for("vfio_pci", "disable_vga=1",
				    "quiet vfio-pci.disable_idle_d3=1 vfio_pci.ids=1:2 vfio_pci.nointxmask"),
		"disable_vga=1 disable_idle_d3=1 nointxmask");
	assert_int_equal(notes.count, 0);
	/* Quotes around the whole are none of the option's. */
	assert_string_equal(options_for("vfio_pci", "", "\"vfio-pci.disable_idle_d3=1\" vfio-pci.a=\"2\""),
		"disable_idle_d3=1 a=2");
	assert_int_equal(notes.count, 0);
	assert_string_equal(options_for("vfio", "", "vfio-pci.a=1 xvfio.a=2"), "");
}

static void others_are_dropped(void **state)
{
	static const struct {
		const char *cmdline;
		const char *subject;
	} each[] = {
		{"vfio-pci.x=\"1 ids=10de:2204\"", "vfio_pci.x=1 ids=10de:2204"},
		{"vfio-pci.\"ids\"=10de:2204", "vfio_pci.\"ids\"=10de:2204"},
		{"vfio-pci.\"x ids\"=10de:2204", "vfio_pci.\"x ids\"=10de:2204"},
		{"\"vfio-pci.x ids=10de:2204\"", "vfio_pci.x ids=10de:2204"},
		{"\"vfio-pci.x=1\tids=10de:2204\"", "vfio_pci.x=1\tids=10de:2204"},
		{"vfio-pci.x=\"1\xa0ids=10de:2204\"", "vfio_pci.x=1\xa0ids=10de:2204"},
		{"vfio-pci.x=a\"b", "vfio_pci.x=a\"b"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(each); i++) {
		assert_string_equal(options_for("vfio_pci", "", each[i].cmdline), "");
		assert_int_equal(notes.count, 1);
		assert_int_equal(notes.note[0].code, NOTE_OPTION);
		assert_string_equal(notes.note[0].subject, each[i].subject);
	}
	/* The rest of it arrives; of another's option no value is told. */
	assert_string_equal(options_for("nvgrace", "a=1 b=\"2 3\" c=4", "nvgrace.d=\"secret 5\" nvgrace.e=6"),
		"a=1 c=4 e=6");
	assert_int_equal(notes.count, 2);
	assert_string_equal(notes.note[0].subject, "nvgrace.b");
	assert_string_equal(notes.note[1].subject, "nvgrace.d");
}

static uint64_t seed = 0x9e3779b97f4a7c15u;

static unsigned int below(unsigned int n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned int)(seed >> 33) % n;
}

/* Pieces that make up what is asked for in good and in bad faith. */
static void random_line(char line[LINE], bool is_table)
{
	static const char *const piece[] = {"vfio-pci.", "vfio_pci.", "ids", "ids=", "i", "ds", "x=", "=",
		"\"", "\"", "\"", " ", " ", " ", "\t", "\n", "\v", "\xa0", "10de:2204", ",", "--", "-", "_",
		".", "a", "disable_idle_d3=1", "vfio-pci.x=\"", "vfio_pci.\"ids\"=", "vfio-pci.ids=", "\\",
		"'", "\x01", "\xff"};
	unsigned int n = below(is_table ? 6 : 16);

	line[0] = '\0';
	for (unsigned int i = 0; i < n; i++)
		strcat(line, piece[below(COUNT(piece))]);
}

/* As it would be if what follows the module's name were handed on as it is. */
static bool naive_hears_ids(const char *cmdline)
{
	const char *at = strstr(cmdline, "vfio-pci.");
	unsigned int heard = 0;

	return at && kernel_hears_ids(at + strlen("vfio-pci."), &heard);
}

static void never_ids(void **state)
{
	const char *level = getenv("GPUPT_LEVEL");
	unsigned int runs = !level || !strcmp(level, "check") ? 100000
			    : !strcmp(level, "full")          ? 1000000
							      : 20000;
	unsigned int naive = 0;
	unsigned int heard = 0;
	unsigned int dropped = 0;

	(void)state;
	for (unsigned int run = 0; run < runs; run++) {
		char of_table[LINE];
		char cmdline[LINE];
		const char *options;

		random_line(of_table, true);
		random_line(cmdline, false);
		options = options_for("vfio_pci", of_table, cmdline);
		if (kernel_hears_ids(options, &heard))
			fail_msg("run %u: '%s' and '%s' become '%s'", run, of_table, cmdline, options);
		naive += naive_hears_ids(cmdline);
		dropped += notes.count > 0;
	}
	/* Else nothing was tried. */
	assert_true(naive > runs / 50);
	assert_true(heard > runs / 4);
	assert_true(dropped > runs / 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(clean_ones_arrive),
		cmocka_unit_test(others_are_dropped), cmocka_unit_test(never_ids)};

	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
