/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"
#include "core/report.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static struct request request;
static struct inventory inventory;
static struct plan plan;
static struct notes notes;

static void begin(const char *line)
{
	memset(&inventory, 0, sizeof(inventory));
	memset(&plan, 0, sizeof(plan));
	notes.count = 0;
	request_parse(line, strlen(line), &request, &notes);
	strcpy(plan.target[0].driver, "vfio-pci");
}

static struct report report(enum result result, bool is_plan)
{
	return (struct report){&request, &inventory, &plan, &notes, result, is_plan, 42};
}

static struct claim *claim(unsigned int fn, enum state state, enum reason reason)
{
	struct function *function = &inventory.function[inventory.count];

	function->addr = (struct pci_addr){0, (uint8_t)(fn / 8), 0, (uint8_t)(fn % 8)};
	function->group = -1;
	plan.claim[inventory.count].state = (uint8_t)state;
	plan.claim[inventory.count].reason = (uint8_t)reason;
	return &plan.claim[inventory.count++];
}

/* What a writer sends to a pipe, which holds 64 KiB. */
static char *written(void (*write_it)(struct out *out, const void *what), const void *what)
{
	static char text[65536];
	struct out out;
	ssize_t length;
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	out_init(&out, ends[1]);
	write_it(&out, what);
	assert_int_equal(out_flush(&out), 0);
	close(ends[1]);
	length = read(ends[0], text, sizeof(text) - 1);
	assert_true(length >= 0);
	text[length] = '\0';
	close(ends[0]);
	return text;
}

static void write_json(struct out *out, const void *what)
{
	report_json(what, out);
}

static void write_string(struct out *out, const void *what)
{
	out_json(out, what);
}

static void whole_report(void **state)
{
	struct report all;

	(void)state;
	begin("gpupt.slots=00:00.1 gpupt.pony");
	inventory.function[0].has_path = true;
	claim(1, STATE_HELD, REASON_PROBE_FAILED);
	inventory.function[0].path.root = inventory.function[0].addr;
	inventory.function[0].group = 7;
	inventory.function[0].boot_vga = true;
	inventory.function[0].class = 0x030000;
	inventory.function[0].ids = (struct pci_ids){0x10de, 0x2204, 0x1043, 0x8708};
	strcpy(inventory.function[0].driver, "efifb");
	claim(2, STATE_NONE, REASON_NONE);
	all = report(RESULT_FAILED, false);
	assert_string_equal(written(write_json, &all),
		"{\n  \"format\": 1, \"version\": \"" GPUPT_VERSION
		"\", \"mode\": \"boot\", \"result\": \"failed\", "
		"\"elapsed_us\": 42,\n  \"claims\": [\n    { \"address\": \"0000:00:00.1\", "
		"\"path\": \"0000:00:00.1\", \"id\": \"10de:2204\", \"subsystem\": \"1043:8708\", "
		"\"class\": \"030000\", \"group\": 7, \"boot_vga\": true, \"driver_before\": \"efifb\", "
		"\"driver\": \"vfio-pci\", \"by\": \"gpupt.slots=00:00.1\", \"why\": \"named\", "
		"\"state\": \"held\", \"reason\": \"probe-failed\" }],\n  \"notes\": [\n    "
		"{ \"level\": \"error\", \"code\": \"unknown-parameter\", \"subject\": \"gpupt.pony\", "
		"\"text\": \"not a parameter of gpupt; "
		"it may have been a guard, so nothing is claimed\" }]\n}\n");
}

static void empty_plan(void **state)
{
	struct report all;

	(void)state;
	begin("");
	all = report(RESULT_NOTHING, true);
	assert_string_equal(written(write_json, &all),
		"{\n  \"format\": 1, \"version\": \"" GPUPT_VERSION
		"\", \"mode\": \"plan\", \"result\": \"nothing\", "
		"\"elapsed_us\": null,\n  \"claims\": [],\n  \"notes\": []\n}\n");
}

static void strings(void **state)
{
	char all[256];

	(void)state;
	assert_string_equal(written(write_string, "a\"b\\c/\t\x1f \x7e\x7f\xc3\xbc\xff"),
		"\"a\\\"b\\\\c/\\u0009\\u001f ~\\u007f\\u00c3\\u00bc\\u00ff\"");
	assert_string_equal(written(write_string, ""), "\"\"");
	assert_string_equal(written(write_string, NULL), "null");
	for (int i = 1; i < 256; i++)
		all[i - 1] = (char)i;
	all[255] = '\0';
	for (const char *c = written(write_string, all); *c; c++)
		assert_true(*c >= 0x20 && *c <= 0x7e);
}

