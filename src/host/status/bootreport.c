/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/status/bootreport.h"
#include "core/report.h"
#include "core/sysfs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#define REPORT_MAX (1u << 20) /* 512 functions and 128 notes take less than half of it */

/* A member that is a string, or null where that is allowed; false if it is not or too long. */
static bool text(struct json_object *from, const char *name, char *buf, size_t size, bool may_be_null)
{
	struct json_object *member;
	const char *value;

	if (!json_object_object_get_ex(from, name, &member))
		return false;
	buf[0] = '\0';
	if (!member)
		return may_be_null;
	if (!json_object_is_type(member, json_type_string))
		return false;
	value = json_object_get_string(member);
	if (strlen(value) >= size)
		return false;
	strcpy(buf, value);
	return true;
}

static bool id_pair(struct json_object *from, const char *name, uint16_t *first, uint16_t *second)
{
	char buf[16];
	int used = 0;

	return text(from, name, buf, sizeof(buf), false) &&
	       sscanf(buf, "%4hx:%4hx%n", first, second, &used) == 2 && !buf[used];
}

static bool class_code(struct json_object *from, uint32_t *class)
{
	char buf[16];
	int used = 0;

	return text(from, "class", buf, sizeof(buf), false) && sscanf(buf, "%6x%n", class, &used) == 1 &&
	       !buf[used];
}

static bool group_number(struct json_object *from, int *group)
{
	struct json_object *member;

	if (!json_object_object_get_ex(from, "group", &member))
		return false;
	*group = -1;
	if (!member)
		return true;
	*group = json_object_get_int(member);
	return json_object_is_type(member, json_type_int) && *group >= 0;
}

static bool read_claim(struct json_object *from, struct boot_claim *claim)
{
	char address[PCI_ADDR_TEXT];
	struct json_object *boot_vga;

	if (!json_object_is_type(from, json_type_object) ||
		!text(from, "address", address, sizeof(address), false) ||
		pci_addr_parse(address, &claim->addr))
		return false;
	if (json_object_object_get_ex(from, "boot_vga", &boot_vga))
		claim->boot_vga = json_object_get_boolean(boot_vga);
	return text(from, "path", claim->path, sizeof(claim->path), false) &&
	       id_pair(from, "id", &claim->ids.vendor, &claim->ids.device) &&
	       id_pair(from, "subsystem", &claim->ids.subvendor, &claim->ids.subdevice) &&
	       class_code(from, &claim->class) && group_number(from, &claim->group) &&
	       text(from, "driver_before", claim->driver_before, sizeof(claim->driver_before), true) &&
	       text(from, "driver", claim->driver, sizeof(claim->driver), false) &&
	       text(from, "by", claim->by, sizeof(claim->by), false) &&
	       text(from, "why", claim->why, sizeof(claim->why), false) &&
	       text(from, "state", claim->state, sizeof(claim->state), false) &&
	       text(from, "reason", claim->reason, sizeof(claim->reason), true);
}

static bool read_note(struct json_object *from, struct boot_note *note)
{
	char level[16];

	if (!json_object_is_type(from, json_type_object) || !text(from, "level", level, sizeof(level), false))
		return false;
	note->is_error = !strcmp(level, "error");
	return text(from, "code", note->code, sizeof(note->code), false) &&
	       text(from, "subject", note->subject, sizeof(note->subject), false) &&
	       text(from, "text", note->text, sizeof(note->text), false);
}

/* A member that is an array: its length, and room for that many elements in *room. */
static bool array(struct json_object *from, const char *name, size_t size, struct json_object **member,
	unsigned int *count, void **room)
{
	if (!json_object_object_get_ex(from, name, member) || !json_object_is_type(*member, json_type_array))
		return false;
	*count = (unsigned int)json_object_array_length(*member);
	*room = calloc(*count ? *count : 1, size);
	return *room != NULL;
}

static const char *read_lists(struct json_object *from, struct boot_report *report)
{
	struct json_object *claims;
	struct json_object *notes;

	if (!array(from, "claims", sizeof(report->claim[0]), &claims, &report->claims,
		    (void **)&report->claim) ||
		!array(from, "notes", sizeof(report->note[0]), &notes, &report->notes,
			(void **)&report->note))
		return "it has no list of claims and notes";
	for (unsigned int i = 0; i < report->claims; i++) {
		if (!read_claim(json_object_array_get_idx(claims, i), &report->claim[i]))
			return "one of its claims cannot be understood";
	}
	for (unsigned int i = 0; i < report->notes; i++) {
		if (!read_note(json_object_array_get_idx(notes, i), &report->note[i]))
			return "one of its notes cannot be understood";
	}
	return NULL;
}

static long long elapsed(struct json_object *from)
{
	struct json_object *member;

	if (!json_object_object_get_ex(from, "elapsed_us", &member) ||
		!json_object_is_type(member, json_type_int) || json_object_get_int64(member) < 0)
		return -1;
	return json_object_get_int64(member);
}

static const char *read_report(struct json_object *from, struct boot_report *report)
{
	struct json_object *format;
	char mode[16];

	if (!json_object_is_type(from, json_type_object) ||
		!json_object_object_get_ex(from, "format", &format))
		return "it is not a report of gpupt";
	if (!json_object_is_type(format, json_type_int) || json_object_get_int(format) != 1)
		return "it is in a format of another version of gpupt";
	if (!text(from, "mode", mode, sizeof(mode), false) ||
		!text(from, "result", report->result, sizeof(report->result), false))
		return "it has no mode or result";
	report->is_plan = !strcmp(mode, "plan");
	report->elapsed_us = elapsed(from);
	return read_lists(from, report);
}

const char *bootreport_read(const struct host *host, struct boot_report *report, bool *missing)
{
	char *content = malloc(REPORT_MAX);
	struct json_object *from;
	const char *wrong;
	long length = content ? sysfs_read_file(host->root, REPORT_FILE, content, REPORT_MAX) : -ENOMEM;

	memset(report, 0, sizeof(*report));
	*missing = length == -ENOENT;
	if (length < 0) {
		free(content);
		return *missing ? "there is none" : errno_text((int)length);
	}
	from = strlen(content) == (size_t)length ? json_tokener_parse(content) : NULL;
	free(content);
	if (!from)
		return "it is not JSON";
	wrong = read_report(from, report);
	json_object_put(from);
	if (wrong)
		bootreport_free(report);
	return wrong;
}

void bootreport_free(struct boot_report *report)
{
	free(report->claim);
	free(report->note);
	memset(report, 0, sizeof(*report));
}

bool bootreport_claimed(const struct boot_report *report, const struct boot_claim *claim)
{
	return !report->is_plan && !strcmp(claim->state, "claimed");
}
