// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/sysfs.h"
#include "host/boot/needs.h"

#define FILE_MAX 1048576

struct need *needs_add(struct needs *needs, enum need_kind kind, const char *name)
{
	struct need *need;

	needs->need = host_realloc(needs->need, needs->count + 1, sizeof(*needs->need));
	need = &needs->need[needs->count++];
	memset(need, 0, sizeof(*need));
	need->kind = kind;
	need->name = host_strdup(name);
	need->every = kind == NEED_FILES;
	return need;
}

/* The functions on a path: "pci0000:00" is none, "0000:00:1f.2" is. */
static void add_hops(struct need_way *way, const char *real)
{
	while (*real) {
		size_t length = strcspn(real, "/");
		char part[PCI_ADDR_TEXT];

		if (length < sizeof(part) && way->hops < NEED_HOPS) {
			memcpy(part, real, length);
			part[length] = '\0';
			way->hops += !pci_addr_parse(part, &way->hop[way->hops]);
		}
		real += length;
		real += *real == '/';
	}
}

bool need_add_way(struct need *need, const char *name, const char *real)
{
	struct need_way *way;

	for (unsigned int i = 0; i < need->ways; i++) {
		if (!strcmp(need->way[i].name, name))
			return false;
	}
	need->way = host_realloc(need->way, need->ways + 1, sizeof(*need->way));
	way = &need->way[need->ways++];
	memset(way, 0, sizeof(*way));
	way->name = host_strdup(name);
	add_hops(way, real);
	return true;
}

char *needs_file(int root, const char *name)
{
	char *text = host_alloc(FILE_MAX, 1);

	if (sysfs_read_file(root, name, text, FILE_MAX) >= 0)
		return text;
	free(text);
	return NULL;
}

bool needs_line(int root, const char *directory, const char *name, char *buf, size_t size)
{
	struct text path = {NULL, 0, 0};
	bool read;

	text_addf(&path, "%s/%s", directory, name);
	read = !sysfs_read_line(root, text_string(&path), buf, size);
	text_free(&path);
	return read;
}

void needs_free(struct needs *needs)
{
	for (unsigned int i = 0; i < needs->count; i++) {
		struct need *need = &needs->need[i];

		for (unsigned int j = 0; j < need->ways; j++)
			free(need->way[j].name);
		free(need->way);
		free(need->name);
		text_free(&need->what);
	}
	free(needs->need);
	memset(needs, 0, sizeof(*needs));
}

/* A function that is taken and that a way goes through, or NULL. */
static const struct function *way_missed(const struct need_way *way, const struct inventory *inventory,
	bool (*taken)(const void *context, unsigned int i), const void *context)
{
	for (unsigned int i = 0; i < inventory->count; i++) {
		if (!taken(context, i))
			continue;
		for (unsigned int j = 0; j < way->hops; j++) {
			if (!pci_addr_compare(&way->hop[j], &inventory->function[i].addr))
				return &inventory->function[i];
		}
	}
	return NULL;
}

static const struct function *unseen_missed(const struct need *need, const struct inventory *inventory,
	bool (*taken)(const void *context, unsigned int i), const void *context)
{
	for (unsigned int i = 0; need->unseen && i < inventory->count; i++) {
		if (pci_base(inventory->function[i].class) == need->unseen && taken(context, i))
			return &inventory->function[i];
	}
	return NULL;
}

const struct function *need_missed(const struct need *need, const struct inventory *inventory,
	bool (*taken)(const void *context, unsigned int i), const void *context)
{
	const struct function *missed = NULL;

	for (unsigned int i = 0; i < need->ways; i++) {
		const struct function *function = way_missed(&need->way[i], inventory, taken, context);

		if (!function && !need->every)
			return NULL;
		missed = missed ? missed : function;
	}
	return missed ? missed : unseen_missed(need, inventory, taken, context);
}

bool need_is_named(const struct need *need, const char *name)
{
	if (!strcmp(need->name, name))
		return true;
	for (unsigned int i = 0; need->kind != NEED_FILES && i < need->ways; i++) {
		if (!strcmp(need->way[i].name, name))
			return true;
	}
	return false;
}
