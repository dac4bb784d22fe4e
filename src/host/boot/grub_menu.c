// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/note.h"
#include "host/boot/entries.h"
#include "host/boot/grub_menu.h"
#include "host/boot/files.h"
#include "host/boot/shell.h"
#include "host/boot/vars.h"

#define ITEMS_MAX 1024
#define DEPTH_MAX 16

/* Where a menu and its environment block are: Debian's and others, Fedora's and openSUSE's, EL 7's with EFI.
 */
static const char *const places[] = {
	"boot/grub",
	"boot/grub2",
	"boot/efi/EFI/redhat",
	"boot/efi/EFI/centos",
	"boot/efi/EFI/rocky",
	"boot/efi/EFI/almalinux",
	"boot/efi/EFI/fedora",
	NULL,
};

struct item {
	int parent; /* the submenu that it is in; -1 */
	bool submenu;
	char *title;
	char *id;
	char *line; /* the kernel's parameters; NULL if it starts none */
};

struct menu {
	int root;
	struct vars vars;
	char *chosen; /* what "set default" has */
	bool once;    /* next_entry goes before it */
	int count;
	struct item item[ITEMS_MAX];
	int depth;
	int open[DEPTH_MAX]; /* the item of each open brace; -1 for other blocks */
};

/* Reads an environment block: NAME=VALUE lines with backslashes in front of what would end them. */
static void read_block(struct menu *menu, const char *text)
{
	for (const char *line = text; line && *line; line = shell_next_line(line)) {
		struct token name = vars_name(line);
		char *value;

		if (!name.length || line[name.length] != '=')
			continue;
		value = strndup(line + name.length + 1, strcspn(line + name.length + 1, "\n"));
		if (value)
			vars_set(&menu->vars, name, shell_unescape(value, '\0'), false);
		free(value);
	}
}

/* The next word of a line of GRUB's script, without its quotes; NULL at the end. The caller frees it. */
static char *next_word(const char **at)
{
	char *word = NULL;
	size_t size = 0;
	char quote = '\0';
	FILE *out;

	*at += strspn(*at, " \t\r");
	if (!**at || strchr("\n#{};", **at))
		return NULL;
	out = open_memstream(&word, &size);
	for (; out && **at && **at != '\n' && (quote || !strchr(" \t\r;", **at)); (*at)++) {
		if (quote ? **at == quote : **at == '"' || **at == '\'')
			quote = quote ? '\0' : **at;
		else if (**at == '\\' && quote != '\'' && (*at)[1] && (*at)[1] != '\n')
			putc(*++*at, out);
		else
			putc(**at, out);
	}
	if (!out || fclose(out) != 0)
		return NULL;
	return word;
}

/* What GRUB gives to the kernel: the words, and those with spaces in quotes. */
static char *kernel_line(const struct vars *vars, const char *text)
{
	char *expanded = vars_expand(vars, (struct token){text, strcspn(text, "\n")});
	const char *at = expanded;
	char *line = NULL;
	size_t size = 0;
	FILE *out = expanded ? open_memstream(&line, &size) : NULL;
	const char *between = "";
	char *word;

	while (out && (word = next_word(&at))) {
		const char *quote = strpbrk(word, " \t") ? "\"" : "";

		fprintf(out, "%s%s%s%s", between, quote, word, quote);
		between = " ";
		free(word);
	}
	free(expanded);
	if (out && fclose(out) == 0)
		return line;
	free(line);
	return NULL;
}

static int parent_of(const struct menu *menu)
{
	for (int i = menu->depth; i-- > 0;) {
		if (menu->open[i] >= 0)
			return menu->open[i];
	}
	return -1;
}

static struct item *add_item(struct menu *menu)
{
	struct item *item = &menu->item[menu->count];

	if (menu->count == ITEMS_MAX)
		return NULL;
	memset(item, 0, sizeof(*item));
	item->parent = parent_of(menu);
	menu->count++;
	return item;
}

/* menuentry 'TITLE' --class ... $menuentry_id_option 'ID' { */
static void read_head(struct menu *menu, const char *at, bool submenu)
{
	struct item *item = add_item(menu);
	char *word;

	if (!item)
		return;
	item->submenu = submenu;
	item->title = next_word(&at);
	while ((word = next_word(&at))) {
		bool id = !strcmp(word, "--id") || !strcmp(word, "$menuentry_id_option") ||
			  !strcmp(word, "${menuentry_id_option}");

		free(word);
		if (id && !item->id)
			item->id = next_word(&at);
	}
}

/* The entries that the command blscfg puts into the menu. */
static void add_entries(struct menu *menu)
{
	struct entries *entries = entries_read(menu->root, true);

	for (unsigned int i = 0; entries && i < entries->count; i++) {
		struct item *item = add_item(menu);

		if (!item)
			break;
		item->id = strdup(entries->entry[i].name);
		item->line = entries_options(menu->root, &entries->entry[i], &menu->vars);
	}
	free(entries);
}

static void read_set(struct menu *menu, const char *at)
{
	char *word = next_word(&at);
	struct token name;
	const char *value;

	if (!word)
		return;
	name = vars_name(word);
	value = word + name.length + 1;
	if (!name.length || word[name.length] != '=') {
		free(word);
		return;
	}
	if (!token_is(name, "default")) {
		/* The block of the disk is loaded first, and a menu gives only what is missing there. */
		if (!vars_get(&menu->vars, name))
			vars_set(&menu->vars, name, value, false);
	} else if (strstr(value, "next_entry")) {
		menu->once = true;
	} else {
		free(menu->chosen);
		menu->chosen = strdup(value);
	}
	free(word);
}

