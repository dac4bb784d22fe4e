/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/note.h"
#include "core/text.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

static const char *const names[NOTE_CODES] = {
	[NOTE_BAD_SLOT] = "bad-slot",
	[NOTE_BAD_ID] = "bad-id",
	[NOTE_BAD_VALUE] = "bad-value",
	[NOTE_ABSENT] = "absent",
	[NOTE_TOO_MANY] = "too-many",
	[NOTE_IDS_HELD_BACK] = "ids-held-back",
	[NOTE_MODULE_TABLE] = "module-table",
	[NOTE_NO_SYSFS] = "no-sysfs",
	[NOTE_CMDLINE] = "cmdline",
	[NOTE_REPORT_FAILED] = "report-failed",
	[NOTE_UNKNOWN_PARAMETER] = "unknown-parameter",
	[NOTE_GROUP_INCOMPLETE] = "group-incomplete",
	[NOTE_SLOT_INCOMPLETE] = "slot-incomplete",
	[NOTE_BOOT_DISPLAY] = "boot-display",
	[NOTE_NO_MATCH] = "no-match",
	[NOTE_LATE] = "late",
};

const char *note_code_name(enum note_code code)
{
	return names[code];
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

void note_add(struct notes *notes, enum note_code code, const char *subject, const char *format, ...)
{
	struct note *note;
	char quoted[QUOTE_MAX + 1];
	va_list args;

	note_quote(quoted, subject, strlen(subject));
	if (known(notes, code, quoted) || notes->count == NOTES_MAX)
		return;
	note = &notes->note[notes->count++];
	if (notes->count == NOTES_MAX) {
		note->code = NOTE_TOO_MANY;
		strcpy(note->subject, "notes");
		text_print(note->text, NOTE_TEXT, "there is more to say than %u notes; mend these first",
			NOTES_MAX - 1u);
		return;
	}
	note->code = code;
	memcpy(note->subject, quoted, sizeof(quoted));
	va_start(args, format);
	text_vprint(note->text, NOTE_TEXT, format, args);
	va_end(args);
}

char *note_quote(char quoted[QUOTE_MAX + 1], const char *token, size_t length)
{
	if (length > QUOTE_MAX)
		length = QUOTE_MAX;
	memcpy(quoted, token, length);
	quoted[length] = '\0';
	return quoted;
}

const char *errno_text(int error)
{
	static char other[24];

	switch (error < 0 ? -error : error) {
	case EPERM:
		return "operation not permitted";
	case ENOENT:
		return "no such file or directory";
	case EINTR:
		return "interrupted";
	case EIO:
		return "input/output error";
	case ENOEXEC:
		return "not a module for this kernel";
	case EAGAIN:
		return "resource temporarily unavailable";
	case ENOMEM:
		return "out of memory";
	case EACCES:
		return "permission denied";
	case EBUSY:
		return "busy";
	case ENODEV:
		return "no such device";
	case ENOTDIR:
		return "not a directory";
	case EINVAL:
		return "invalid argument";
	case ENFILE:
	case EMFILE:
		return "too many open files";
	case EFBIG:
		return "file too large";
	case ENOSPC:
		return "no space left";
	case EROFS:
		return "read-only file system";
	case ENAMETOOLONG:
		return "name too long";
	case ENOSYS:
		return "not supported by this kernel";
	case EPROTO:
		return "malformed content";
	}
	text_print(other, sizeof(other), "error %d", error < 0 ? -error : error);
	return other;
}
