/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/out.h"
#include "core/text.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

void out_init(struct out *out, int fd)
{
	out->fd = fd;
	out->error = 0;
	out->used = 0;
}

int out_flush(struct out *out)
{
	size_t done = 0;

	while (!out->error && done < out->used) {
		ssize_t n = write(out->fd, out->buf + done, out->used - done);

		if (n > 0)
			done += (size_t)n;
		else
			out->error = n ? -errno : -EIO;
	}
	out->used = 0;
	return out->error;
}

static void put(struct out *out, char c)
{
	if (out->used == sizeof(out->buf))
		out_flush(out);
	out->buf[out->used++] = c;
}

void out_text(struct out *out, const char *text)
{
	while (*text)
		put(out, *text++);
}

void out_format(struct out *out, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	text_vprint(text, sizeof(text), format, args);
	va_end(args);
	out_text(out, text);
}

void out_complain(const char *subject, const char *what)
{
	struct out out;

	out_init(&out, STDERR_FILENO);
	out_format(&out, "gpupt-bind: %s: %s\n", subject, what);
	out_flush(&out);
}

void out_json(struct out *out, const char *text)
{
	if (!text) {
		out_text(out, "null");
		return;
	}
	put(out, '"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x20 || c > 0x7e) {
			out_format(out, "\\u%04x", c);
			continue;
		}
		if (c == '"' || c == '\\')
			put(out, '\\');
		put(out, (char)c);
	}
	put(out, '"');
}
