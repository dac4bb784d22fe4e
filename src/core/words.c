/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/words.h"

#include <stddef.h>

struct reason_row {
	const char *word;
	const char *text;
};

#define REASON_ROW(name, word, text, advice) [name] = {word, text},
static const struct reason_row reasons[REASONS] = {[REASON_NONE] = {NULL, ""}, REASON_ROWS(REASON_ROW)};

struct note_row {
	const char *word;
	bool error;
};

#define NOTE_ROW(name, word, error, advice) [name] = {word, error},
static const struct note_row notes[NOTE_CODES] = {NOTE_ROWS(NOTE_ROW)};

#define WORD_ROW(name, word) [name] = (word),
static const char *const states[STATES] = {[STATE_NONE] = "none", STATE_ROWS(WORD_ROW)};
static const char *const whys[WHYS] = {WHY_ROWS(WORD_ROW)};

#define RESULT_ROW(name, plan, boot) [name] = {boot, plan},
static const char *const results[RESULTS][2] = {RESULT_ROWS(RESULT_ROW)};

const char *reason_name(enum reason reason)
{
	return reasons[reason].word;
}

const char *reason_text(enum reason reason)
{
	return reasons[reason].text;
}

const char *note_code_name(enum note_code code)
{
	return notes[code].word;
}

bool note_is_error(enum note_code code)
{
	return notes[code].error;
}

const char *state_name(enum state state)
{
	return states[state];
}

const char *why_name(enum why why)
{
	return whys[why];
}

const char *result_name(enum result result, bool is_plan)
{
	return results[result][is_plan];
}
