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

/* Which of the words ("A\0B\0C\0"), or -1 and a note. */
static int read_word(const char *name, const struct param *param, const char *words, const char *expected,
	struct notes *notes)
{
	for (int i = 0; *words && param->has_value; i++) {
		if (token_is(param->value, words))
			return i;
		words = text_of(words, 1);
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
	int word = read_word(
		"gpupt.host", param, "headless\0desktop\0", "expected headless or desktop", notes);

	if (word < 0)
		request->guard_unreadable = true;
	else
		request->desktop = word == 1;
}

/* Any value but on and plan means off: who mistypes it wanted less to happen, not more. */
static void read_mode(const struct param *param, struct request *request, struct notes *notes)
{
	int word = read_word("gpupt", param, "on\0off\0plan\0", "expected on, off or plan", notes);

	request->mode = word < 0 ? MODE_OFF : (enum request_mode)word;
}

static void read_group(const struct param *param, struct request *request, struct notes *notes)
{
	int word = read_word(
		"gpupt.group", param, "slot\0whole\0exact\0", "expected slot, whole or exact", notes);

	if (word >= 0)
		request->group = (enum request_group)word;
}

static void read_on_failure(const struct param *param, struct request *request, struct notes *notes)
{
	int word = read_word("gpupt.on_failure", param, "release\0hold\0", "expected release or hold", notes);

	if (word >= 0)
		request->hold = word == 1;
}

static void read_slots(const struct param *param, struct request *request, struct notes *notes)
{
	const struct list list = {"gpupt.slots", NOTE_BAD_SLOT, &request->slots, request->slot};

	request->asked = true;
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

void request_parse(const char *text, size_t length, struct request *request, struct notes *notes)
{
	struct cmdline cmdline = cmdline_start(text, length);
	struct param param;

	memset(request, 0, offsetof(struct request, driver)); /* the lists are long */
	request->timeout = 10;
	request->noiommu = -1;
	while (cmdline_next(&cmdline, &param)) {
		char name[QUOTE_MAX + 1];

		if (read_param(&param, request, notes) || !token_begins_name(param.name, "gpupt."))
			continue;
		note_quote(name, param.name.text, param.name.length);
		note_add(notes, NOTE_UNKNOWN_PARAMETER, name,
			"not a parameter of gpupt; see gpupt.cmdline(7)");
	}
}
