/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bind/write.h"
#include "core/sysfs.h"
#include "core/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Not O_CREAT, not O_TRUNC: a missing attribute is an error in a tree of fixtures as in sysfs. */
int write_attribute(const struct writer *writer, const char *name, const char *text)
{
	int fd = openat(writer->root, name, O_WRONLY | O_CLOEXEC);
	ssize_t length = (ssize_t)strlen(text);
	ssize_t n;
	int error = 0;

	if (fd < 0)
		return -errno;
	if (writer->fixtures && sysfs_is_real_fd(fd)) {
		close(fd);
		return -EPERM;
	}
	n = write(fd, text, (size_t)length);
	if (n != length)
		error = n < 0 ? -errno : -EIO;
	close(fd);
	return error;
}

int write_create(int root, const char *name, int flags)
{
	int fd;

	if (mkdirat(root, RUN_DIR, 0755) && errno != EEXIST)
		return -errno;
	fd = openat(root, name, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | flags, 0644);
	return fd < 0 ? -errno : fd;
}

char *write_name(const struct pci_addr *addr, const char *attribute, char name[NAME_TEXT])
{
	char address[PCI_ADDR_TEXT];

	text_print(name, NAME_TEXT, SYSFS_DEVICES "/%s%s", pci_addr_format(addr, address), attribute);
	return name;
}

int write_function(
	const struct writer *writer, const struct pci_addr *addr, const char *attribute, const char *text)
{
	char name[NAME_TEXT];

	return write_attribute(writer, write_name(addr, attribute, name), text);
}
