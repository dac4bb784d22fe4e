/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/text.h"
#include "host/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *there(void *memory)
{
	if (memory)
		return memory;
	host_error("memory", "there is not enough");
	exit(EXIT_UNKNOWN);
}

void *host_alloc(size_t count, size_t size)
{
	return there(calloc(count ? count : 1, size));
}

void *host_realloc(void *old, size_t count, size_t size)
{
	return there(reallocarray(old, count ? count : 1, size));
}

char *host_strdup(const char *string)
{
	return there(strdup(string));
}

#define TEXT_GUESS 31 /* what most additions fit in */

/* Room for that many bytes more and the end. */
static char *grow(struct text *text, size_t more)
{
	if (text->size - text->length <= more) {
		text->size = 2 * (text->length + more) + 64;
		text->string = host_realloc(text->string, text->size, 1);
	}
	return text->string + text->length;
}

void text_addn(struct text *text, const char *more, size_t length)
{
	char *end = grow(text, length);

	memcpy(end, more, length);
	end[length] = '\0';
	text->length += length;
}

void text_add(struct text *text, const char *more)
{
	text_addn(text, more, strlen(more));
}

void text_addv(struct text *text, const char *format, va_list args)
{
	size_t room;
	va_list again;
	int length;

	va_copy(again, args);
	grow(text, TEXT_GUESS);
	room = text->size - text->length;
	length = vsnprintf(text->string + text->length, room, format, args);
	if (length >= 0 && (size_t)length >= room)
		vsnprintf(grow(text, (size_t)length), (size_t)length + 1, format, again);
	text->length += length > 0 ? (size_t)length : 0;
	text->string[text->length] = '\0';
	va_end(again);
}

void text_addf(struct text *text, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_addv(text, format, args);
	va_end(args);
}

void text_item(struct text *text, const char *between, const char *format, ...)
{
	va_list args;

	if (text->length)
		text_add(text, between);
	va_start(args, format);
	text_addv(text, format, args);
	va_end(args);
}

void text_advise(struct text *text, const char *sentence, const char *advice)
{
	text_addf(text, "%s%s%s", sentence, *advice ? "; " : "", advice);
}

const char *text_string(const struct text *text)
{
	return text->string ? text->string : "";
}

void text_free(struct text *text)
{
	free(text->string);
	*text = (struct text){NULL, 0, 0};
}
