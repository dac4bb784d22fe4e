/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Notes: what there is to say beside the verdict on each function (contract, section 6).
 * A list of fixed size; the note that does not fit becomes one too-many note.
 */
#ifndef GPUPT_NOTE_H
#define GPUPT_NOTE_H

#include "core/words.h"

#include <stdbool.h>
#include <stddef.h>

/* Limits, here and in the other headers, can be set when compiling: proofs need small ones. */
#ifndef QUOTE_MAX
#define QUOTE_MAX 64 /* bytes of a token that are ever quoted */
#endif
#ifndef NOTE_TEXT
#define NOTE_TEXT 240
#endif
#ifndef NOTES_MAX
#define NOTES_MAX 128
#endif

/* A limit as text. */
#define NOTE_NUMBER_(number) #number
#define NOTE_NUMBER(number) NOTE_NUMBER_(number)

struct note {
	enum note_code code;
	int error;                   /* the errno that belongs to it, or 0 */
	const char *text;            /* a sentence, static storage: the subject says of what */
	char subject[QUOTE_MAX + 1]; /* any bytes but NUL: escape before printing */
};

struct notes {
	unsigned int count;
	struct note note[NOTES_MAX];
};

bool notes_have_error(const struct notes *notes);

/* Adds a note. The same code with the same subject is noted once. */
void note_add(struct notes *notes, enum note_code code, const char *subject, const char *text);
/* The same for what an errno explains, positive or negative. */
void note_error(struct notes *notes, enum note_code code, const char *subject, const char *text, int error);

/* Adds the notes of another list. */
void notes_append(struct notes *notes, const struct notes *others);

/* The whole sentence, errno included; returns buf or the note's text. */
const char *note_text(const struct note *note, char buf[NOTE_TEXT]);

/* Copies at most QUOTE_MAX bytes of a token and terminates them; returns quoted. */
char *note_quote(char quoted[QUOTE_MAX + 1], const char *token, size_t length);

/* The text of an errno, the same with every C library. error may be negative. */
const char *errno_text(int error);

#endif
