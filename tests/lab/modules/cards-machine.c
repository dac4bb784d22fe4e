// SPDX-License-Identifier: GPL-2.0-or-later
/* Test only: the text of a machine becomes functions. cards.h has the format. */
#include <linux/ctype.h>
#include <linux/slab.h>
#include "cards.h"

#define DEPTH_MAX 16

unsigned int bus_shift;
struct function **functions;
int function_count;

static int read_class(struct function *f, char *value)
{
	return kstrtou32(value, 16, &f->class);
}

static int read_sub(struct function *f, char *value)
{
	if (!strcmp(value, "-"))
		return 0;
	return sscanf(value, "%hx:%hx", &f->subvendor, &f->subdevice) == 2 ? 0 : -EINVAL;
}

static int read_group(struct function *f, char *value)
{
	return kstrtoint(value, 10, &f->group);
}

static int read_header(struct function *f, char *value)
{
	return kstrtou8(value, 16, &f->header);
}

static int read_rev(struct function *f, char *value)
{
	return kstrtou8(value, 16, &f->rev);
}

static int read_type(struct function *f, char *value)
{
	return kstrtou8(value, 16, &f->type);
}

static int read_physfn(struct function *f, char *value)
{
	f->skipped = true;
	return 0;
}

static int read_boot_vga(struct function *f, char *value)
{
	return kstrtobool(value, &f->boot_vga);
}

static int read_caps(struct function *f, char *value)
{
	static const char *const names[] = {"pm", "msi", "exp", "flr", "acs"};
	char *name;
	int i;

	f->caps = 0;
	while ((name = strsep(&value, ","))) {
		i = match_string(names, ARRAY_SIZE(names), name);
		if (i < 0)
			return i;
		f->caps |= 1 << i;
	}
	return 0;
}

static int read_bar(struct function *f, char *value)
{
	static const char *const kinds[] = {"mem32", "mem64", "pref64", "io"};
	static const u8 flags[] = {PCI_BASE_ADDRESS_SPACE_MEMORY, PCI_BASE_ADDRESS_MEM_TYPE_64,
		PCI_BASE_ADDRESS_MEM_TYPE_64 | PCI_BASE_ADDRESS_MEM_PREFETCH, PCI_BASE_ADDRESS_SPACE_IO};
	char *word;
	int kind;

	f->bar_count = 0;
	if (!strcmp(value, "-"))
		return 0;
	while ((word = strsep(&value, ","))) {
		struct bar *bar = &f->bars[f->bar_count];
		char *at = strsep(&word, ":"), *name = strsep(&word, ":");

		if (!word || f->bar_count++ == BARS_MAX || kstrtou8(at, 16, &bar->at))
			return -EINVAL;
		kind = match_string(kinds, ARRAY_SIZE(kinds), name);
		if (kind < 0)
			return kind;
		bar->flags = flags[kind];
		bar->size = memparse(word, NULL);
	}
	return 0;
}

static int read_word(struct function *f, char *value)
{
	char *word;

	while ((word = strsep(&value, ","))) {
		if (f->words == WORDS_MAX ||
			sscanf(word, "%x:%x", &f->word_at[f->words], &f->word_is[f->words]) != 2)
			return -EINVAL;
		f->words++;
	}
	return 0;
}

static int read_fault(struct function *f, char *value)
{
	f->fault = fault_find(value);
	return f->fault ? 0 : -EINVAL;
}

static const struct {
	const char *key;
	int (*read)(struct function *f, char *value);
} keys[] = {
	{"class", read_class},
	{"sub", read_sub},
	{"group", read_group},
	{"header", read_header},
	{"physfn", read_physfn},
	{"boot_vga", read_boot_vga},
	{"rev", read_rev},
	{"type", read_type},
	{"caps", read_caps},
	{"bar", read_bar},
	{"word", read_word},
	{"fault", read_fault},
};

static int read_key(struct function *f, char *word)
{
	char *key = strsep(&word, "=");
	int i;

	for (i = 0; word && i < ARRAY_SIZE(keys); i++)
		if (!strcmp(keys[i].key, key))
			return keys[i].read(f, word);
	return 0;
}

/* A function's line: 0, or 1 for any other line. */
static int read_line(char *line, struct function *f)
{
	unsigned int domain, bus, dev, fn;
	char *word;
	int n = 0;

	line = skip_spaces(line);
	if (sscanf(line, "%x:%x:%x.%x %hx:%hx%n", &domain, &bus, &dev, &fn, &f->vendor, &f->device, &n) < 6 ||
		!n)
		return 1;
	f->domain = domain;
	f->bus = bus ? bus + bus_shift : 0;
	f->devfn = PCI_DEVFN(dev, fn);
	f->group = f->bar_count = -1;
	f->header = 0xff;
	f->type = TYPE_BY_PLACE;
	f->caps = CAP_PM | CAP_MSI | CAP_EXP | CAP_FLR | CAP_ACS_BY_GROUP;
	line += n;
	while ((word = strsep(&line, " \t")))
		if (read_key(f, word)) {
			pr_err("cards: %04x:%02x:%02x.%x: cannot read '%s'\n", domain, bus, dev, fn, word);
			return -EINVAL;
		}
	if (f->header == 0xff)
		f->header = f->class >> 8 == PCI_CLASS_BRIDGE_PCI;
	return 0;
}

