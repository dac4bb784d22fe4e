// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/image/pe.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/sysfs.h"

#define DOS_HEADER 64
#define COFF_HEADER 24 /* with the signature in front */
#define SECTION 40
#define SECTIONS_MAX 128

static uint32_t le(const unsigned char *at, int bytes)
{
	uint32_t value = 0;

	while (bytes--)
		value = value << 8 | at[bytes];
	return value;
}

/* Whether size bytes at offset are there. */
static bool fits(size_t length, uint64_t offset, uint64_t size)
{
	return offset <= length && size <= length - offset;
}

/* Where the COFF header begins; 0 if there is none. */
static size_t find_header(const unsigned char *data, size_t length)
{
	size_t at;

	if (length < DOS_HEADER || memcmp(data, "MZ", 2) != 0)
		return 0;
	at = le(data + 60, 4);
	return fits(length, at, COFF_HEADER) && !memcmp(data + at, "PE\0\0", 4) ? at : 0;
}

bool pe_is(const unsigned char *data, size_t length)
{
	return find_header(data, length) != 0;
}

int pe_section(const unsigned char *data, size_t length, const char *name, size_t *offset, size_t *size)
{
	size_t header = find_header(data, length);
	unsigned int count;
	uint64_t table;

	if (!header)
		return -EBADMSG;
	count = le(data + header + 6, 2);
	table = (uint64_t)header + COFF_HEADER + le(data + header + 20, 2);
	if (count > SECTIONS_MAX || !fits(length, table, (uint64_t)count * SECTION))
		return -EBADMSG;
	for (unsigned int i = 0; i < count; i++) {
		const unsigned char *section = data + table + (size_t)i * SECTION;
		uint32_t stored = le(section + 16, 4);

		if (strncmp((const char *)section, name, 8) != 0)
			continue;
		/* The virtual size is what was put in; the one in the file is rounded up. */
		*size = le(section + 8, 4) < stored ? le(section + 8, 4) : stored;
		*offset = le(section + 20, 4);
		return fits(length, *offset, *size) ? 0 : -EBADMSG;
	}
	return -ENOENT;
}

static long read_fd(int fd, const char *name, char *buf, size_t size)
{
	struct stat st;
	size_t offset;
	size_t length;
	void *data;
	int error;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) || !st.st_size)
		return -EBADMSG;
	data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED)
		return -errno;
	error = pe_section(data, (size_t)st.st_size, name, &offset, &length);
	if (!error) {
		length = length < size ? length : size - 1;
		memcpy(buf, (char *)data + offset, length);
		buf[length] = '\0';
	}
	munmap(data, (size_t)st.st_size);
	if (error == -ENOENT)
		buf[length = 0] = '\0';
	return error && error != -ENOENT ? error : (long)length;
}

long pe_read(int root, const char *path, const char *name, char *buf, size_t size)
{
	int fd = at_open(root, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	long length = fd < 0 ? -errno : read_fd(fd, name, buf, size);

	if (fd >= 0)
		close(fd);
	return length;
}
