/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/json.h"
#include "host/message.h"

#include <stdarg.h>
#include <unistd.h>

/* What stands in front of a member or element. */
static void begin(struct json *json, const char *name)
{
	bool *more = &json->more[json->depth - 1];

	if (json->depth <= 2)
		out_text(&json->out, json->depth == 1 ? ",\n  " + !*more : ",\n    " + !*more);
	else
		out_text(&json->out, *more ? ", " : " ");
	*more = true;
	if (name)
		out_format(&json->out, "\"%s\": ", name);
}

static void open(struct json *json, const char *brackets)
{
	out_format(&json->out, "%c", brackets[0]);
	json->close[json->depth] = brackets[1];
	json->more[json->depth++] = false;
}

void json_begin(struct json *json)
{
	json->depth = 0;
	out_init(&json->out, STDOUT_FILENO);
	open(json, "{}");
	json_number(json, "format", 1);
}

void json_array(struct json *json, const char *name)
{
	begin(json, name);
	open(json, "[]");
}

void json_object(struct json *json, const char *name)
{
	begin(json, name);
	open(json, "{}");
}

void json_close(struct json *json)
{
	json->depth--;
	if (json->more[json->depth])
		out_text(&json->out, json->depth ? " " : "\n");
	out_format(&json->out, "%c", json->close[json->depth]);
}

int json_end(struct json *json)
{
	json_close(json);
	out_text(&json->out, "\n");
	return host_written(out_flush(&json->out), 0);
}

void json_string(struct json *json, const char *name, const char *value)
{
	begin(json, name);
	out_json(&json->out, value);
}

void json_text(struct json *json, const char *name, const char *value)
{
	json_string(json, name, *value ? value : NULL);
}

void json_bool(struct json *json, const char *name, bool value)
{
	begin(json, name);
	out_text(&json->out, value ? "true" : "false");
}

void json_number(struct json *json, const char *name, int value)
{
	begin(json, name);
	if (value < 0)
		out_text(&json->out, "null");
	else
		out_format(&json->out, "%d", value);
}

void json_format(struct json *json, const char *name, const char *format, ...)
{
	va_list args;

	begin(json, name);
	out_text(&json->out, "\"");
	va_start(args, format);
	sink_print(&json->out.sink, format, args);
	va_end(args);
	out_text(&json->out, "\"");
}

void json_messages(struct json *json)
{
	unsigned int count;
	const struct message *message = message_kept(&count);

	json_array(json, "messages");
	for (; count; count--, message++) {
		json_object(json, NULL);
		json_string(json, "level", message->is_error ? "error" : "warning");
		json_string(json, "subject", message->subject);
		json_string(json, "text", message->text);
		json_close(json);
	}
	json_close(json);
}
