/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any small machine and any request about it, for the harnesses of the plan. What a list entry
 * names or matches is any set of functions, also such as inventory_read would never make.
 *
 * Simplified, because CBMC takes minutes for what follows from text: names of drivers and modules
 * are told apart by their first letter (none, vfio-pci, pci-stub, the variant m, the host's h, and
 * auto); the texts of notes are left out, and which notes there were is kept; static structs
 * are zero when the core is called, so its memset has nothing to do.
 */
#ifndef PLANNING_H
#define PLANNING_H

/* Small limits, and room for the first letters of names. */
#define INVENTORY_FUNCTIONS FUNCTIONS
#define CLAIMS_MAX FUNCTIONS
#define REQUEST_ENTRIES ENTRIES
#define REQUEST_DRIVERS 1
#define INVENTORY_VARIANTS 1
#define PLAN_TARGETS 3
#define DRIVER_NAME 2
#define OVERRIDE_TEXT 2
#define QUOTE_MAX 1
#define NOTE_TEXT 1
#define NOTES_MAX 1
#define TABLE_MAX 1
#define PCI_DEPTH 2

#include "proof.h"
/* Of it only whether an @ID holds; before the names below mean something else. */
#include "core/inventory_slot.c"

/* Of all IDs, or of vendor and device. */
static int compare_ids(const struct pci_ids *a, const struct pci_ids *b, size_t size)
{
	return a->vendor != b->vendor || a->device != b->device ||
	       (size == sizeof(*a) && (a->subvendor != b->subvendor || a->subdevice != b->subdevice));
}

#define memcmp(a, b, size) compare_ids(a, b, size)
#include "core/pci_addr.c"

static int compare_names(const char *a, const char *b)
{
	return a[0] - b[0];
}

static void copy_name(char *to, const char *from)
{
	to[0] = from[0];
	to[1] = '\0';
}

#define strcmp(a, b) compare_names(a, b)
#define strcpy(to, from) copy_name(to, from)
#define memcpy(to, from, size) copy_name(to, from)
#define memset(to, byte, size) ((void)0)
#define strlen(name) 1
#define strnlen(name, max) 1

#include "core/claim.c"
#include "core/planner.c"
#include "core/plan_ids.c"
#include "core/plan.c"

static struct request request;
static struct inventory inventory;
static struct table table;
static struct notes notes;
static struct plan plan;
static unsigned int noted; /* a bit for each code */
static bool variant_brings_display;

bool token_is(struct token token, const char *text)
{
	return token.text[0] == text[0];
}

bool token_is_name(struct token token, const char *name)
{
	return token.text[0] == name[0];
}

struct token token_of(const char *text)
{
	struct token token = {text, 1};

	return token;
}

bool table_is_plain(struct token name)
{
	return name.text[0] == 'v' || name.text[0] == 'p';
}

void note_add(struct notes *notes, enum note_code code, const char *subject, const char *text)
{
	noted |= 1u << code;
}

void note_error(struct notes *notes, enum note_code code, const char *subject, const char *text, int error)
{
	noted |= 1u << code;
}

void request_note(
	struct notes *notes, enum note_code code, const char *name, const char *value, const char *text)
{
	noted |= 1u << code;
}

char *note_quote(char *quoted, const char *token, size_t length)
{
	return quoted;
}

/* As in core/function.c, without a look into names that are one letter. */
bool function_has_guest_driver(const struct function *function)
{
	const char *driver = function->driver;

	return driver[0] && (table_is_plain(token_of(driver)) || function->has_vfio_driver);
}

const char *const request_drivers = "";

const struct function *inventory_at(const struct inventory *inventory, const struct pci_addr *addr)
{
	for (unsigned int i = 0; i < inventory->count; i++) {
		if (!pci_addr_compare(&inventory->function[i].addr, addr))
			return &inventory->function[i];
	}
	return NULL;
}

/* A table that has one variant, for every second device. */
bool table_has_variant(const struct table *table, const char *name, struct token *module)
{
	module->text = "m";
	module->length = 1;
	return name[0] == 'm';
}

bool table_best_module(
	const struct table *table, const struct pci_ids *ids, uint32_t class, struct token *module)
{
	return (ids->subdevice & 1) && table_has_variant(table, "m", module);
}

bool table_brings_display(const struct table *table, struct token module)
{
	return variant_brings_display;
}

bool table_next(const struct table *table, size_t *at, struct table_record *record)
{
	return false;
}

static void any_driver(char *name)
{
	name[0] = (char)nondet_u8();
	ASSUME(!name[0] || name[0] == 'v' || name[0] == 'p' || name[0] == 'm' || name[0] == 'h' ||
		name[0] == 'a');
}

static uint64_t any_bits(unsigned int count)
{
	uint64_t bits = nondet_u64();

	ASSUME(!(bits >> count));
	return bits;
}

static void any_function(struct function *function)
{
	function->addr.bus = nondet_u8();
	function->addr.fn = nondet_u8();
	ASSUME(function->addr.bus < INVENTORY_FUNCTIONS && function->addr.fn < 8);
	function->kept = nondet_bool();
	function->is_bridge = nondet_bool();
	function->is_virtual = nondet_bool();
	function->subject = nondet_bool();
	function->error = nondet_int();
	function->group = nondet_int();
	ASSUME(function->group >= -1 && function->group < INVENTORY_FUNCTIONS);
	function->class = nondet_uint();
	ASSUME(function->class <= 0xffffff);
	function->named = any_bits(request.slots);
	function->matched = any_bits(request.ids);
	function->ids.vendor = nondet_u16();
	function->ids.subdevice = nondet_u16();
	any_driver(function->driver);
	any_driver(function->override);
	function->has_vfio_driver = function->driver[0] == 'm';
}

