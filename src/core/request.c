/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/request.h"
#include "core/cmdline.h"
#include "core/text.h"

#include <string.h>

/* A list being read: what is common to gpupt.slots, gpupt.keep and vfio-pci.ids. */
struct list {
	const char *name;
	enum note_code bad;
	unsigned int *count;
};

char *request_quote(char buf[QUOTE_MAX + 1], const char *name, const char *text)
{
	text_print(buf, QUOTE_MAX + 1, "%s=%s", name, text);
	return buf;
}

static void note_bad(struct notes *notes, enum note_code code, const char *name, struct token token,
	const char *wrong)
{
	char subject[QUOTE_MAX + 1];
	char quoted[QUOTE_MAX + 1];

	request_quote(subject, name, note_quote(quoted, token.text, token.length));
	note_add(notes, code, subject, "%s: '%s' cannot be understood: %s", name, quoted, wrong);
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
	static const char expected[] =
		"expected vendor:device[:subvendor[:subdevice[:class:class_mask]]]";
	uint32_t *const field[] = {&id->vendor, &id->device, &id->subvendor, &id->subdevice,
		&id->class, &id->class_mask};
	struct token rest = {text, length};
	int n = 0;

	id->subvendor = id->subdevice = ID_ANY;
	id->class = id->class_mask = 0;
	for (;;) {
		if (n == 6)
			return expected;
		if (!id_field(&rest, field[n++]))
			return "expected hexadecimal numbers of at most 32 bits, with : between them";
		if (!rest.length)
			break;
		if (*rest.text != ':')
			return expected;
		rest.text++;
		rest.length--;
	}
	if (n < 2)
		return "expected vendor:device";
	return n == 5 ? "expected a class_mask behind the class" : NULL;
}

/* Room for one more entry, or NULL and a note. */
static struct entry *list_room(const struct list *list, struct entry *free, struct token item,
	struct request *request, struct notes *notes)
{
	char subject[QUOTE_MAX + 1];

	note_quote(free->text, item.text, item.length);
	free->order = request->orders++;
	if (*list->count < REQUEST_ENTRIES)
		return free;
	note_add(notes, NOTE_TOO_MANY, request_quote(subject, list->name, free->text),
		"%s: '%s' is one entry too many: at most %d fit in a list", list->name, free->text,
		REQUEST_ENTRIES);
	return NULL;
}

/* Adds one item; false if it cannot be understood or does not fit. */
static bool add_slot(const struct list *list, struct slot_entry *entries, struct token item,
	struct request *request, struct notes *notes)
{
	struct slot_entry new;
	const char *wrong = pci_slot_parse(item.text, item.length, &new.slot);

	if (wrong) {
		note_bad(notes, list->bad, list->name, item, wrong);
		return false;
	}
	if (!list_room(list, &new.entry, item, request, notes))
		return false;
	entries[(*list->count)++] = new;
	return true;
}

static bool add_id(const struct list *list, struct token item, struct request *request,
	struct notes *notes)
{
	struct id_entry new;
	const char *wrong = request_parse_id(item.text, item.length, &new);

	if (wrong) {
		note_bad(notes, list->bad, list->name, item, wrong);
		return false;
	}
	if (!list_room(list, &new.entry, item, request, notes))
		return false;
	request->id[(*list->count)++] = new;
	return true;
}

/* Every item of one value; entries is NULL for IDs. False if any was bad or one too many. */
static bool read_list(const struct list *list, struct slot_entry *entries, const struct param *param,
	struct request *request, struct notes *notes)
{
	struct token rest = param->value;
	struct token item;
	bool empty = true;
	bool sound = true;

	while (param->has_value && token_next_item(&rest, &item)) {
		if (!item.length)
			continue;
		empty = false;
		if (!(entries ? add_slot(list, entries, item, request, notes)
			      : add_id(list, item, request, notes)))
			sound = false;
	}
	if (!empty)
		return sound;
	note_bad(notes, list->bad, list->name, param->value,
		entries ? "expected a list such as 02:00,03:00.1" : "expected a list such as 10de:2204");
	return false;
}

/* Which of the words, or -1 and a note; expected lists them as "expected A, B or C". */
static int read_word(const char *name, const struct param *param, const char *const words[3],
	const char *expected, struct notes *notes)
{
	for (int i = 0; i < 3 && words[i]; i++) {
		if (param->has_value && token_is(param->value, words[i]))
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

static void read_driver(const struct param *param, struct request *request, struct notes *notes)
{
	struct token value = param->value;

	if (!token_is_module(value, DRIVER_NAME)) {
		note_bad(notes, NOTE_BAD_VALUE, "gpupt.driver", param->value,
			"expected auto, vfio-pci, pci-stub or a VFIO variant driver");
		return;
	}
	if (request->drivers == REQUEST_DRIVERS) {
		note_add(notes, NOTE_TOO_MANY, "gpupt.driver", "gpupt.driver: given more than %d times",
			REQUEST_DRIVERS);
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
	const struct list list = {"gpupt.slots", NOTE_BAD_SLOT, &request->slots};

	request->asked = true;
	if (!read_list(&list, request->slot, param, request, notes))
		request->slots_unsound = true;
}

static void read_keep(const struct param *param, struct request *request, struct notes *notes)
{
	const struct list list = {"gpupt.keep", NOTE_BAD_SLOT, &request->keeps};

	if (!read_list(&list, request->keep, param, request, notes))
		request->guard_unreadable = true;
}

static void read_ids(const struct param *param, struct request *request, struct notes *notes)
{
	const struct list list = {"vfio-pci.ids", NOTE_BAD_ID, &request->ids};

	request->asked = true;
	read_list(&list, NULL, param, request, notes);
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

	memset(request, 0, sizeof(*request));
	request->timeout = 10;
	request->noiommu = -1;
	while (cmdline_next(&cmdline, &param)) {
		char name[QUOTE_MAX + 1];

		if (read_param(&param, request, notes) || !token_begins_name(param.name, "gpupt."))
			continue;
		note_quote(name, param.name.text, param.name.length);
		note_add(notes, NOTE_UNKNOWN_PARAMETER, name,
			"'%s' is not a parameter of gpupt and does nothing; see gpupt.cmdline(7)", name);
	}
}
