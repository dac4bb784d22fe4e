/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/layout.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const escapes[] = {
	[TONE_PLAIN] = "",
	[TONE_STRONG] = "\033[1m",
	[TONE_DIM] = "\033[2m",
	[TONE_GOOD] = "\033[32m",
	[TONE_WARN] = "\033[33m",
	[TONE_BAD] = "\033[31m",
	[TONE_GUEST] = "\033[36m",
};

size_t layout_character(const char *text, size_t length)
{
	unsigned char c = (unsigned char)*text;
	size_t bytes = c < 0x80                ? 1
		       : c >= 0xc2 && c < 0xe0 ? 2
		       : c >= 0xe0 && c < 0xf0 ? 3
		       : c >= 0xf0 && c < 0xf5 ? 4
					       : 0;

	if (c < 0x20 || c == 0x7f || bytes > length || (c == 0xc2 && (unsigned char)text[1] < 0xa0))
		return 0;
	for (size_t i = 1; i < bytes; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
	}
	/* Half a pair of UTF-16, U+FFFE and U+FFFF. */
	if ((c == 0xed && (unsigned char)text[1] >= 0xa0) ||
		(c == 0xef && text[1] == '\xbf' && (unsigned char)text[2] >= 0xbe))
		return 0;
	return bytes;
}

/* What is shown as \xXX: a control character (the C1 of UTF-8 have two bytes), or no character. */
static size_t hidden(const char *text, size_t length)
{
	return *text == '\xc2' && length > 1 && (text[1] & 0xe0) == 0x80 ? 2 : 1;
}

/* How many bytes in front are printable ASCII, as nearly all are: each is a column. */
static size_t plain(const char *text, size_t length)
{
	size_t i = 0;

	while (i < length && text[i] >= 0x20 && text[i] < 0x7f)
		i++;
	return i;
}

/* Columns, not bytes. */
static unsigned int width(const char *text, size_t length)
{
	unsigned int columns = 0;
	size_t bytes;

	for (; length; text += bytes, length -= bytes) {
		bytes = plain(text, length);
		columns += (unsigned int)bytes;
		if (bytes)
			continue;
		bytes = layout_character(text, length);
		columns += bytes ? 1 : 4;
		if (!bytes)
			bytes = hidden(text, length);
	}
	return columns;
}

unsigned int layout_width(const char *text)
{
	return width(text, strlen(text));
}

static void put(const struct host *host, enum tone tone, const char *text, size_t length)
{
	bool colored = host->color && tone != TONE_PLAIN && length;
	size_t bytes;

	if (colored)
		fputs(escapes[tone], stdout);
	for (; length; text += bytes, length -= bytes) {
		bytes = plain(text, length);
		if (!bytes)
			bytes = layout_character(text, length);
		if (bytes && *text & 0x80 && !host->utf8)
			putchar('?');
		else if (bytes)
			fwrite(text, 1, bytes, stdout);
		if (bytes)
			continue;
		bytes = hidden(text, length);
		printf("\\x%02x", (unsigned char)text[bytes - 1]);
	}
	if (colored)
		fputs("\033[0m", stdout);
}

void layout_text(const struct host *host, enum tone tone, const char *text)
{
	put(host, tone, text, strlen(text));
}

static void pad(unsigned int columns)
{
	while (columns--)
		putchar(' ');
}

size_t layout_fit(const char *text, unsigned int columns)
{
	size_t fits = 0;

	for (size_t end = 0;; end++) {
		if (text[end] && text[end] != ' ')
			continue;
		if (width(text, end) > columns && fits)
			return fits;
		fits = end;
		if (!text[end] || width(text, end) > columns)
			return fits;
	}
}

static unsigned int room(const struct host *host, unsigned int used)
{
	return used < host->width ? host->width - used : 1;
}

/* A text whose first line has already used some columns; ends with a newline. */
static void put_lines(
	const struct host *host, unsigned int indent, unsigned int used, enum tone tone, const char *text)
{
	size_t length = layout_fit(text, room(host, used));

	for (;;) {
		put(host, tone, text, length);
		putchar('\n');
		text += length;
		text += strspn(text, " ");
		if (!*text)
			return;
		length = layout_fit(text, room(host, indent));
		pad(indent);
	}
}

