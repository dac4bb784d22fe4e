// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/image/pe.h"
#include "core/at.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define DOS_HEADER 64
#define COFF_HEADER 24 /* with the signature in front */
#define SECTION 40
#define SECTIONS_MAX 128
#define PE32_PLUS 0x20b /* the optional header's magic number */

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

/* They are the fifth of the directories behind the optional header, whose size has two forms. */
bool pe_has_signatures(const unsigned char *data, size_t length)
{
	size_t at = find_header(data, length);
	uint32_t size;

	if (!at || le(data + at + 20, 2) < 2 || !fits(length, at + COFF_HEADER, 2))
		return false;
	at += COFF_HEADER;
	at += le(data + at, 2) == PE32_PLUS ? 108 : 92;
	if (!fits(length, at, 44) || le(data + at, 4) < 5)
		return false;
	size = le(data + at + 40, 4);
	return size && fits(length, le(data + at + 36, 4), size);
}

static unsigned char *map_fd(int fd, size_t *length, int *error)
{
	struct stat st;
	void *data;

	if (fstat(fd, &st) < 0) {
		*error = -errno;
		return NULL;
	}
	if (!S_ISREG(st.st_mode) || !st.st_size) {
		*error = -EBADMSG;
		return NULL;
	}
	*length = (size_t)st.st_size;
	data = mmap(NULL, *length, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data != MAP_FAILED)
		return data;
	*error = -errno;
	return NULL;
}

/* The whole file; NULL, and *error says why not. */
static unsigned char *map(int root, const char *path, size_t *length, int *error)
{
	int fd = at_open(root, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	unsigned char *data = NULL;

	if (fd < 0) {
		*error = -errno;
	} else {
		data = map_fd(fd, length, error);
		close(fd);
	}
	return data;
}

long pe_read(int root, const char *path, const char *name, char *buf, size_t size)
{
	size_t offset;
	size_t whole = 0;
	size_t length;
	int error = 0;
	unsigned char *data = map(root, path, &whole, &error);

	if (!data)
		return error;
	error = pe_section(data, whole, name, &offset, &length);
	if (!error) {
		length = length < size ? length : size - 1;
		memcpy(buf, data + offset, length);
	} else if (error == -ENOENT) {
		length = 0;
		error = 0;
	}
	if (!error)
		buf[length] = '\0';
	munmap(data, whole);
	return error ? error : (long)length;
}

bool pe_is_signed(int root, const char *path)
{
	size_t length = 0;
	int error = 0;
	unsigned char *data = map(root, path, &length, &error);
	bool is = data && pe_has_signatures(data, length);

	if (data)
		munmap(data, length);
	return is;
}
