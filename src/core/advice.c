/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What to do about a reason or a note: the host command says it, so it is no part of the binder. */
#include "core/words.h"

#include <string.h>

#define REASON_ADVICE(name, word, text, advice) [name] = (advice),
static const char *const reasons[REASONS] = {[REASON_NONE] = "", REASON_ROWS(REASON_ADVICE)};

#define NOTE_ADVICE(name, word, error, advice) [name] = (advice),
static const char *const notes[NOTE_CODES] = {NOTE_ROWS(NOTE_ADVICE)};

const char *reason_advice(enum reason reason)
{
	return reasons[reason];
}

const char *note_advice(enum note_code code)
{
	return notes[code];
}

enum reason reason_of(const char *word)
{
	enum reason reason = REASONS;

	while (--reason > REASON_NONE && strcmp(reason_name(reason), word) != 0)
		;
	return reason;
}

enum note_code note_code_of(const char *word)
{
	enum note_code code = 0;

	while (code < NOTE_CODES && strcmp(note_code_name(code), word) != 0)
		code++;
	return code;
}
