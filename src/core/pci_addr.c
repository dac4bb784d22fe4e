/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/pci_addr.h"
#include "core/text.h"

#include <string.h>

/* What is left of a text that need not be terminated. */
struct cursor {
	const char *at;
	const char *end;
};

static const char *const what_slot = "expected [DOMAIN:]BUS:DEV[.FN] or a path such as 00:05.0/00.0";
static const char *const what_ids = "expected @VENDOR:DEVICE or @VENDOR:DEVICE:SUBVENDOR:SUBDEVICE";

/* 1 to max hex digits; returns how many there were, 0 if none or more than max. */
static int hex(struct cursor *cur, int max, uint32_t *value)
{
	int digits = 0;

	*value = 0;
	while (cur->at < cur->end && text_hex_digit(*cur->at) >= 0) {
		if (++digits > max)
			return 0;
		*value = *value << 4 | (uint32_t)text_hex_digit(*cur->at++);
	}
	return digits;
}

static bool skip(struct cursor *cur, char c)
{
	if (cur->at >= cur->end || *cur->at != c)
		return false;
	cur->at++;
	return true;
}

static bool dev_number(struct cursor *cur, uint8_t *dev)
{
	uint32_t value;

	if (!hex(cur, 2, &value) || value > 0x1f)
		return false;
	*dev = (uint8_t)value;
	return true;
}

/* [DOMAIN:]BUS: */
static bool domain_and_bus(struct cursor *cur, struct pci_addr *addr)
{
	uint32_t first;
	uint32_t second;
	struct cursor ahead;
	int digits = hex(cur, 8, &first);

	if (!digits || !skip(cur, ':'))
		return false;
	ahead = *cur;
	addr->domain = 0;
	if (hex(&ahead, 2, &second) && skip(&ahead, ':')) {
		*cur = ahead;
		addr->domain = first;
		first = second;
		digits = 2;
	}
	addr->bus = (uint8_t)first;
	return digits <= 2;
}

static const char *parse_ids(struct cursor *cur, struct pci_slot *slot)
{
	uint16_t *const field[] = {
		&slot->ids.vendor, &slot->ids.device, &slot->ids.subvendor, &slot->ids.subdevice};
	int n = 0;

	do {
		uint32_t value;

		if (n == 4 || !hex(cur, 4, &value))
			return what_ids;
		*field[n++] = (uint16_t)value;
	} while (skip(cur, ':'));
	if (cur->at != cur->end || n % 2)
		return what_ids;
	slot->has_ids = true;
	slot->has_subsystem = n == 4;
	return NULL;
}

/*
 * DEV[.FN] or DEV.*, written to dev and fn. Where no single function was named, the slot says so:
 * then nothing but the IDs may follow.
 */
static const char *parse_devfn(struct cursor *cur, uint8_t *dev, uint8_t *fn, struct pci_slot *slot)
{
	uint32_t value;

	slot->all_functions = slot->card = false;
	*dev = 0;
	*fn = 0;
	if (!dev_number(cur, dev))
		return "expected a device number from 00 to 1f";
	if (!skip(cur, '.')) {
		slot->all_functions = slot->card = true;
		return NULL;
	}
	if (skip(cur, '*')) {
		slot->all_functions = true;
		return NULL;
	}
	if (!hex(cur, 1, &value) || value > 7)
		return "expected a function number from 0 to 7, or .*";
	*fn = (uint8_t)value;
	return NULL;
}

const char *pci_slot_parse(const char *text, size_t length, struct pci_slot *slot)
{
	struct cursor cur = {text, text + length};
	struct pci_path *path = &slot->path;
	const char *wrong;

	memset(slot, 0, sizeof(*slot));
	if (!domain_and_bus(&cur, &path->root))
		return what_slot;
	wrong = parse_devfn(&cur, &path->root.dev, &path->root.fn, slot);
	while (!wrong && skip(&cur, '/')) {
		uint8_t dev;
		uint8_t fn;

		if (slot->all_functions)
			return "expected DEV.FN for each bridge of a path";
		if (path->hops == PCI_DEPTH - 1)
			return "expected a path of at most 24 functions";
		wrong = parse_devfn(&cur, &dev, &fn, slot);
		path->devfn[path->hops++] = (uint8_t)(dev << 3 | fn);
	}
	if (wrong)
		return wrong;
	if (skip(&cur, '@'))
		return parse_ids(&cur, slot);
	return cur.at == cur.end ? NULL : what_slot;
}

const char *pci_addr_parse(const char *text, struct pci_addr *addr)
{
	struct pci_slot slot;
	const char *wrong = pci_slot_parse(text, strlen(text), &slot);

	if (wrong)
		return wrong;
	if (slot.all_functions || slot.path.hops || slot.has_ids)
		return "expected DOMAIN:BUS:DEV.FN";
	*addr = slot.path.root;
	return NULL;
}