/* Cards are any sets of functions, each with one that stands for it. */
static void any_cards(void)
{
	for (unsigned int i = 0; i < INVENTORY_FUNCTIONS; i++) {
		inventory.function[i].card = nondet_uint();
		ASSUME(inventory.function[i].card <= i);
		ASSUME(inventory.function[inventory.function[i].card].card == inventory.function[i].card);
	}
}

/* Where each entry leads to, whether or not that is in the inventory; of a whole slot its function 0. */
static void any_places(void)
{
	for (unsigned int i = 0; i < REQUEST_ENTRIES; i++) {
		struct pci_addr *addr = &inventory.slot_addr[i];

		addr->bus = nondet_u8();
		addr->fn = nondet_u8();
		ASSUME(addr->bus < INVENTORY_FUNCTIONS && addr->fn < 8);
		ASSUME(!request.slot[i].slot.all_functions || !addr->fn);
	}
}

static void any_inventory(void)
{
	inventory.error = nondet_int();
	inventory.udev_ran = nondet_bool();
	inventory.groups_are_late = nondet_bool();
	inventory.noiommu = nondet_int();
	inventory.keep_error = nondet_int();
	variant_brings_display = nondet_bool();
	inventory.slots_ambiguous = any_bits(request.slots);
	inventory.slots_overflow = any_bits(request.slots);
	inventory.ids_overflow = any_bits(request.ids);
	inventory.keeps_found = any_bits(request.keeps);
	inventory.keeps_differ = any_bits(request.keeps);
	inventory.variants = nondet_bool();
	inventory.variant[0].module[0] = 'm';
	inventory.variant[0].driver[0] = 'm';
	inventory.count = INVENTORY_FUNCTIONS;
	for (unsigned int i = 0; i < INVENTORY_FUNCTIONS; i++) {
		any_function(&inventory.function[i]);
		ASSUME(!i ||
			pci_addr_compare(&inventory.function[i - 1].addr, &inventory.function[i].addr) < 0);
	}
	any_cards();
	any_places();
}

/* Orders are distinct, and rise in each list. */
static void any_entries(void)
{
	for (unsigned int i = 0; i < REQUEST_ENTRIES; i++) {
		struct pci_slot *slot = &request.slot[i].slot;

		slot->all_functions = nondet_bool();
		slot->has_ids = nondet_bool();
		slot->has_subsystem = nondet_bool();
		slot->ids.vendor = nondet_u16();
		slot->ids.subdevice = nondet_u16();
		request.slot[i].entry.order = nondet_uint();
		request.id[i].entry.order = nondet_uint();
		ASSUME(request.slot[i].entry.order < request.orders);
		ASSUME(request.id[i].entry.order < request.orders);
		ASSUME(!i || request.slot[i - 1].entry.order < request.slot[i].entry.order);
		ASSUME(!i || request.id[i - 1].entry.order < request.id[i].entry.order);
		for (unsigned int j = 0; j <= i; j++)
			ASSUME(request.slot[i].entry.order != request.id[j].entry.order &&
				request.id[i].entry.order != request.slot[j].entry.order);
	}
}

static void any_request(void)
{
	request.asked = true;
	request.slots_given = nondet_bool();
	request.slots_unsound = nondet_bool();
	request.guard_unreadable = nondet_bool();
	request.desktop = nondet_bool();
	request.noiommu = nondet_int();
	request.group = (enum request_group)nondet_uint();
	ASSUME(request.group == GROUP_SLOT || request.group == GROUP_WHOLE || request.group == GROUP_EXACT);
	request.orders = 2 * REQUEST_ENTRIES;
	request.slots = nondet_uint();
	request.ids = nondet_uint();
	request.keeps = nondet_uint();
	ASSUME(request.slots <= REQUEST_ENTRIES && request.ids <= REQUEST_ENTRIES &&
		request.keeps <= REQUEST_ENTRIES);
	ASSUME(request.slots_given || (!request.slots && !request.slots_unsound));
	request.drivers = nondet_bool();
	any_driver(request.driver[0]);
	any_entries();
}

static void any_plan(void)
{
	any_request();
	any_inventory();
	plan_make(&request, &inventory, &table, nondet_bool(), &plan, &notes);
}

static bool is_good(unsigned int i)
{
	return claim_is_good(&plan.claim[i]);
}

static bool is_display(unsigned int i)
{
	uint32_t class = inventory.function[i].class >> 8;

	return !inventory.function[i].error && !inventory.function[i].is_virtual &&
	       (class == 0x0300 || class == 0x0380);
}

static bool guest_holds(unsigned int i)
{
	return function_has_guest_driver(&inventory.function[i]);
}

static inline bool same_card(unsigned int i, unsigned int j)
{
	return inventory.function[i].card == inventory.function[j].card;
}

static inline bool same(unsigned int i, unsigned int j)
{
	return inventory.function[i].addr.bus == inventory.function[j].addr.bus;
}

/* A function of the card of i, or of all if not near, that entries of the list name. */
static inline bool is_named(unsigned int i, uint64_t entries, bool near, bool group)
{
	bool found = false;

	for (unsigned int j = 0; j < INVENTORY_FUNCTIONS; j++)
		found |= (inventory.function[j].named & entries) && (!near || same_card(i, j)) &&
			 (!group || inventory.function[j].group == inventory.function[i].group);
	return found;
}

#endif
