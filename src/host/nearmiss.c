// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/nearmiss.h"
#include "core/cmdline.h"
#include "core/request.h"
#include "host/nearest.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define NEAR 4 /* of nearest_distance: two slips */

struct search {
	const struct notes *notes;
	void (*each)(void *context, const char *quoted, const char *text);
	void *context;
	unsigned int found;
};

/* A name as people compare it: small letters, - for _. */
static void fold(char folded[QUOTE_MAX + 1], struct token name)
{
	note_quote(folded, name.text, name.length);
	for (char *c = folded; *c; c++)
		*c = *c == '_' ? '-' : (char)tolower((unsigned char)*c);
}

static bool is_known(struct token name)
{
	const char *known;

	for (unsigned int i = 0; (known = request_parameter(i)); i++) {
		if (token_is_name(name, known))
			return true;
	}
	return false;
}

static bool is_slot(struct token item)
{
	struct pci_slot slot;

	return !pci_slot_parse(item.text, item.length, &slot);
}

static bool is_id(struct token item)
{
	struct id_entry id;

	return !request_parse_id(item.text, item.length, &id);
}

/* Whether some item of a list is one. */
static bool any_item(struct token list, bool (*is)(struct token item))
{
	struct token item;

	while (token_next_item(&list, &item)) {
		if (item.length && is(item))
			return true;
	}
	return false;
}

/* The known parameter that a name is near to; NULL if it is another one's. */
static const char *meant_by(const struct param *param)
{
	char name[QUOTE_MAX + 1];
	const char *known;

	fold(name, param->name);
	for (unsigned int i = 0; (known = request_parameter(i)); i++) {
		char folded[QUOTE_MAX + 1];

		fold(folded, token_of(known));
		if (nearest_distance(name, folded) <= NEAR && strlen(folded) > NEAR + 4)
			return known;
	}
	if (strstr(name, "vfio") && any_item(param->value, is_id))
		return "vfio-pci.ids";
	if (strstr(name, "slots") && any_item(param->value, is_slot))
		return "gpupt.slots";
	return NULL;
}

static void tell(struct search *search, struct token name, const char *text)
{
	char quoted[QUOTE_MAX + 1];

	note_quote(quoted, name.text, name.length);
	for (unsigned int i = 0; i < search->notes->count; i++) {
		if (!strcmp(search->notes->note[i].subject, quoted))
			return;
	}
	search->found++;
	if (search->each)
		search->each(search->context, quoted, text);
}

/* "02:00" or "10de:2204" for itself, what a space in a list makes of its next item. */
static bool is_item(struct token word)
{
	while (word.length && (*word.text == '=' || *word.text == ',')) {
		word.text++;
		word.length--;
	}
	return any_item(word, is_slot) || any_item(word, is_id);
}

static void look_at(struct search *search, const struct param *param)
{
	const char *meant;
	char text[2 * QUOTE_MAX + 64];

	if (is_known(param->name))
		return;
	if (!param->has_value && is_item(param->name)) {
		tell(search, param->name,
			"it stands alone and is not read: no space may be in a list, behind a comma or an "
			"equals sign");
		return;
	}
	meant = meant_by(param);
	if (!meant)
		return;
	snprintf(text, sizeof(text), "no such parameter is read; did you mean %s=?", meant);
	tell(search, param->name, text);
}

/* What the kernel hands to init. */
static void look_behind(struct search *search, struct cmdline cmdline)
{
	struct param param;

	while (cmdline_next(&cmdline, &param)) {
		if (is_known(param.name))
			tell(search, param.name, "it stands behind --, where no parameter is read");
	}
}

unsigned int nearmiss_find(const char *text, size_t length, const struct notes *notes,
	void (*each)(void *context, const char *quoted, const char *text), void *context)
{
	struct search search = {notes, each, context, 0};
	struct cmdline cmdline = cmdline_start(text, length);
	struct cmdline behind = cmdline_behind(cmdline);
	struct param param;

	while (cmdline_next(&cmdline, &param))
		look_at(&search, &param);
	look_behind(&search, behind);
	return search.found;
}