void layout_paragraph(
	const struct host *host, unsigned int indent, enum tone tone, const char *label, const char *text)
{
	unsigned int used = indent;

	pad(indent);
	if (!*label) {
		put_lines(host, indent, used, tone, text);
		return;
	}
	layout_text(host, tone, label);
	putchar(' ');
	used += layout_width(label) + 1;
	put_lines(host, indent + 2, used, TONE_PLAIN, text);
}

void layout_from(const struct host *host, unsigned int indent, unsigned int used, const char *text)
{
	put_lines(host, indent, used, TONE_PLAIN, text);
}

void layout_row(struct layout_table *table)
{
	if (!(table->count & (table->count - 1)))
		table->row = host_realloc(table->row, 2u * table->count + 1, sizeof(table->row[0]));
	memset(&table->row[table->count++], 0, sizeof(table->row[0]));
}

void layout_whole(struct layout_table *table)
{
	layout_row(table);
	table->row[table->count - 1].whole = true;
}

void layout_cell(struct layout_table *table, unsigned int column, enum tone tone, const char *format, ...)
{
	struct layout_cell *cell = &table->row[table->count - 1].cell[column];
	va_list args;

	cell->tone = tone;
	va_start(args, format);
	text_addv(&cell->text, format, args);
	va_end(args);
}

static void measure(const struct layout_table *table, unsigned int columns[LAYOUT_COLUMNS])
{
	for (unsigned int c = 0; c < LAYOUT_COLUMNS; c++) {
		columns[c] = 0;
		for (unsigned int r = 0; r < table->count; r++) {
			const char *text = text_string(&table->row[r].cell[c].text);
			unsigned int w = layout_width(text);

			if (!table->row[r].whole && w > columns[c])
				columns[c] = w;
		}
	}
}

/* Columns between two cells: one where two would make a row too long, and the table allows it. */
static unsigned int gap_of(const struct layout_table *table, const unsigned int columns[LAYOUT_COLUMNS])
{
	unsigned int wide = 0;

	for (unsigned int c = 0; c < LAYOUT_COLUMNS; c++)
		wide += columns[c] ? columns[c] + 2 : 0;
	return table->tight && wide > table->host->width + 2 ? 1 : 2;
}

static unsigned int last_used(const struct layout_row *row)
{
	unsigned int last = 0;

	for (unsigned int c = 0; c < LAYOUT_COLUMNS; c++) {
		if (row->cell[c].text.length)
			last = c;
	}
	return last;
}

static void print_row(const struct layout_table *table, const struct layout_row *row,
	const unsigned int columns[LAYOUT_COLUMNS], unsigned int gap)
{
	unsigned int last = last_used(row);
	unsigned int at = 0;

	for (unsigned int c = 0; c < last; c++) {
		const struct layout_cell *cell = &row->cell[c];
		unsigned int left = columns[c] - layout_width(text_string(&cell->text));
		bool right = table->right >> c & 1;

		if (!columns[c])
			continue;
		pad(right ? left : 0);
		layout_text(table->host, cell->tone, text_string(&cell->text));
		pad((right ? 0 : left) + gap);
		at += columns[c] + gap;
	}
	if (table->right >> last & 1)
		pad(columns[last] - layout_width(text_string(&row->cell[last].text)));
	put_lines(table->host, at, at, row->cell[last].tone, text_string(&row->cell[last].text));
}

void layout_print(struct layout_table *table)
{
	unsigned int columns[LAYOUT_COLUMNS];

	measure(table, columns);
	for (unsigned int r = 0; r < table->count; r++) {
		const struct layout_row *row = &table->row[r];

		if (!row->whole) {
			print_row(table, row, columns, gap_of(table, columns));
			continue;
		}
		for (unsigned int c = 0; c < LAYOUT_COLUMNS; c++)
			layout_text(table->host, row->cell[c].tone, text_string(&row->cell[c].text));
		putchar('\n');
	}
	for (unsigned int r = 0; r < table->count; r++) {
		for (unsigned int c = 0; c < LAYOUT_COLUMNS; c++)
			text_free(&table->row[r].cell[c].text);
	}
	free(table->row);
	table->row = NULL;
	table->count = 0;
}
