// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE /* asprintf */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/boot/slotlist.h"

static struct token whole(const char *list)
{
	struct token token = {list, strlen(list)};

	return token;
}

char *slotlist_join(const char *a, const char *b)
{
	char *joined = NULL;

	if (asprintf(&joined, "%s%s%s", a, *a && *b ? "," : "", b) < 0)
		return NULL;
	return joined;
}

/* Appends an item to a list that was allocated; NULL without memory, and the list is freed. */
static char *append(char *list, struct token item)
{
	char *joined = NULL;

	if (asprintf(&joined, "%s%s%.*s", list, *list ? "," : "", (int)item.length, item.text) < 0)
		joined = NULL;
	free(list);
	return joined;
}

char *slotlist_of(const char *text)
{
	struct cmdline cmdline = cmdline_start(text, strlen(text));
	char *list = strdup("");
	struct param param;
	struct token item;

	while (list && cmdline_next(&cmdline, &param)) {
		if (!token_is_name(param.name, "gpupt.slots"))
			continue;
		while (list && token_next_item(&param.value, &item)) {
			if (item.length)
				list = append(list, item);
		}
	}
	return list;
}

/* Whether two slots are the same one of this machine, or written alike. */
static bool is_same(const struct inventory *all, struct token a, struct token b)
{
	struct pci_slot x;
	struct pci_slot y;
	const struct function *function;

	if (a.length == b.length && !memcmp(a.text, b.text, a.length))
		return true;
	if (pci_slot_parse(a.text, a.length, &x) || pci_slot_parse(b.text, b.length, &y) ||
		x.all_functions != y.all_functions || x.card != y.card)
		return false;
	function = slots_find(all, &x);
	return function && function == slots_find(all, &y);
}

bool slotlist_has(const struct inventory *all, const char *list, struct token item)
{
	struct token rest = whole(list);
	struct token other;

	while (token_next_item(&rest, &other)) {
		if (other.length && is_same(all, other, item))
			return true;
	}
	return false;
}

char *slotlist_without(const struct inventory *all, const char *list, const char *other)
{
	struct token rest = whole(list);
	char *left = strdup("");
	struct token item;

	while (left && token_next_item(&rest, &item)) {
		if (item.length && !slotlist_has(all, other, item))
			left = append(left, item);
	}
	return left;
}
