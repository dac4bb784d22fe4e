/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/out.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

static void write_all(struct sink *sink)
{
	struct out *out = (struct out *)sink;
	size_t done = 0;

	while (!out->error && done < sink->length) {
		ssize_t n = write(out->fd, out->buf + done, sink->length - done);

		if (n > 0)
			done += (size_t)n;
		else
			out->error = n ? -errno : -EIO;
	}
	sink->length = 0;
}

void out_init(struct out *out, int fd)
{
	out->sink = (struct sink){out->buf, sizeof(out->buf), 0, write_all};
	out->fd = fd;
	out->error = 0;
}

int out_flush(struct out *out)
{
	write_all(&out->sink);
	return out->error;
}

void out_text(struct out *out, const char *text)
{
	sink_text(&out->sink, text, (size_t)-1);
}

void out_format(struct out *out, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	sink_print(&out->sink, format, args);
	va_end(args);
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
	sink_char(&out->sink, '"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		size_t plain = 0;

		while (text[plain] >= 0x20 && text[plain] <= 0x7e && text[plain] != '"' &&
			text[plain] != '\\')
			plain++;
		if (plain) {
			sink_bytes(&out->sink, text, plain);
			text += plain - 1;
			continue;
		}
		if (c < 0x20 || c > 0x7e) {
			out_format(out, "\\u%04x", c);
			continue;
		}
		if (c == '"' || c == '\\')
			sink_char(&out->sink, '\\');
		sink_char(&out->sink, (char)c);
	}
	sink_char(&out->sink, '"');
}
