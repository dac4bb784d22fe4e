/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What CBMC's own C library lacks, as the standard says: only what the core uses. */
#ifndef MODELS_H
#define MODELS_H

#include <string.h>

void *memchr(const void *text, int c, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (((const unsigned char *)text)[i] == (unsigned char)c)
			return (char *)text + i;
	}
	return NULL;
}

size_t strnlen(const char *text, size_t max)
{
	size_t length = 0;

	while (length < max && text[length])
		length++;
	return length;
}

size_t strcspn(const char *text, const char *reject)
{
	size_t length = 0;

	while (text[length] && text[length] != reject[0])
		length++;
	return length;
}

/* text_print for the formats of addresses, and only those: %x or %X, perhaps with a width and a 0 before. */
static size_t print_hex(char *buf, size_t size, const char *format, const unsigned int *value)
{
	size_t used = 0;

	for (; *format; format++) {
		int width = 1;

		if (*format != '%') {
			buf[used++] = *format;
			continue;
		}
		if (*++format == '0') {
			width = format[1] - '0';
			format += 2;
		}
		__CPROVER_assert(*format == 'x' || *format == 'X', "a format that the model knows");
		for (int digit = 7; digit >= 0; digit--) {
			if (*value >> digit * 4 || digit < width)
				buf[used++] = (*format == 'x' ? "0123456789abcdef"
							      : "0123456789ABCDEF")[*value >> digit * 4 & 15];
		}
		value++;
	}
	buf[used++] = '\0';
	__CPROVER_assert(used <= size, "the text fits");
	return used - 1;
}

#define text_print(buf, size, format, ...) print_hex(buf, size, format, (const unsigned int[]){__VA_ARGS__})

#endif
