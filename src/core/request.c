/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/request.h"
#include "core/cmdline.h"
#include "core/text.h"

#include <stddef.h>
#include <string.h>

/* A list being read: what is common to gpupt.slots, gpupt.keep and vfio-pci.ids. */
struct list {
	const char *name;
	enum note_code bad;
	unsigned int *count;
	struct slot_entry *slot; /* NULL for vfio-pci.ids */
};

char *request_quote(char buf[QUOTE_MAX + 1], const char *name, const char *value)
{
	text_print(buf, QUOTE_MAX + 1, "%s=%s", name, value);
	return buf;
}

void request_note(
	struct notes *notes, enum note_code code, const char *name, const char *value, const char *text)
{
	char subject[QUOTE_MAX + 1];

	note_add(notes, code, request_quote(subject, name, value), text);
}

static void note_bad(
	struct notes *notes, enum note_code code, const char *name, struct token token, const char *wrong)
{
	char quoted[QUOTE_MAX + 1];

	request_note(notes, code, name, note_quote(quoted, token.text, token.length), wrong);
}

/*
 * The kernel's sscanf("%x"): spaces and 0x in front are allowed. False without a digit or above
 * 32 bits.
 */
static bool id_field(struct token *rest, uint32_t *value)
{
	size_t start;
	size_t at = 0;
	uint64_t sum = 0;

	while (at < rest->length && (rest->text[at] == ' ' || rest->text[at] == '\t'))
		at++;
	if (rest->length - at > 2 && rest->text[at] == '0' && (rest->text[at + 1] | 0x20) == 'x')
		at += 2;
	start = at;
	for (; at < rest->length && text_hex_digit(rest->text[at]) >= 0; at++) {
		sum = sum << 4 | (uint64_t)text_hex_digit(rest->text[at]);
		if (sum > ID_ANY)
			return false;
	}
	*value = (uint32_t)sum;
	rest->text += at;
	rest->length -= at;
	return at > start;
}

const char *request_parse_id(const char *text, size_t length, struct id_entry *id)
{
	static const char *const expected =
		"expected vendor:device[:subvendor[:subdevice[:class:class_mask]]], each in hex";
	uint32_t *const field[] = {
		&id->vendor, &id->device, &id->subvendor, &id->subdevice, &id->class, &id->class_mask};
	struct token rest = {text, length};
	int n = 0;

	id->subvendor = id->subdevice = ID_ANY;
	id->class = id->class_mask = 0;
	for (;;) {
		if (n == 6 || !id_field(&rest, field[n++]))
			return expected;
		if (!rest.length)
			break;
		if (*rest.text != ':')
			return expected;
		rest.text++;
		rest.length--;
	}
	if (n < 2)
		return expected;
	return n == 5 ? "expected a class_mask behind the class" : NULL;
}

/* Adds one item; false if it cannot be understood or does not fit. */
static bool add_item(const struct list *list, struct token item, struct request *request, struct notes *notes)
{
	struct slot_entry *slot = list->slot ? list->slot + *list->count : NULL;
	struct id_entry *id = &request->id[*list->count];
	struct entry *entry = list->slot ? &slot->entry : &id->entry;
	const char *wrong = list->slot ? pci_slot_parse(item.text, item.length, &slot->slot)
				       : request_parse_id(item.text, item.length, id);

	note_quote(entry->text, item.text, item.length);
	entry->order = request->orders++;
	if (wrong) {
		request_note(notes, list->bad, list->name, entry->text, wrong);
		return false;
	}
	if (*list->count == REQUEST_ENTRIES) {
		request_note(notes, NOTE_TOO_MANY, list->name, entry->text,
			"at most " NOTE_NUMBER(REQUEST_ENTRIES) " entries fit in a list");
		return false;
	}
	++*list->count;
	return true;
}

