/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/words.h"

#include <stddef.h>

struct row {
	const char *word;
	const char *text;
	const char *advice;
};

#define REASON_ROW(name, word, text, advice) [name] = {word, text, advice},
static const struct row reasons[REASONS] = {[REASON_NONE] = {NULL, "", ""}, REASON_ROWS(REASON_ROW)};

static const struct {
	const char *word;
	bool error;
	const char *advice;
} notes[NOTE_CODES] = {
#define NOTE_ROW(name, word, error, advice) [name] = {word, error, advice},
	NOTE_ROWS(NOTE_ROW)};

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

const char *reason_advice(enum reason reason)
{
	return reasons[reason].advice;
}

const char *note_code_name(enum note_code code)
{
	return notes[code].word;
}

bool note_is_error(enum note_code code)
{
	return notes[code].error;
}

const char *note_advice(enum note_code code)
{
	return notes[code].advice;
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
