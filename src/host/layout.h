/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text for people on standard output: colour, paragraphs and tables as wide as the terminal. Colour and
 * lines to draw with only where struct host allows them; what the terminal's character set does not
 * have becomes "?", a control character (C0, C1, DEL) or a byte that is no character \xXX. What comes
 * from a file is printed with these, not with printf.
 */
#ifndef GPUPT_LAYOUT_H
#define GPUPT_LAYOUT_H

#include "host/host.h"
#include "host/text.h"

#define LAYOUT_COLUMNS 8

enum tone { TONE_PLAIN, TONE_STRONG, TONE_DIM, TONE_GOOD, TONE_WARN, TONE_BAD, TONE_GUEST };

/* The text in this tone, no newline. */
void layout_text(const struct host *host, enum tone tone, const char *text);

/*
 * A paragraph that is broken between words and begins at column indent. With a label, which has
 * the tone, the lines below it begin two columns further right; with "" the text has the tone.
 */
void layout_paragraph(
	const struct host *host, unsigned int indent, enum tone tone, const char *label, const char *text);

/* The same text without a label where the line has already used some columns. */
void layout_from(const struct host *host, unsigned int indent, unsigned int used, const char *text);

struct layout_cell {
	enum tone tone;
	struct text text;
};

struct layout_row {
	bool whole; /* one text over all columns: the cells one after the other */
	struct layout_cell cell[LAYOUT_COLUMNS];
};

/* Begin with all zero, then layout_cell in any order; layout_print also frees. */
struct layout_table {
	const struct host *host;
	unsigned int right; /* columns that are aligned to the right, a bit for each */
	bool tight;         /* cells one space apart where two would not fit */
	unsigned int count;
	struct layout_row *row;
};

/* A new row; cells are "" until they are set. */
void layout_row(struct layout_table *table);
/* A new row that is one line over all columns: what layout_cell sets, without space between. */
void layout_whole(struct layout_table *table);
/* Sets a cell of the last row. */
void layout_cell(struct layout_table *table, unsigned int column, enum tone tone, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* The length of a whole UTF-8 character that is no control character; 0 if it is none. */
size_t layout_character(const char *text, size_t length);
/* How many columns a text takes. */
unsigned int layout_width(const char *text);
/* How many bytes of a text go on a line of that many columns: whole words if one fits. */
size_t layout_fit(const char *text, unsigned int columns);
/* Columns two spaces apart, as wide as they need; the last one is broken where it must be. */
void layout_print(struct layout_table *table);

#endif
