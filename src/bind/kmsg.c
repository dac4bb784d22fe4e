/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bind/kmsg.h"
#include "bind/write.h"
#include "core/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define REPORT_NEW REPORT_FILE ".new"

/* One write is one record. */
static void write_line(void *context, unsigned int level, const char *text)
{
	const int *fd = context;
	char record[1024];
	size_t length = text_print(record, sizeof(record), "<%u>%s\n", level, text);

	if (*fd < 0 || write(*fd, record, length) != (ssize_t)length)
		write(STDERR_FILENO, record + 3, length - 3);
}

void kmsg_write(int root, const struct report *report)
{
	int fd = openat(root, "dev/kmsg", O_WRONLY | O_APPEND | O_CLOEXEC);

	report_lines(report, write_line, &fd);
	if (fd >= 0)
		close(fd);
}

static int write_report(int fd, const struct report *report)
{
	struct out out;
	int error;

	out_init(&out, fd);
	report_json(report, &out);
	error = out_flush(&out);
	if (close(fd) && !error)
		error = -errno;
	return error;
}

int report_publish(int root, const struct report *report)
{
	int fd = write_create(root, REPORT_NEW, O_TRUNC);
	int error;

	if (fd < 0)
		return fd;
	error = write_report(fd, report);
	/* The mode must not depend on the umask that init happens to have. */
	if (!error && fchmodat(root, REPORT_NEW, 0644, 0))
		error = -errno;
	if (!error && renameat(root, REPORT_NEW, root, REPORT_FILE))
		error = -errno;
	if (error)
		unlinkat(root, REPORT_NEW, 0);
	return error;
}