/* Every item of one value. False if any was bad or one too many. */
static bool read_list(
	const struct list *list, const struct param *param, struct request *request, struct notes *notes)
{
	struct token rest = param->value;
	struct token item;
	bool empty = true;
	bool sound = true;

	while (param->has_value && token_next_item(&rest, &item)) {
		if (!item.length)
			continue;
		empty = false;
		sound &= add_item(list, item, request, notes);
	}
	if (!empty)
		return sound;
	note_bad(notes, list->bad, list->name, param->value,
		"expected a list such as 02:00,03:00.1 or, of IDs, 10de:2204");
	return false;
}

/* Which of the words, of which there are at most three, or -1 and a note. */
static int read_word(const char *name, const struct param *param, const char *const words[3],
	const char *expected, struct notes *notes)
{
	for (int i = 0; i < 3 && words[i] && param->has_value; i++) {
		if (token_is(param->value, words[i]))
			return i;
	}
	note_bad(notes, NOTE_BAD_VALUE, name, param->value, expected);
	return -1;
}

static void read_timeout(const struct param *param, struct request *request, struct notes *notes)
{
	unsigned int seconds = 0;

	for (size_t i = 0; i < param->value.length && seconds <= 120; i++) {
		unsigned int digit = (unsigned int)(param->value.text[i] - '0');

		seconds = digit > 9 ? 121 : seconds * 10 + digit;
	}
	if (seconds >= 1 && seconds <= 120)
		request->timeout = seconds;
	else
		note_bad(notes, NOTE_BAD_VALUE, "gpupt.timeout", param->value,
			"expected seconds from 1 to 120");
}

const char *const request_drivers =
	"expected auto, vfio-pci, pci-stub or a VFIO variant driver of the module table";

static void read_driver(const struct param *param, struct request *request, struct notes *notes)
{
	struct token value = param->value;

	if (!token_is_module(value, DRIVER_NAME)) {
		note_bad(notes, NOTE_BAD_VALUE, "gpupt.driver", value, request_drivers);
		return;
	}
	if (request->drivers == REQUEST_DRIVERS) {
		note_add(notes, NOTE_TOO_MANY, "gpupt.driver",
			"given more than " NOTE_NUMBER(REQUEST_DRIVERS) " times");
		return;
	}
	memcpy(request->driver[request->drivers], value.text, value.length);
	request->driver[request->drivers++][value.length] = '\0';
}

static void read_host(const struct param *param, struct request *request, struct notes *notes)
{
	static const char *const words[3] = {"headless", "desktop"};
	int word = read_word("gpupt.host", param, words, "expected headless or desktop", notes);

	if (word < 0)
		request->guard_unreadable = true;
	else
		request->desktop = word == 1;
}

/* Any value but on and plan means off: who mistypes it wanted less to happen, not more. */
static void read_mode(const struct param *param, struct request *request, struct notes *notes)
{
	static const char *const words[3] = {"on", "off", "plan"};
	int word = read_word("gpupt", param, words, "expected on, off or plan", notes);

	request->mode = word < 0 ? MODE_OFF : (enum request_mode)word;
}

static void read_group(const struct param *param, struct request *request, struct notes *notes)
{
	static const char *const words[3] = {"slot", "whole", "exact"};
	int word = read_word("gpupt.group", param, words, "expected slot, whole or exact", notes);

	if (word >= 0)
		request->group = (enum request_group)word;
}

static void read_on_failure(const struct param *param, struct request *request, struct notes *notes)
{
	static const char *const words[3] = {"release", "hold"};
	int word = read_word("gpupt.on_failure", param, words, "expected release or hold", notes);

	if (word >= 0)
		request->hold = word == 1;
}

static void read_slots(const struct param *param, struct request *request, struct notes *notes)
{
	const struct list list = {"gpupt.slots", NOTE_BAD_SLOT, &request->slots, request->slot};

	request->asked = true;
	request->slots_given = true;
	if (!read_list(&list, param, request, notes))
		request->slots_unsound = true;
}

static void read_keep(const struct param *param, struct request *request, struct notes *notes)
{
	const struct list list = {"gpupt.keep", NOTE_BAD_SLOT, &request->keeps, request->keep};

	if (!read_list(&list, param, request, notes))
		request->guard_unreadable = true;
}

