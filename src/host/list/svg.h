/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SVG without a library: boxes and words, in classes whose colours are for light and dark pages.
 * Text is measured by guess, a sans-serif character of 12 pixels being 6.4 wide.
 */
#ifndef GPUPT_SVG_H
#define GPUPT_SVG_H

#include "host/text.h"

#define SVG_LINE 17 /* from a line of text to the next */

void svg_begin(struct text *out, int width, int height, const char *title);
void svg_end(struct text *out);

void svg_rect(struct text *out, const char *class, int x, int y, int width, int height, int round);
void svg_words(struct text *out, const char *class, int x, int y, const char *text);
/* At most that many columns of a text; what is cut is shown to be. */
void svg_cut(const char *text, unsigned int columns, struct text *out);
/* A text on as many lines as it needs; how many. Without out they are only counted. */
int svg_paragraph(struct text *out, const char *class, int x, int y, unsigned int columns, const char *text);

#endif
