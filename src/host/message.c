/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* vasprintf */
#include "host/message.h"
#include "core/note.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool quiet;
static bool keep;
static struct message *kept; /* until the program ends */
static unsigned int kept_count;
static int output = -1; /* what standard output is, while it goes nowhere */

static void put_plain(const char *text)
{
	for (const unsigned char *c = (const unsigned char *)text; *c; c++)
		fprintf(stderr, *c < 0x20 || *c > 0x7e ? "\\x%02x" : "%c", *c);
}

/* Without memory it is only said. */
static void keep_one(bool is_error, const char *subject, const char *text)
{
	struct message *more = reallocarray(kept, kept_count + 1u, sizeof(*kept));

	if (!more)
		return;
	kept = more;
	kept[kept_count++] = (struct message){is_error, strdup(subject), strdup(text)};
}

static void say(bool is_error, const char *subject, const char *format, va_list args)
{
	char *text = NULL;

	/* Whole: a list of slots in it may be copied. */
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	if (keep)
		keep_one(is_error, subject, text ? text : format);
	if (quiet && !is_error) {
		free(text);
		return;
	}
	fflush(stdout); /* in a log it comes where it belongs */
	fputs(is_error ? "error: " : "warning: ", stderr);
	put_plain(*subject ? subject : "''");
	fputs(": ", stderr);
	put_plain(text ? text : format);
	free(text);
	fputc('\n', stderr);
}

void host_error(const char *subject, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(true, subject, format, args);
	va_end(args);
}

void host_warning(const char *subject, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(false, subject, format, args);
	va_end(args);
}

void message_quiet(void)
{
	quiet = true;
}

void message_mute(void)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	fflush(stdout);
	if (output < 0)
		output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	if (null >= 0)
		dup2(null, STDOUT_FILENO);
	close(null);
}

void message_unmute(void)
{
	if (quiet)
		return;
	fflush(stdout);
	if (output >= 0)
		dup2(output, STDOUT_FILENO);
	close(output);
	output = -1;
}

void message_keep(void)
{
	keep = true;
}

const struct message *message_kept(unsigned int *count)
{
	*count = kept_count;
	return kept;
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
