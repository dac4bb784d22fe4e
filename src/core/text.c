/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/text.h"

#include <string.h>

struct sink {
	char *buf;
	size_t size;
	size_t length;
};

static void put_char(struct sink *sink, char c)
{
	if (sink->length + 1 < sink->size)
		sink->buf[sink->length] = c;
	sink->length++;
}

static void put_string(struct sink *sink, const char *text, size_t most)
{
	while (most-- && *text)
		put_char(sink, *text++);
}

/* base: the letter of the format: x, X or another for decimal. */
static void put_number(struct sink *sink, unsigned int number, char format, int width)
{
	unsigned int base = (format | 0x20) == 'x' ? 16 : 10;
	char digits[24];
	int count = 0;

	do {
		unsigned int digit = number % base;

		/* a to f as x is, small or capital */
		digits[count++] = (char)(digit < 10 ? '0' + digit : format - 'x' + 'a' - 10 + digit);
		number /= base;
	} while (number);
	for (; width > count; width--)
		put_char(sink, '0');
	while (count)
		put_char(sink, digits[--count]);
}

size_t text_vprint(char *buf, size_t size, const char *format, va_list args)
{
	struct sink sink = {buf, size, 0};

	for (; *format; format++) {
		size_t most = (size_t)-1;
		int width = 0;

		if (*format != '%') {
			put_char(&sink, *format);
			continue;
		}
		if (*++format == '0') {
			width = format[1] - '0';
			format += 2;
		}
		if (!strncmp(format, ".*", 2)) {
			most = (size_t)va_arg(args, int);
			format += 2;
		}
		if (*format == 's')
			put_string(&sink, va_arg(args, const char *), most);
		else if (*format == 'c')
			put_char(&sink, (char)va_arg(args, int));
		else
			put_number(&sink, va_arg(args, unsigned int), *format, width);
	}
	if (size)
		buf[sink.length < size ? sink.length : size - 1] = '\0';
	return sink.length;
}

size_t text_print(char *buf, size_t size, const char *format, ...)
{
	va_list args;
	size_t length;

	va_start(args, format);
	length = text_vprint(buf, size, format, args);
	va_end(args);
	return length;
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

const char *text_of(const char *texts, unsigned int number)
{
	while (number--)
		texts += strlen(texts) + 1;
	return texts;
}
