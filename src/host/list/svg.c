/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/list/svg.h"
#include "host/layout.h"
#include "host/xml.h"

#include <string.h>

static const char style[] =
	"text{font-family:\"DejaVu Sans\",Verdana,Helvetica,Arial,sans-serif;font-size:12px;fill:#1f2328}\n"
	".mono{font-family:\"DejaVu Sans Mono\",Menlo,Consolas,monospace;font-size:11.5px}\n"
	".name{font-size:14px;font-weight:bold}\n"
	".bold{font-weight:bold}\n"
	".end{text-anchor:end}\n"
	".middle{text-anchor:middle}\n"
	".small{font-size:11px}\n"
	".page{fill:#ffffff}\n"
	".node{fill:#f6f8fa;stroke:#d1d9e0}\n"
	".bridge{fill:#ffffff;stroke:#818b98}\n"
	".card{fill:#ffffff;stroke:#818b98;stroke-width:1.5}\n"
	".planned{stroke:#1a7f37;stroke-width:2.5;stroke-dasharray:7 4}\n"
	".wire{fill:none;stroke:#818b98;stroke-width:2}\n"
	".group{fill:none;stroke:#8250df}\n"
	".shared{fill:none;stroke:#bc4c00;stroke-width:2;stroke-dasharray:3 3}\n"
	"text.dim{fill:#59636e}\n"
	"text.host{fill:#0969da}text.guest{fill:#1a7f37}text.none{fill:#59636e}\n"
	"rect.host{fill:#0969da}rect.guest{fill:#1a7f37}rect.none{fill:#afb8c1}\n"
	"text.group{fill:#8250df;stroke:none}text.shared{fill:#bc4c00;stroke:none}\n"
	"@media (prefers-color-scheme:dark){\n"
	"text{fill:#e6edf3}\n"
	".page{fill:#0d1117}\n"
	".node{fill:#151b23;stroke:#3d444d}\n"
	".bridge{fill:#0d1117;stroke:#9198a1}\n"
	".card{fill:#0d1117;stroke:#9198a1}\n"
	".planned{stroke:#3fb950}\n"
	".wire{stroke:#9198a1}\n"
	".group{stroke:#ab7df8}\n"
	".shared{stroke:#f0883e}\n"
	"text.dim{fill:#9198a1}\n"
	"text.host{fill:#4493f8}text.guest{fill:#3fb950}text.none{fill:#9198a1}\n"
	"rect.host{fill:#4493f8}rect.guest{fill:#3fb950}rect.none{fill:#656c76}\n"
	"text.group{fill:#ab7df8}text.shared{fill:#f0883e}\n"
	"}\n";

void svg_begin(struct text *out, int width, int height, const char *title)
{
	text_addf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
		"role=\"img\">\n<title>%s</title>\n<style>\n%s</style>\n",
		width, height, width, height, title, style);
}

void svg_end(struct text *out)
{
	text_add(out, "</svg>\n");
}

void svg_rect(struct text *out, const char *class, int x, int y, int width, int height, int round)
{
	text_addf(out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\"/>\n", class,
		x, y, width, height, round);
}

void svg_words(struct text *out, const char *class, int x, int y, const char *text)
{
	text_addf(out, "<text class=\"%s\" x=\"%d\" y=\"%d\">", class, x, y);
	xml_add(out, text);
	text_add(out, "</text>\n");
}

void svg_cut(const char *text, unsigned int columns, struct text *out)
{
	bool whole = layout_width(text) <= columns;

	for (unsigned int n = 0; *text && (whole || n + 1 < columns); n++) {
		size_t length = layout_character(text, strlen(text));

		text_addn(out, text, length ? length : 1);
		text += length ? length : 1;
	}
	if (!whole)
		text_add(out, "…");
}

int svg_paragraph(struct text *out, const char *class, int x, int y, unsigned int columns, const char *text)
{
	struct text line = {NULL, 0, 0};
	int lines = 0;

	for (; *text; text += strspn(text, " "), lines++) {
		size_t length = layout_fit(text, columns);

		text_addn(&line, text, length);
		if (out)
			svg_words(out, class, x, y + lines * SVG_LINE, line.string);
		text_free(&line);
		text += length;
	}
	return lines;
}
