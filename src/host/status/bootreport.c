/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/status/bootreport.h"
#include "core/report.h"
#include "core/sysfs.h"
#include "host/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#define DRIVER_TEXT 64
#define REPORT_MAX (1u << 20) /* 512 functions and 128 notes take less than half of it */

/* A member that is a string; "" if it is something else, null or not there. */
static const char *text(struct json_object *from, const char *name)
{
	struct json_object *member;

	if (!json_object_object_get_ex(from, name, &member) || !json_object_is_type(member, json_type_string))
		return "";
	return json_object_get_string(member);
}

static bool id_pair(struct json_object *from, const char *name, uint16_t *first, uint16_t *second)
{
	const char *pair = text(from, name);
	int used = 0;

	return sscanf(pair, "%4hx:%4hx%n", first, second, &used) == 2 && !pair[used];
}

static uint32_t class_code(struct json_object *from)
{
	unsigned int class;

	return sscanf(text(from, "class"), "%6x", &class) == 1 ? class : 0;
}

/* Without address, IDs and state nothing can be said of it, nor of a claim without a driver. */
static bool read_claim(struct json_object *from, struct boot_claim *claim)
{
	claim->class = class_code(from);
	claim->driver = text(from, "driver");
	claim->why = text(from, "why");
	claim->state = text(from, "state");
	claim->reason = text(from, "reason");
	return !pci_addr_parse(text(from, "address"), &claim->addr) && *claim->state &&
	       strlen(claim->driver) < DRIVER_TEXT &&
	       (*claim->driver || strcmp(claim->state, "claimed") != 0) &&
	       id_pair(from, "id", &claim->ids.vendor, &claim->ids.device) &&
	       id_pair(from, "subsystem", &claim->ids.subvendor, &claim->ids.subdevice);
}

static bool read_note(struct json_object *from, struct boot_note *note)
{
	note->is_error = strcmp(text(from, "level"), "warning") != 0;
	note->code = text(from, "code");
	note->subject = text(from, "subject");
	note->text = text(from, "text");
	return *note->code && *note->text;
}

/* A member that is an array, or NULL. */
static struct json_object *array(struct json_object *from, const char *name, unsigned int *count)
{
	struct json_object *member;

	if (!json_object_object_get_ex(from, name, &member) || !json_object_is_type(member, json_type_array))
		return NULL;
	*count = (unsigned int)json_object_array_length(member);
	return member;
}

static const char *read_lists(struct json_object *from, struct boot_report *report)
{
	struct json_object *claims = array(from, "claims", &report->claims);
	struct json_object *notes = array(from, "notes", &report->notes);

	if (!claims || !notes)
		return "it has no list of claims and notes";
	report->claim = host_alloc(report->claims, sizeof(report->claim[0]));
	report->note = host_alloc(report->notes, sizeof(report->note[0]));
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

static long long number(struct json_object *from, const char *name)
{
	struct json_object *member;
	long long value = -1;

	if (json_object_object_get_ex(from, name, &member) && json_object_is_type(member, json_type_int))
		value = json_object_get_int64(member);
	return value < 0 ? -1 : value;
}

static const char *read_report(struct json_object *from, struct boot_report *report)
{
	const char *mode = text(from, "mode");

	report->result = text(from, "result");
	report->elapsed_us = number(from, "elapsed_us");
	report->is_plan = !strcmp(mode, "plan");
	if (number(from, "format") < 0)
		return "it is not a report of gpupt";
	if (number(from, "format") != 1)
		return "it is in a format of another version of gpupt";
	if (!*mode || !*report->result)
		return "it has no mode or result";
	return read_lists(from, report);
}

const char *bootreport_parse(const char *content, size_t length, struct boot_report *report)
{
	const char *wrong;

	memset(report, 0, sizeof(*report));
	report->json = strlen(content) == length ? json_tokener_parse(content) : NULL;
	if (!report->json)
		return "it is not JSON";
	wrong = read_report(report->json, report);
	if (wrong)
		bootreport_free(report); /* leaves all zero */
	return wrong;
}

const char *bootreport_read(const struct host *host, struct boot_report *report, bool *missing)
{
	char *content = host_alloc(1, REPORT_MAX);
	long length = sysfs_read_file(host->root, REPORT_FILE, content, REPORT_MAX);
	const char *wrong;

	*missing = length == -ENOENT;
	if (length < 0) {
		memset(report, 0, sizeof(*report));
		wrong = *missing ? "there is none" : errno_text((int)length);
	} else {
		wrong = bootreport_parse(content, (size_t)length, report);
	}
	free(content);
	return wrong;
}

void bootreport_free(struct boot_report *report)
{
	free(report->claim);
	free(report->note);
	json_object_put(report->json);
	memset(report, 0, sizeof(*report));
}

bool bootreport_claimed(const struct boot_report *report, const struct boot_claim *claim)
{
	return !report->is_plan && !strcmp(claim->state, "claimed");
}

/* The reason says so; the state does, too, in a report whose reasons this version does not know. */
bool bootreport_failed(const struct boot_claim *claim)
{
	static const char *const bad[] = {"refused", "failed", "held", "timeout"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (!strcmp(claim->state, bad[i]))
			return true;
	}
	return *claim->reason;
}

const struct boot_claim *bootreport_claim(const struct boot_report *report, const struct pci_addr *addr)
{
	for (unsigned int i = 0; i < report->claims; i++) {
		if (!pci_addr_compare(&report->claim[i].addr, addr))
			return &report->claim[i];
	}
	return NULL;
}
