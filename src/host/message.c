/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* vasprintf */
#include "core/note.h"
#include "host/host.h"
#include "host/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static bool quiet; /* warnings come from where there is no struct host */

static void put_plain(const char *text)
{
	for (const unsigned char *c = (const unsigned char *)text; *c; c++)
		fprintf(stderr, *c < 0x20 || *c > 0x7e ? "\\x%02x" : "%c", *c);
}

static void say(const char *level, const char *subject, const char *format, va_list args)
{
	char *text = NULL;

	/* Whole: a list of slots in it may be copied. */
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	fflush(stdout); /* in a log it comes where it belongs */
	fprintf(stderr, "%s: ", level);
	put_plain(subject);
	fputs(": ", stderr);
	put_plain(text ? text : format);
	free(text);
	fputc('\n', stderr);
}

void host_error(const char *subject, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say("error", subject, format, args);
	va_end(args);
}

void host_warning(const char *subject, const char *format, ...)
{
	va_list args;

	if (quiet)
		return;
	va_start(args, format);
	say("warning", subject, format, args);
	va_end(args);
}

void host_needs_root(const struct host *host)
{
	struct text words = {NULL, 0, 0};

	for (char **word = host->words; *word; word++)
		text_addf(&words, " %s", *word);
	host_error(host->command, "only root may do that: sudo gpupt%s", text_string(&words));
	text_free(&words);
}

void message_quiet(void)
{
	quiet = true;
}

void message_mute(void)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	fflush(stdout);
	if (null >= 0)
		dup2(null, STDOUT_FILENO);
	close(null);
}

int host_written(int error, int status)
{
	if (!error && fflush(stdout))
		error = errno;
	else if (!error && ferror(stdout))
		error = EIO; /* said when it happened, and lost since */
	if (!error)
		return status;
	host_error("standard output", "it cannot be written: %s", errno_text(error));
	return EXIT_UNKNOWN;
}