static void write_much(struct out *out, const void *what)
{
	(void)what;
	for (int i = 0; i < 5000; i++)
		out_text(out, "12345");
}

static void buffer(void **state)
{
	struct out out;
	int fd = open("/dev/full", O_WRONLY);

	(void)state;
	assert_int_equal(strlen(written(write_much, NULL)), 25000);
	assert_true(fd >= 0);
	out_init(&out, fd);
	write_much(&out, NULL);
	assert_int_equal(out_flush(&out), -ENOSPC);
	assert_int_equal(out_flush(&out), -ENOSPC); /* the first error is kept */
	close(fd);
	out_init(&out, fd);
	out_text(&out, "x");
	assert_int_equal(out_flush(&out), -EBADF);
}

struct log {
	unsigned int lines;
	unsigned int level[64];
	char text[64][1024];
};

static void take(void *context, unsigned int level, const char *text)
{
	struct log *log = context;

	assert_true(log->lines < 64);
	assert_true(strlen(text) < 1000);
	log->level[log->lines] = level;
	strcpy(log->text[log->lines++], text);
}

static void lines(void **state)
{
	static struct log log;
	struct report all;

	(void)state;
	begin("gpupt.slots=\033[1m gpupt.pony");
	claim(0, STATE_FAILED, REASON_PROBE_FAILED);
	claim(1, STATE_CLAIMED, REASON_NONE);
	claim(2, STATE_KEPT, REASON_NONE);
	claim(3, STATE_RELEASED, REASON_NONE);
	claim(4, STATE_NONE, REASON_NONE);
	all = report(RESULT_PARTIAL, false);
	log.lines = 0;
	report_lines(&all, take, &log);
	assert_int_equal(log.lines, 4);
	for (unsigned int i = 0; i < 4; i++)
		assert_int_equal(strncmp(log.text[i], "gpupt: ", 7), 0);
	assert_int_equal(log.level[0], 3);
	assert_int_equal(log.level[1], 3);
	assert_int_equal(log.level[2], 3);
	assert_int_equal(log.level[3], 6);
	assert_string_equal(log.text[3], "gpupt: partial: 1 claimed, 1 not claimed, 1 kept; 0000:00:00.1");
	assert_non_null(strstr(log.text[0], "\\x1b[1m"));
}

static void many_lines(void **state)
{
	static struct log log;
	struct report all;

	(void)state;
	begin("gpupt.pony");
	for (unsigned int i = 0; i < 500; i++)
		claim(i, i < 100 ? STATE_CLAIMED : STATE_REFUSED, i < 100 ? REASON_NONE : REASON_BRIDGE);
	all = report(RESULT_PARTIAL, false);
	log.lines = 0;
	report_lines(&all, take, &log);
	assert_int_equal(log.lines, REPORT_LINES);
	assert_int_equal(strncmp(log.text[7],
				 "gpupt: partial: 100 claimed, 400 not claimed, 0 kept; 0000:00:00.0 ", 66),
		0);
	assert_non_null(strstr(log.text[7], " more; 394 lines left out"));
}

static void statuses(void **state)
{
	static const struct {
		enum result result;
		const char *plan;
		const char *boot;
		int status;
	} each[] = {{RESULT_NOTHING, "nothing", "nothing", 0}, {RESULT_OFF, "off", "off", 0},
		{RESULT_DONE, "ready", "claimed", 0}, {RESULT_PARTIAL, "partial", "partial", 1},
		{RESULT_FAILED, "refused", "failed", 1}, {RESULT_TIMEOUT, "timeout", "timeout", 1},
		{RESULT_UNKNOWN, "failed", "failed", 3}};

	(void)state;
	for (size_t i = 0; i < COUNT(each); i++) {
		struct report all = report(each[i].result, false);

		notes.count = 0;
		assert_string_equal(result_name(each[i].result, true), each[i].plan);
		assert_string_equal(result_name(each[i].result, false), each[i].boot);
		assert_int_equal(report_exit_status(&all), each[i].status);
		notes.note[notes.count++].code = NOTE_LATE;
		assert_int_equal(report_exit_status(&all), each[i].status);
		notes.note[notes.count++].code = NOTE_BAD_SLOT;
		if (each[i].result == RESULT_OFF || each[i].result == RESULT_NOTHING)
			assert_int_equal(report_exit_status(&all), 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(whole_report), cmocka_unit_test(empty_plan),
		cmocka_unit_test(strings), cmocka_unit_test(buffer), cmocka_unit_test(lines),
		cmocka_unit_test(many_lines), cmocka_unit_test(statuses)};

	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
