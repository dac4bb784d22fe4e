/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/xml.h"
#include "host/layout.h"

#include <string.h>

void xml_add(struct text *text, const char *bytes)
{
	static const char special[] = "&<>\"'";
	static const char *const entities[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};

	while (*bytes) {
		const char *entity = strchr(special, *bytes);
		size_t length = layout_character(bytes, strlen(bytes));

		if (entity)
			text_add(text, entities[entity - special]);
		else if (length)
			text_addn(text, bytes, length);
		else
			text_add(text, "?");
		bytes += length ? length : 1;
	}
}
