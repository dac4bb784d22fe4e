/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON on standard output. The outermost object and what its arrays hold have lines of their own,
 * so that grep and diff are of use. Strings as core/out writes them: ASCII only.
 */
#ifndef GPUPT_JSON_H
#define GPUPT_JSON_H

#include "core/out.h"

#define JSON_DEPTH 6

struct json {
	struct out out;
	unsigned int depth;
	bool more[JSON_DEPTH];  /* something is there already, so a comma comes next */
	char close[JSON_DEPTH]; /* ']' or '}' */
};

/* Begins the outermost object; its first member is "format": 1. */
void json_begin(struct json *json);
/* Ends it: 0, or EXIT_UNKNOWN after a message that it could not be written. */
int json_end(struct json *json);

/* What is in an array has no name: NULL. */
void json_array(struct json *json, const char *name);
void json_object(struct json *json, const char *name);
void json_close(struct json *json); /* the last of these that is open */

void json_string(struct json *json, const char *name, const char *value); /* NULL: null */
void json_text(struct json *json, const char *name, const char *value);   /* "": null */
void json_bool(struct json *json, const char *name, bool value);
void json_number(struct json *json, const char *name, int value); /* negative: null */
/* A string that cannot have a quote or backslash in it: addresses, IDs. */
void json_format(struct json *json, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* What message_keep has kept: "messages": [{"level", "subject", "text"}]. */
void json_messages(struct json *json);

#endif
