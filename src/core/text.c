/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/text.h"

#include <string.h>

void sink_char(struct sink *sink, char c)
{
	if (sink->length >= sink->size && sink->full)
		sink->full(sink);
	if (sink->length < sink->size)
		sink->buf[sink->length] = c;
	sink->length++;
}

void sink_bytes(struct sink *sink, const char *bytes, size_t length)
{
	while (length) {
		size_t room;

		if (sink->length >= sink->size && sink->full)
			sink->full(sink);
		if (sink->length >= sink->size) {
			sink->length += length;
			return;
		}
		room = sink->size - sink->length;
		if (room > length)
			room = length;
		memcpy(sink->buf + sink->length, bytes, room);
		sink->length += room;
		bytes += room;
		length -= room;
	}
}

void sink_text(struct sink *sink, const char *text, size_t most)
{
	sink_bytes(sink, text, strnlen(text, most));
}

/* base: the letter of the format: x, X or another for decimal. */
static void put_number(struct sink *sink, unsigned int number, char format, int width)
{
	unsigned int base = (format | 0x20) == 'x' ? 16 : 10;
	char digits[16];
	int at = sizeof(digits);

	do {
		unsigned int digit = number % base;

		/* a to f as x is, small or capital */
		digits[--at] = (char)(digit < 10 ? '0' + digit : format - 'x' + 'a' - 10 + digit);
		number /= base;
	} while (number || (int)sizeof(digits) - at < width);
	sink_bytes(sink, digits + at, sizeof(digits) - (size_t)at);
}

void sink_print(struct sink *sink, const char *format, va_list args)
{
	for (; *format; format++) {
		size_t most = (size_t)-1;
		size_t plain = 0;
		int width = 0;

		while (format[plain] && format[plain] != '%')
			plain++;
		if (plain) {
			sink_bytes(sink, format, plain);
			format += plain - 1;
			continue;
		}
		if (*++format == '0') {
			width = format[1] - '0';
			format += 2;
		}
		if (format[0] == '.' && format[1] == '*') {
			most = (size_t)va_arg(args, int);
			format += 2;
		}
		if (*format == 's')
			sink_text(sink, va_arg(args, const char *), most);
		else if (*format == 'c')
			sink_char(sink, (char)va_arg(args, int));
		else
			put_number(sink, va_arg(args, unsigned int), *format, width);
	}
}

size_t text_print(char *buf, size_t size, const char *format, ...)
{
	struct sink sink = {buf, size ? size - 1 : 0, 0, NULL};
	va_list args;

	va_start(args, format);
	sink_print(&sink, format, args);
	va_end(args);
	if (size)
		buf[sink.length < sink.size ? sink.length : sink.size] = '\0';
	return sink.length;
}

int text_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool text_number(const char *text, unsigned int base, unsigned int *value)
{
	unsigned long long sum = 0;

	if (!*text)
		return false;
	for (; *text; text++) {
		int digit = text_hex_digit(*text);

		if (digit < 0 || digit >= (int)base)
			return false;
		sum = sum * base + (unsigned int)digit;
		if (sum > 0xffffffffu)
			return false;
	}
	*value = (unsigned int)sum;
	return true;
}