static void read_linux(struct menu *menu, const char *at)
{
	int parent = parent_of(menu);
	struct item *item = parent >= 0 ? &menu->item[parent] : add_item(menu);
	char *kernel = next_word(&at);

	if (item && kernel && !item->line)
		item->line = kernel_line(&menu->vars, at);
	free(kernel);
}

static void open_block(struct menu *menu, const char *line, bool head)
{
	size_t length = strcspn(line, "\r\n");

	while (length && strchr(" \t", line[length - 1]))
		length--;
	if (!length || line[length - 1] != '{')
		return;
	if (menu->depth < DEPTH_MAX)
		menu->open[menu->depth] = head ? menu->count - 1 : -1;
	menu->depth += menu->depth < DEPTH_MAX;
}

static void read_line(struct menu *menu, const char *line)
{
	const char *at = line + strspn(line, " \t");
	size_t length = strcspn(at, " \t\r\n");
	struct token word = {at, length};
	bool head = token_is(word, "menuentry") || token_is(word, "submenu");

	at += length;
	if (head)
		read_head(menu, at, token_is(word, "submenu"));
	else if (token_is(word, "set"))
		read_set(menu, at);
	else if (token_is(word, "linux") || token_is(word, "linux16") || token_is(word, "linuxefi"))
		read_linux(menu, at);
	else if (token_is(word, "blscfg"))
		add_entries(menu);
	else if (token_is(word, "}") && menu->depth)
		menu->depth--;
	if (!token_begins_name(word, "#"))
		open_block(menu, line, head);
}

static void read_menu(struct menu *menu, const char *text)
{
	/* Variables may be set behind the entries that use them. */
	for (const char *line = text; *line; line = shell_next_line(line)) {
		const char *at = line + strspn(line, " \t");

		if (!strncmp(at, "set ", 4))
			read_set(menu, at + 4);
	}
	for (const char *line = text; *line; line = shell_next_line(line))
		read_line(menu, line);
}

/* The item of a submenu that a part of the default names; by number, ID or title. */
static int find_item(const struct menu *menu, int parent, struct token name)
{
	bool number = name.length && strspn(name.text, "0123456789") >= name.length;
	long wanted = number ? strtol(name.text, NULL, 10) : -1;

	for (int i = 0; i < menu->count; i++) {
		const struct item *item = &menu->item[i];

		if (item->parent != parent)
			continue;
		if (number ? !wanted--
			   : (item->id && token_is(name, item->id)) ||
					(item->title && token_is(name, item->title)))
			return i;
	}
	return -1;
}

static int find_first(const struct menu *menu, int parent)
{
	return find_item(menu, parent, token_of("0"));
}

/* The item that boots: what is named, in submenus as 'A>B'; the first where it is not there. */
static int find_default(const struct menu *menu, const char *name)
{
	int at = -1;

	while (*name) {
		size_t length = strcspn(name, ">");
		int next = find_item(menu, at, (struct token){name, length});

		if (next < 0)
			break;
		at = next;
		name += length + (name[length] == '>');
	}
	if (at < 0 || *name)
		at = find_first(menu, -1);
	while (at >= 0 && menu->item[at].submenu)
		at = find_first(menu, at);
	return at;
}

static void take(struct menu *menu, struct bootcfg *cfg)
{
	const char *once = menu->once ? vars_get(&menu->vars, token_of("next_entry")) : NULL;
	char *name = vars_expand(&menu->vars, token_of(menu->chosen ? menu->chosen : "0"));
	int at = find_default(menu, once && *once ? once : name ? name : "0");
	struct item *item = at < 0 ? NULL : &menu->item[at];

	free(name);
	if (item)
		snprintf(cfg->entry, sizeof(cfg->entry), "%s",
			item->title ? item->title
			: item->id  ? item->id
				    : "");
	if (item && item->line) {
		cfg->next = item->line;
		item->line = NULL;
	} else if (item) {
		snprintf(cfg->why, sizeof(cfg->why),
			"entry '%s' boots next, and it has no line with a kernel", cfg->entry);
	} else {
		snprintf(cfg->why, sizeof(cfg->why), "/%s has no entry", cfg->menu);
	}
}

static void free_menu(struct menu *menu)
{
	for (int i = 0; i < menu->count; i++) {
		free(menu->item[i].title);
		free(menu->item[i].id);
		free(menu->item[i].line);
	}
	vars_free(&menu->vars);
	free(menu->chosen);
	free(menu);
}

/* A file beside the menu or where one would be; the name of what was read goes to path. */
static char *read_place(int root, const char *name, char *path, size_t size, int *error)
{
	*error = 0;
	for (const char *const *place = places; *place; place++) {
		char *text;

		snprintf(path, size, "%s/%s", *place, name);
		text = files_read(root, path, error);
		if (text || *error != -ENOENT)
			return text;
	}
	return NULL;
}

void grub_menu_read(int root, struct bootcfg *cfg)
{
	struct menu *menu = calloc(1, sizeof(*menu));
	char path[64];
	char *block;
	char *text;
	int error;

	if (!menu)
		return;
	menu->root = root;
	block = read_place(root, "grubenv", path, sizeof(path), &error);
	if (block)
		read_block(menu, block);
	text = read_place(root, "grub.cfg", cfg->menu, sizeof(cfg->menu), &error);
	if (text) {
		read_menu(menu, text);
	} else if (error == -ENOENT) {
		/* Entries all the same, as grubby sees them. */
		*cfg->menu = '\0';
		menu->chosen = strdup("${saved_entry}");
		add_entries(menu);
	}
	cfg->denied = error == -EACCES;
	if (text || menu->count)
		take(menu, cfg);
	else
		snprintf(cfg->why, sizeof(cfg->why), "/%s: %s", *cfg->menu ? cfg->menu : "boot/grub/grub.cfg",
			errno_text(error));
	free(block);
	free(text);
	free_menu(menu);
}
