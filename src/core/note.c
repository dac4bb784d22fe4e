/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/note.h"
#include "core/text.h"

#include <errno.h>
#include <string.h>

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
static const struct {
	int number;
	const char *text;
} errors[] = {
	{EPERM, "operation not permitted"},
	{ENOENT, "no such file or directory"},
	{EIO, "input/output error"},
	{ENOEXEC, "not a module for this kernel"},
	{EAGAIN, "temporarily unavailable"},
	{ENOMEM, "out of memory"},
	{EACCES, "permission denied"},
	{EBUSY, "busy"},
	{ENODEV, "no such device"},
	{ENOTDIR, "not a directory"},
	{EINVAL, "invalid argument"},
	{EFBIG, "file too large"},
	{ENOSPC, "no space left"},
	{EROFS, "read-only file system"},
	{ENAMETOOLONG, "name too long"},
	{ENOSYS, "not supported by this kernel"},
	{EPROTO, "malformed content"},
};

const char *errno_text(int error)
{
	static char other[24];

	if (error < 0)
		error = -error;
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		if (errors[i].number == error)
			return errors[i].text;
	}
	text_print(other, sizeof(other), "error %u", (unsigned int)error);
	return other;
}
