/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fuzz.h"
#include "core/report.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#define JSON_MAX 4000000

static char json[JSON_MAX];
static size_t json_length;
static unsigned int lines;

void fuzz_stop(const char *condition, const char *file, int line)
{
	fprintf(stderr, "%s:%d: this does not hold: %s\n", file, line, condition);
	abort();
}

/* core/out.c is compiled to call this instead of write. */
ssize_t captured_write(int fd, const void *data, size_t size);
ssize_t captured_write(int fd, const void *data, size_t size)
{
	(void)fd;
	MUST(size && size < JSON_MAX - json_length);
	memcpy(json + json_length, data, size);
	json_length += size;
	return (ssize_t)size;
}

static void space(const char **at)
{
	while (**at == ' ' || **at == '\n')
		++*at;
}

static void string(const char **at)
{
	MUST(*(*at)++ == '"');
	while (**at != '"') {
		MUST(**at >= 0x20 && **at <= 0x7e);
		if (*(*at)++ != '\\')
			continue;
		if (*(*at)++ != 'u') {
			MUST((*at)[-1] == '"' || (*at)[-1] == '\\');
			continue;
		}
		for (int i = 0; i < 4; i++)
			MUST(isxdigit((unsigned char)*(*at)++));
	}
	++*at;
}

static void value(const char **at);

/* Members or elements up to the closing bracket. */
static void container(const char **at, char close, bool named)
{
	++*at;
	space(at);
	while (**at != close) {
		if (named) {
			string(at);
			space(at);
			MUST(*(*at)++ == ':');
			space(at);
		}
		value(at);
		space(at);
		if (**at == close)
			break;
		MUST(*(*at)++ == ',');
		space(at);
		MUST(**at != close);
	}
	++*at;
}

static void value(const char **at)
{
	static const char *const word[] = {"null", "true", "false"};

	if (**at == '{') {
		container(at, '}', true);
		return;
	}
	if (**at == '[') {
		container(at, ']', false);
		return;
	}
	if (**at == '"') {
		string(at);
		return;
	}
	for (int i = 0; i < 3; i++) {
		if (!strncmp(*at, word[i], strlen(word[i]))) {
			*at += strlen(word[i]);
			return;
		}
	}
	MUST(isdigit((unsigned char)**at));
	MUST(**at != '0' || !isdigit((unsigned char)(*at)[1]));
	while (isdigit((unsigned char)**at))
		++*at;
}

static void check_line(void *context, unsigned int level, const char *text)
{
	(void)context;
	lines++;
	MUST(level == 3 || level == 4 || level == 6);
	MUST(!strncmp(text, "gpupt: ", 7) && strlen(text) < 1000);
	for (; *text; text++)
		MUST(*text >= 0x20 && *text <= 0x7e);
}

void fuzz_check_report(const struct report *report)
{
	const char *at = json;
	struct out out;
	int status = report_exit_status(report);

	json_length = 0;
	out_init(&out, -1);
	report_json(report, &out);
	MUST(!out_flush(&out));
	json[json_length] = '\0';
	value(&at);
	space(&at);
	MUST(at == json + json_length);
	MUST(status == 0 || status == 1 || status == 3);
	lines = 0;
	report_lines(report, check_line, NULL);
	MUST(lines >= 1 && lines <= REPORT_LINES);
}
