/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"
#include "core/note.h"
#include "core/text.h"

#include <errno.h>

static struct notes notes;

static void once_each(void **state)
{
	(void)state;
	notes.count = 0;
	note_add(&notes, NOTE_ABSENT, "a", "first");
	note_add(&notes, NOTE_ABSENT, "a", "second");
	note_add(&notes, NOTE_ABSENT, "b", "third");
	note_add(&notes, NOTE_LATE, "a", "fourth");
	assert_int_equal(notes.count, 3);
	assert_string_equal(notes.note[0].text, "first");
	assert_true(notes_have_error(&notes));
	notes.count = 0;
	note_add(&notes, NOTE_LATE, "a", "fourth");
	assert_false(notes_have_error(&notes));
}

static void cut(void **state)
{
	char subject[200];
	char quoted[QUOTE_MAX + 1];

	(void)state;
	memset(subject, 'x', sizeof(subject) - 1);
	subject[sizeof(subject) - 1] = '\0';
	notes.count = 0;
	note_add(&notes, NOTE_ABSENT, subject, "once");
	assert_int_equal(strlen(notes.note[0].subject), QUOTE_MAX);
	note_add(&notes, NOTE_ABSENT, subject, "again"); /* the same after the cut */
	assert_int_equal(notes.count, 1);
	assert_int_equal(strlen(note_quote(quoted, subject, QUOTE_MAX + 1)), QUOTE_MAX);
	assert_string_equal(note_quote(quoted, "ab", 1), "a");
	assert_string_equal(note_quote(quoted, "", 0), "");
}

static void with_errno(void **state)
{
	char text[NOTE_TEXT];

	(void)state;
	notes.count = 0;
	note_error(&notes, NOTE_NO_SYSFS, "a", "it failed", -EIO);
	note_error(&notes, NOTE_NO_SYSFS, "b", "it ended", 0);
	assert_string_equal(note_text(&notes.note[0], text), "it failed: input/output error");
	assert_string_equal(note_text(&notes.note[1], text), "it ended");
}

static void full(void **state)
{
	(void)state;
	notes.count = 0;
	for (int i = 0; i < NOTES_MAX + 20; i++) {
		char subject[16];

		snprintf(subject, sizeof(subject), "%d", i);
		note_add(&notes, NOTE_NO_MATCH, subject, "x");
	}
	assert_int_equal(notes.count, NOTES_MAX);
	assert_int_equal(notes.note[NOTES_MAX - 2].code, NOTE_NO_MATCH);
	assert_int_equal(notes.note[NOTES_MAX - 1].code, NOTE_TOO_MANY);
	assert_string_equal(notes.note[NOTES_MAX - 1].subject, "notes");
	assert_true(notes_have_error(&notes));
}

static void errors(void **state)
{
	static const int known[] = {EPERM, ENOENT, EIO, ENOEXEC, EAGAIN, ENOMEM, EACCES, EBUSY, ENODEV,
		ENOTDIR, EINVAL, EFBIG, ENOSPC, EROFS, ENAMETOOLONG, ENOSYS, EPROTO};

	(void)state;
	for (size_t i = 0; i < COUNT(known); i++) {
		assert_null(strstr(errno_text(known[i]), "error "));
		assert_string_equal(errno_text(known[i]), errno_text(-known[i]));
	}
	assert_string_equal(errno_text(-ENOENT), "no such file or directory");
	assert_string_equal(errno_text(4095), "error 4095");
}

/* As snprintf of the C library prints. */
#define SAME(...)                                                                                            \
	do {                                                                                                 \
		for (size_t size = 0; size < 40; size++) {                                                   \
			char a[40] = "unchanged";                                                            \
			char b[40] = "unchanged";                                                            \
			assert_int_equal(text_print(a, size, __VA_ARGS__), snprintf(b, size, __VA_ARGS__));  \
			assert_memory_equal(a, b, size);                                                     \
		}                                                                                            \
	} while (0)

static void printing(void **state)
{
	(void)state;
	SAME("%s", "");
	SAME("plain");
	SAME("%s:%s", "one", "two");
	SAME("%.*s|", 3, "12345");
	SAME("%.*s|", 0, "12345");
	SAME("%c%c", 'a', 'b');
	SAME("%u %u", 0u, 4294967295u);
	SAME("%x %x", 0u, 0xdeadbeefu);
	SAME("%04x:%02x:%02x.%x", 0x10000u, 1u, 0x1fu, 7u);
	SAME("%08Xd%02X%x", 0xabcdefu, 0x9au, 0x9au);
}

static void numbers(void **state)
{
	static const char *const bad[] = {"", " 1", "1 ", "-1", "+1", "0x", "10000000000", "g", "4294967296"};
	unsigned int value;

	(void)state;
	assert_true(text_number("4294967295", 10, &value) && value == 4294967295u);
	assert_true(text_number("0", 10, &value) && value == 0);
	assert_true(text_number("10dE", 16, &value) && value == 0x10de);
	assert_true(text_number("ffffffff", 16, &value) && value == 0xffffffffu);
	for (size_t i = 0; i < COUNT(bad); i++) {
		if (text_number(bad[i], 10, &value))
			fail_msg("accepted: '%s'", bad[i]);
	}
	assert_false(text_number("0x1", 16, &value));
	assert_false(text_number("12a", 10, &value));
	assert_int_equal(text_hex_digit('f'), 15);
	assert_int_equal(text_hex_digit('A'), 10);
	assert_int_equal(text_hex_digit('g'), -1);
	assert_int_equal(text_hex_digit('/'), -1);
	assert_int_equal(text_hex_digit('\0'), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(once_each), cmocka_unit_test(cut),
		cmocka_unit_test(with_errno), cmocka_unit_test(full), cmocka_unit_test(errors),
		cmocka_unit_test(printing), cmocka_unit_test(numbers)};

	return cmocka_run_group_tests_name("note", tests, NULL, NULL);
}
