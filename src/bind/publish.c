/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bind/publish.h"
#include "core/at.h"
#include "core/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define REPORT_NEW REPORT_FILE ".new"

int publish_create(int root, const char *name, int flags)
{
	int fd;

	mkdirat(root, RUN_DIR, 0755); /* it is most often the first; if not, it is there */
	fd = openat(root, name, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | flags, 0644);
	return fd < 0 ? -errno : fd;
}

/* One write is one record. */
static void write_line(void *context, unsigned int level, const char *text)
{
	const int *fd = context;
	char record[1024];
	size_t length = text_print(record, sizeof(record), "<%u>%s\n", level, text);

	if (*fd < 0 || write(*fd, record, length) != (ssize_t)length)
		write(STDERR_FILENO, record + 3, length - 3);
}

void publish_lines(int root, const struct report *report)
{
	int fd = openat(root, "dev/kmsg", O_WRONLY | O_APPEND | O_CLOEXEC);

	report_lines(report, write_line, &fd);
}

void publish_unchanged(int root)
{
	int fd = openat(root, "dev/kmsg", O_WRONLY | O_APPEND | O_CLOEXEC);

	write_line(&fd, 6, "gpupt: run again: nothing has changed since /" REPORT_FILE " was written");
}

static int write_report(int fd, const struct report *report)
{
	struct out out;
	int error;

	out_init(&out, fd);
	report_json(report, &out);
	error = out_flush(&out);
	at_close(fd); /* in memory: what a close could tell, the write has told */
	return error;
}

int publish_report(int root, const struct report *report)
{
	int fd = publish_create(root, REPORT_NEW, O_TRUNC);
	int error = fd < 0 ? fd : write_report(fd, report);

	if (!error && renameat(root, REPORT_NEW, root, REPORT_FILE))
		error = -errno;
	if (error) {
		unlinkat(root, REPORT_NEW, 0);
		unlinkat(root, REPORT_FILE, 0); /* what an earlier run claimed may no longer be so */
	}
	return error;
}
