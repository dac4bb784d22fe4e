/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/note.h"
#include "core/text.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

/* In the order of the enum. */
static const char *const names = "bad-slot\0"
				 "bad-id\0"
				 "bad-value\0"
				 "absent\0"
				 "too-many\0"
				 "ids-held-back\0"
				 "module-table\0"
				 "no-sysfs\0"
				 "cmdline\0"
				 "report-failed\0"
				 "unknown-parameter\0"
				 "group-incomplete\0"
				 "slot-incomplete\0"
				 "boot-display\0"
				 "no-match\0"
				 "late";

const char *note_code_name(enum note_code code)
{
	return text_of(names, code);
}

bool note_is_error(enum note_code code)
{
	return code < NOTE_UNKNOWN_PARAMETER;
}

bool notes_have_error(const struct notes *notes)
{
	for (unsigned int i = 0; i < notes->count; i++) {
		if (note_is_error(notes->note[i].code))
			return true;
	}
	return false;
}

static bool known(const struct notes *notes, enum note_code code, const char *subject)
{
	for (unsigned int i = 0; i < notes->count; i++) {
		if (notes->note[i].code == code && !strcmp(notes->note[i].subject, subject))
			return true;
	}
	return false;
}

void note_error(struct notes *notes, enum note_code code, const char *subject, const char *text, int error)
{
	struct note *note = &notes->note[notes->count];

	if (notes->count == NOTES_MAX)
		return;
	note_quote(note->subject, subject, strlen(subject));
	if (known(notes, code, note->subject))
		return;
	if (++notes->count == NOTES_MAX) {
		code = NOTE_TOO_MANY;
		strcpy(note->subject, "notes");
		text = "there is more to say; mend these first";
	}
	note->code = code;
	note->text = text;
	note->error = error;
}

void note_add(struct notes *notes, enum note_code code, const char *subject, const char *text)
{
	note_error(notes, code, subject, text, 0);
}

void notes_append(struct notes *notes, const struct notes *others)
{
	for (const struct note *note = others->note; note < others->note + others->count; note++)
		note_error(notes, note->code, note->subject, note->text, note->error);
}

const char *note_text(const struct note *note, char buf[NOTE_TEXT])
{
	if (!note->error)
		return note->text;
	text_print(buf, NOTE_TEXT, "%s: %s", note->text, errno_text(note->error));
	return buf;
}

char *note_quote(char quoted[QUOTE_MAX + 1], const char *token, size_t length)
{
	if (length > QUOTE_MAX)
		length = QUOTE_MAX;
	memcpy(quoted, token, length);
	quoted[length] = '\0';
	return quoted;
}

/* What may come of reading sysfs, writing to it, inserting modules and starting a child. */
const char *errno_text(int error)
{
	static const uint8_t numbers[] = {EPERM, ENOENT, EINTR, EIO, ENOEXEC, EAGAIN, ENOMEM, EACCES, EBUSY,
		ENODEV, ENOTDIR, EINVAL, EMFILE, EFBIG, ENOSPC, EROFS, ENAMETOOLONG, ENOSYS, EPROTO};
	static const char *const texts = "operation not permitted\0"
					 "no such file or directory\0"
					 "interrupted\0"
					 "input/output error\0"
					 "not a module for this kernel\0"
					 "temporarily unavailable\0"
					 "out of memory\0"
					 "permission denied\0"
					 "busy\0"
					 "no such device\0"
					 "not a directory\0"
					 "invalid argument\0"
					 "too many open files\0"
					 "file too large\0"
					 "no space left\0"
					 "read-only file system\0"
					 "name too long\0"
					 "not supported by this kernel\0"
					 "malformed content";
	static char other[24];
	const uint8_t *found;

	if (error < 0)
		error = -error;
	found = memchr(numbers, error, sizeof(numbers));
	if (found && error < 256)
		return text_of(texts, (unsigned int)(found - numbers));
	text_print(other, sizeof(other), "error %u", (unsigned int)error);
	return other;
}