/* The bridge above a line: the last one that is less deep. */
static int parent_of(int indent, int *indents, int *above)
{
	int i;

	for (i = 0; i < DEPTH_MAX && above[i] >= 0 && indents[i] < indent; i++)
		;
	if (i == DEPTH_MAX)
		return -2;
	indents[i] = indent;
	above[i] = function_count;
	if (i + 1 < DEPTH_MAX)
		above[i + 1] = -1;
	return i ? above[i - 1] : -1;
}

static int read_lines(char *text)
{
	int indents[DEPTH_MAX], above[DEPTH_MAX] = {-1};
	char *line;

	while ((line = strsep(&text, "\n"))) {
		struct function *f = kvzalloc(sizeof(*f), GFP_KERNEL);
		int indent = strspn(line, " \t"), rc;

		if (!f || function_count == FUNCTIONS_MAX)
			return -ENOMEM;
		rc = read_line(line, f);
		if (rc < 0)
			return rc;
		if (rc) {
			kvfree(f);
			continue;
		}
		f->parent = parent_of(indent, indents, above);
		if (f->parent < -1)
			return -EINVAL;
		/* Below VMD a domain begins: nothing of PCI's is above it. */
		if (f->parent >= 0 && functions[f->parent]->domain != f->domain)
			f->parent = -1;
		functions[function_count++] = f;
	}
	return function_count ? 0 : -ENODEV;
}

/* Bus numbers, and the way to the boot display, as the firmware of that machine left them. */
static void firmware_did(void)
{
	int i, up;

	for (i = 0; i < function_count; i++) {
		struct function *f = functions[i];

		for (up = f->parent; up >= 0; up = functions[up]->parent) {
			struct function *bridge = functions[up];

			if (up == f->parent)
				bridge->secondary = f->bus;
			bridge->subordinate = max(bridge->subordinate, f->bus);
			bridge->boot_vga |= f->boot_vga;
		}
	}
}

/* Has it a child that is a bridge (1), only others (0), or none (-1)? */
static int bridge_below(int i)
{
	int found = -1, c;

	for (c = 0; c < function_count; c++)
		if (functions[c]->parent == i)
			found = max(found, (int)is_bridge(functions[c]));
	return found;
}

static u8 bridge_type(int i)
{
	int parent = functions[i]->parent;
	u8 above = parent < 0 ? 0 : functions[parent]->type;

	if (functions[i]->class & 0xff) /* subtractive: only conventional PCI has that */
		return TYPE_CONVENTIONAL;
	if (parent < 0)
		return PCI_EXP_TYPE_ROOT_PORT;
	switch (above) {
	case PCI_EXP_TYPE_UPSTREAM:
		return PCI_EXP_TYPE_DOWNSTREAM;
	case PCI_EXP_TYPE_PCI_BRIDGE:
	case TYPE_CONVENTIONAL:
		return TYPE_CONVENTIONAL;
	}
	return bridge_below(i) == 0 ? PCI_EXP_TYPE_PCI_BRIDGE : PCI_EXP_TYPE_UPSTREAM;
}

/* Parents come before their children. */
static u8 type_by_place(int i)
{
	struct function *f = functions[i];
	u8 above = f->parent < 0 ? 0 : functions[f->parent]->type;

	if (is_bridge(f))
		return bridge_type(i);
	if (above == PCI_EXP_TYPE_PCI_BRIDGE || above == TYPE_CONVENTIONAL)
		return TYPE_CONVENTIONAL;
	if (f->class >> 8 == PCI_CLASS_DISPLAY_VGA && above)
		return PCI_EXP_TYPE_LEG_END;
	return PCI_EXP_TYPE_ENDPOINT;
}

/*
 * The kernel puts what stands behind a port without ACS into the port's group, and the functions
 * of a slot that have none into one.
 */
static bool shares_group(int i)
{
	struct function *f = functions[i], *other;
	int c;

	for (c = 0; c < function_count; c++) {
		other = functions[c];
		if (c == i || other->group != f->group)
			continue;
		if (is_bridge(f) && other->parent == i)
			return true;
		if (same_bus(f, other) && PCI_SLOT(f->devfn) == PCI_SLOT(other->devfn))
			return true;
	}
	return false;
}

static bool has_siblings(int i)
{
	int c;

	for (c = 0; c < function_count; c++)
		if (c != i && same_bus(functions[c], functions[i]) &&
			PCI_SLOT(functions[c]->devfn) == PCI_SLOT(functions[i]->devfn))
			return true;
	return false;
}

int machine_read(char *text)
{
	int rc, i;

	functions = kcalloc(FUNCTIONS_MAX, sizeof(*functions), GFP_KERNEL);
	if (!functions)
		return -ENOMEM;
	rc = read_lines(text);
	if (rc)
		return rc;
	firmware_did();
	for (i = 0; i < function_count; i++) {
		struct function *f = functions[i];

		f->multifunction = has_siblings(i);
		if (f->type == TYPE_BY_PLACE)
			f->type = type_by_place(i);
		if (f->caps & CAP_ACS_BY_GROUP && f->group >= 0 && !shares_group(i))
			f->caps |= CAP_ACS;
		config_make(f);
		fault_make(f);
	}
	return 0;
}
