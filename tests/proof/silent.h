/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For harnesses that are not about what is said: texts are empty, notes are dropped. */
#ifndef SILENT_H
#define SILENT_H

#include "models.h"
#undef text_print
#define text_print(buf, ...) ((void)((buf)[0] = '\0'))
#define QUOTE_MAX 2
#define NOTES_MAX 1
#include "core/note.h"

static struct notes notes;

void note_add(struct notes *to, enum note_code code, const char *subject, const char *text)
{
}

char *note_quote(char quoted[QUOTE_MAX + 1], const char *token, size_t length)
{
	quoted[0] = '\0';
	return quoted;
}

#endif
