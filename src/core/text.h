/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * As much of printf as gpupt needs: %s %c %u %x %X, %d of what is not negative, a width with 0 in
 * front, %.*s. The same text with every C library, and into any sink.
 */
#ifndef GPUPT_TEXT_H
#define GPUPT_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* As snprintf: what fits, always terminated; returns the length that it would have had. */
size_t text_print(char *buf, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Where text goes. What finds no room is only counted, unless full makes room. */
struct sink {
	char *buf; /* not terminated */
	size_t size;
	size_t length;
	void (*full)(struct sink *sink);
};

void sink_char(struct sink *sink, char c);
void sink_bytes(struct sink *sink, const char *bytes, size_t length);
void sink_text(struct sink *sink, const char *text, size_t most);
void sink_print(struct sink *sink, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

/* A whole text that is a number of 32 bits; base up to 16. */
bool text_number(const char *text, unsigned int base, unsigned int *value);

/* The value of a hex digit, or -1. */
int text_hex_digit(char c);

#endif