char *pci_addr_format(const struct pci_addr *addr, char buf[PCI_ADDR_TEXT])
{
	text_print(buf, PCI_ADDR_TEXT, "%04x:%02x:%02x.%x", (unsigned int)addr->domain, addr->bus,
		addr->dev & 0x1fu, addr->fn & 7u);
	return buf;
}

char *pci_path_format(const struct pci_path *path, char buf[PCI_PATH_TEXT])
{
	size_t used;

	pci_addr_format(&path->root, buf);
	used = strlen(buf);
	for (int i = 0; i < path->hops && i < PCI_DEPTH; i++) {
		text_print(buf + used, PCI_PATH_TEXT - used, "/%02x.%x", path->devfn[i] >> 3u,
			path->devfn[i] & 7u);
		used += 5;
	}
	return buf;
}

bool pci_slot_has_ids(const struct pci_slot *slot, const struct pci_ids *ids)
{
	return !memcmp(&slot->ids, ids, slot->has_subsystem ? sizeof(*ids) : 2 * sizeof(ids->vendor));
}

int pci_addr_compare(const struct pci_addr *a, const struct pci_addr *b)
{
	if (a->domain != b->domain)
		return a->domain < b->domain ? -1 : 1;
	if (a->bus != b->bus)
		return a->bus < b->bus ? -1 : 1;
	if (a->dev != b->dev)
		return a->dev < b->dev ? -1 : 1;
	return (a->fn > b->fn) - (a->fn < b->fn);
}

bool pci_addr_same_slot(const struct pci_addr *a, const struct pci_addr *b)
{
	return a->domain == b->domain && a->bus == b->bus && a->dev == b->dev;
}

/* The next component of a path in sysfs, copied, cut if it is no address; false at the end. */
static bool component(const char **link, char buf[PCI_ADDR_TEXT])
{
	size_t used = 0;

	while (**link == '/')
		(*link)++;
	for (; **link && **link != '/'; (*link)++) {
		if (used < PCI_ADDR_TEXT - 1)
			buf[used++] = **link;
	}
	buf[used] = '\0';
	return used;
}

struct pci_walk pci_walk_start(const char *link)
{
	struct pci_walk walk = {link, 0, -1, {0, 0, 0, 0}};

	return walk;
}

bool pci_walk_next(struct pci_walk *walk)
{
	char name[PCI_ADDR_TEXT];

	while (component(&walk->link, name)) {
		if (!strncmp(name, "pci", 3) && strchr(name, ':')) {
			walk->roots++;
			walk->depth = -1;
		} else if (walk->roots && !pci_addr_parse(name, &walk->addr)) {
			walk->depth++;
			return true;
		}
	}
	return false;
}

void pci_place_from_link(const char *link, struct pci_place *place)
{
	struct pci_walk walk = pci_walk_start(link);
	struct pci_addr above = {0, 0, 0, 0};

	memset(place, 0, sizeof(*place));
	while (pci_walk_next(&walk)) {
		place->has_path = walk.depth < PCI_DEPTH;
		if (!walk.depth)
			place->path.root = walk.addr;
		else if (place->has_path)
			place->path.devfn[walk.depth - 1] = (uint8_t)(walk.addr.dev << 3 | walk.addr.fn);
		place->path.hops = (uint8_t)walk.depth;
		if (walk.depth >= 2)
			place->upstream = above;
		above = place->last;
		place->last = walk.addr;
	}
	place->has_path &= walk.depth >= 0;
	place->has_upstream = walk.depth >= 3;
	place->has_own_domain = walk.roots > 1;
}

bool pci_path_from_link(const char *link, struct pci_path *path)
{
	struct pci_place place;

	pci_place_from_link(link, &place);
	*path = place.path;
	return place.has_path;
}

bool pci_class_needs_id(uint32_t class)
{
	unsigned int base = pci_base(class);

	return base == 0x01 || base == 0x02 || class >> 8 == 0x0c04 || class >> 8 == 0x0c06;
}

bool pci_class_stays(uint32_t class)
{
	unsigned int base = pci_base(class);

	return pci_class_needs_id(class) || base == 0x05 || base == 0x07 || base == 0x08 ||
	       pci_is_other_bridge(class) || class >> 8 == 0x0c07;
}

bool pci_class_is_of_card(uint32_t class)
{
	unsigned int base = pci_base(class);

	return base == 0x03 || base == 0x04 || pci_is_usb(class) || class >> 8 == 0x0c80;
}

bool pci_class_is_bridge(uint32_t class)
{
	switch (class >> 8) {
	case 0x0600: /* host */
	case 0x0601: /* ISA */
	case 0x0604: /* PCI to PCI */
	case 0x0605: /* PCMCIA */
	case 0x0607: /* CardBus */
	case 0x0609: /* semi-transparent PCI to PCI */
		return true;
	default:
		return false;
	}
}