static void read_ids(const struct param *param, struct request *request, struct notes *notes)
{
	const struct list list = {"vfio-pci.ids", NOTE_BAD_ID, &request->ids, NULL};

	request->asked = true;
	read_list(&list, param, request, notes);
}

static void read_noiommu(const struct param *param, struct request *request, struct notes *notes)
{
	(void)notes;
	request->noiommu = param_is_yes(param);
}

static const struct {
	const char *name;
	void (*read)(const struct param *param, struct request *request, struct notes *notes);
} parameters[] = {
	{"gpupt", read_mode},
	{"gpupt.slots", read_slots},
	{"gpupt.keep", read_keep},
	{"gpupt.group", read_group},
	{"gpupt.host", read_host},
	{"gpupt.driver", read_driver},
	{"gpupt.on_failure", read_on_failure},
	{"gpupt.timeout", read_timeout},
	{"vfio-pci.ids", read_ids},
	{"vfio.enable_unsafe_noiommu_mode", read_noiommu},
};

const char *request_parameter(unsigned int i)
{
	return i < sizeof(parameters) / sizeof(parameters[0]) ? parameters[i].name : NULL;
}

static bool read_param(const struct param *param, struct request *request, struct notes *notes)
{
	for (size_t i = 0; i < sizeof(parameters) / sizeof(parameters[0]); i++) {
		if (token_is_name(param->name, parameters[i].name)) {
			parameters[i].read(param, request, notes);
			return true;
		}
	}
	return false;
}

#define OURS "gpupt"
#define OURS_LENGTH (sizeof(OURS) - 1)

/* How many letters a text has in common with "gpupt" from the front, or from the end. */
static size_t common_front(struct token text)
{
	size_t n = 0;

	while (n < text.length && n < OURS_LENGTH && text.text[n] == OURS[n])
		n++;
	return n;
}

static size_t common_end(struct token text)
{
	size_t n = 0;

	while (n < text.length && n < OURS_LENGTH &&
		text.text[text.length - 1 - n] == OURS[OURS_LENGTH - 1 - n])
		n++;
	return n;
}

/* One letter of "gpupt" is another, is missing or is one too many, or two neighbours are exchanged. */
static bool is_one_slip_away(struct token part)
{
	size_t front = common_front(part);
	size_t end = common_end(part);

	if (part.length == OURS_LENGTH && front + end == OURS_LENGTH - 2)
		return part.text[front] == OURS[front + 1] && part.text[front + 1] == OURS[front];
	if (part.length + 1 == OURS_LENGTH || part.length == OURS_LENGTH)
		return front + end >= OURS_LENGTH - 1;
	return part.length == OURS_LENGTH + 1 && front + end >= OURS_LENGTH;
}

/* How long the rest of one of our names is that stands here, from its dot on; 0: none of ours. */
static size_t our_rest(struct token text)
{
	for (size_t i = 0; i < sizeof(parameters) / sizeof(parameters[0]); i++) {
		const char *rest = parameters[i].name + OURS_LENGTH;

		if (token_begins_name(text, rest) &&
			token_begins_name(token_of(parameters[i].name), OURS "."))
			return strlen(rest);
	}
	return 0;
}

/* Two pieces of "gpupt" that a space or a dot cut apart, if need be in the place of a letter. */
static bool is_cut_in_two(struct token front, struct token end)
{
	size_t length = front.length + end.length;

	return common_front(front) == front.length && common_end(end) == end.length &&
	       length + 1 >= OURS_LENGTH && length <= OURS_LENGTH;
}

/* A name that may have been meant for gpupt; it is none that gpupt knows. */
static bool is_like_ours(struct token name)
{
	const char *dot = memchr(name.text, '.', name.length);
	struct token part = {name.text, dot ? (size_t)(dot - name.text) : name.length};

	if (token_begins_name(name, OURS) || is_one_slip_away(part))
		return true;
	if (dot && is_cut_in_two(part, (struct token){dot + 1, name.length - part.length - 1}))
		return true;
	for (; part.length < name.length; part.length++) {
		struct token rest = {name.text + part.length, name.length - part.length};

		/* A dot may be the slip ("gp.pt.keep"), or a blank have cut the name ("upt.keep"). */
		if (*rest.text == '.' && our_rest(rest) == rest.length)
			return is_one_slip_away(part) || common_end(part) == part.length;
	}
	return false;
}

