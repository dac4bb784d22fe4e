/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text that grows, and memory that is there: nothing is cut, and nobody asks whether it was. What
 * the machine has no memory for ends the program with a message and EXIT_UNKNOWN; a file that is
 * being changed is renamed into place only when it is whole.
 */
#ifndef GPUPT_HOST_TEXT_H
#define GPUPT_HOST_TEXT_H

#include <stdarg.h>
#include <stddef.h>

/* All zero is the empty text. */
struct text {
	char *string; /* terminated, or NULL as long as nothing was added: see text_string */
	size_t length;
	size_t size;
};

void text_add(struct text *text, const char *more);
void text_addn(struct text *text, const char *more, size_t length);
void text_addf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_addv(struct text *text, const char *format, va_list args) __attribute__((format(printf, 2, 0)));
/* The same in front of which between stands, unless it is the first. */
void text_item(struct text *text, const char *between, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* A sentence and what to do about it ("" if the sentence says it): "SENTENCE; ADVICE". */
void text_advise(struct text *text, const char *sentence, const char *advice);
/* Never NULL. The text has it until it is changed or freed. */
const char *text_string(const struct text *text);
/* Empty again. */
void text_free(struct text *text);

/* Zeroed room for count things; free() releases it. Never NULL. */
void *host_alloc(size_t count, size_t size);
/* The same, grown; what is new is not zeroed. */
void *host_realloc(void *old, size_t count, size_t size);
char *host_strdup(const char *string);

#endif