/* It may have been a guard: nothing is claimed (contract, section 3). */
static void note_unknown(struct token name, const char *text, struct request *request, struct notes *notes)
{
	char quoted[QUOTE_MAX + 1];

	request->guard_unreadable = true;
	note_add(notes, NOTE_UNKNOWN_PARAMETER, note_quote(quoted, name.text, name.length), text);
}

/* With an odd number of quotes one is missing, or one is too many. */
static bool quotes_are_odd(const struct cmdline *cmdline)
{
	bool odd = false;

	for (const char *at = cmdline->at; at < cmdline->end; at++)
		odd ^= *at == '"';
	return odd;
}

/* How much of what ends at end is "gpupt" or one slip from it; 0: nothing. */
static size_t our_front(const char *start, const char *end)
{
	static const size_t lengths[] = {OURS_LENGTH, OURS_LENGTH + 1, OURS_LENGTH - 1};

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct token part = {end - lengths[i], lengths[i]};

		if (lengths[i] <= (size_t)(end - start) && (token_is(part, OURS) || is_one_slip_away(part)))
			return part.length;
	}
	return 0;
}

/*
 * "gpupt.NAME=" as a part of another parameter, so that it is not read: a blank is missing in front of it,
 * an equals sign is the slip ("g=upt.keep="), or, where the quotes are odd, a quote too many makes one
 * parameter of all that follows. In quotes that are even it is a value that somebody meant. Only its name
 * is told: the rest may be a secret.
 */
static void look_inside(const struct param *param, bool odd, struct request *request, struct notes *notes)
{
	const char *start = param->name.text;
	const char *name_end = start + param->name.length;
	const char *end = param->value.length ? param->value.text + param->value.length : name_end;

	for (const char *at = start; at < end; at++) {
		struct token rest = {at, (size_t)(end - at)};
		size_t length = *at == '.' ? our_rest(rest) : 0;
		size_t front;
		char before;
		bool meant;

		if (at + length >= end || at[length] != '=')
			continue;
		front = our_front(start, at);
		before = front && at - front > start ? at[-(long)front - 1] : 'x';
		if (cmdline_is_space(before))
			meant = !odd;
		else
			meant = at <= name_end && before != '"'; /* its own name: that is judged whole */
		if (front && !meant)
			note_unknown((struct token){at - front, front + length},
				"a blank is missing in front of it, or a quote is one too many", request,
				notes);
	}
}

/* What a blank cut off a list of keeps: a word with a colon in it, as every SLOT has one. */
static void look_behind_keep(const struct param *param, struct request *request, struct notes *notes)
{
	if (param->has_value || !memchr(param->name.text, ':', param->name.length))
		return;
	request->guard_unreadable = true;
	note_bad(notes, NOTE_BAD_SLOT, "gpupt.keep", param->name, "a blank cuts it off from its list");
}

void request_parse(const char *text, size_t length, struct request *request, struct notes *notes)
{
	struct cmdline cmdline = cmdline_start(text, length);
	bool odd = quotes_are_odd(&cmdline);
	struct param param;
	struct token word = {"", 0}; /* the one before, if it has no value */
	bool behind_keep = false;

	memset(request, 0, offsetof(struct request, driver)); /* the lists are long */
	request->timeout = 10;
	request->noiommu = -1;
	while (cmdline_next(&cmdline, &param)) {
		if (behind_keep)
			look_behind_keep(&param, request, notes);
		behind_keep = token_is_name(param.name, "gpupt.keep");
		look_inside(&param, odd, request, notes);
		if (!read_param(&param, request, notes) &&
			(is_like_ours(param.name) ||
				(word.length && param.has_value && is_cut_in_two(word, param.name))))
			note_unknown(param.name,
				"not a parameter of gpupt; it may have been a guard, so nothing is claimed",
				request, notes);
		word = param.name;
		if (param.has_value)
			word.length = 0;
	}
}
