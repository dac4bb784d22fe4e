// SPDX-License-Identifier: GPL-2.0-or-later
/* Reading an image with libarchive: what is ours is only where one archive ends and the next begins. */
#include <archive.h>
#include <archive_entry.h>
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>

#include "host/image/image_entries.h"
#include "host/image/pe.h"

#define BLOCK 65536
#define LOOKALIKES 16 /* of an archive in compressed data, before giving up */
#define CPIO_HEADER 110
#define CPIO_MAGIC "07070" /* newc: 070701, with checksums 070702 */

/* The bytes of an archive, from the file itself or out of a decompressor. */
struct source {
	struct image *image;
	struct archive *packed; /* NULL: not compressed */
	const char *block;
	size_t length;
	int64_t start; /* of the block, counted in unpacked bytes */
	bool again;    /* the block is to be handed out once more */
	int64_t from;  /* ... from this byte of it on */
};

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

/* Whether reading may go on after that many bytes more. */
static bool may_go_on(struct image *image, size_t more)
{
	image->unpacked += (long long)more;
	if (image->unpacked > IMAGE_UNPACKED)
		image->stopped = -EFBIG;
	else if (!image->stopped && now() >= image->deadline)
		image->stopped = -ETIME;
	return !image->stopped;
}

/* archive_read_open's callback. */
static la_ssize_t give_block(struct archive *cpio, void *context, const void **block)
{
	struct source *source = context;
	int64_t offset;
	int rc;

	(void)cpio;
	if (source->again) {
		source->again = false;
		*block = source->block + source->from;
		return (la_ssize_t)(source->length - (size_t)source->from);
	}
	source->start += (int64_t)source->length;
	source->length = 0;
	if (!source->packed)
		return 0;
	rc = archive_read_data_block(source->packed, (const void **)&source->block, &source->length, &offset);
	if ((rc != ARCHIVE_OK && rc != ARCHIVE_WARN) || !may_go_on(source->image, source->length))
		source->length = 0;
	*block = source->block;
	return (la_ssize_t)source->length;
}

/* Where the next archive begins: NULs in front of it mean nothing. False at the end. */
static bool skip_padding(struct source *source, int64_t at)
{
	source->from = at - source->start;
	for (;;) {
		const void *block;

		for (; source->from < (int64_t)source->length; source->from++) {
			if (source->block[source->from])
				return source->again = true;
		}
		source->again = false;
		if (give_block(NULL, source, &block) <= 0)
			return false;
		source->from = 0;
	}
}

/* One archive of a source. *used: how many bytes it took. */
static int read_cpio(struct image *image, struct source *source, int64_t *used)
{
	struct archive *cpio = archive_read_new();
	struct archive_entry *entry;
	int error = 0;
	int rc;

	if (!cpio)
		return -ENOMEM;
	archive_read_support_format_cpio(cpio);
	rc = archive_read_open(cpio, source, NULL, give_block, NULL);
	while (rc == ARCHIVE_OK && !error) {
		rc = archive_read_next_header(cpio, &entry);
		if (rc == ARCHIVE_WARN) /* a name in another character set */
			rc = ARCHIVE_OK;
		if (rc == ARCHIVE_OK)
			error = image_add_entry(image, cpio, entry);
	}
	if (!error && image->stopped)
		error = image->stopped;
	if (!error && rc != ARCHIVE_EOF)
		error = -EBADMSG;
	*used = archive_filter_bytes(cpio, 0);
	archive_read_free(cpio);
	return error;
}

/* All the archives of a source, one after the other. *used: bytes up to the end of the last. */
static int read_source(struct image *image, struct source *source, int64_t *used)
{
	*used = 0;
	while (skip_padding(source, *used)) {
		int64_t begin = source->start + source->from;
		int error;

		if (source->length - (size_t)source->from >= 5 &&
			memcmp(source->block + source->from, CPIO_MAGIC, 5) != 0)
			return image->segments && !source->packed ? 0 : -EBADMSG;
		error = read_cpio(image, source, used);
		if (error)
			return error;
		*used += begin;
		image->segments++;
	}
	return 0;
}

static struct archive *open_packed(const char *data, size_t length)
{
	struct archive *packed = archive_read_new();
	struct archive_entry *entry;

	if (!packed)
		return NULL;
	archive_read_support_filter_gzip(packed);
	archive_read_support_filter_bzip2(packed);
	archive_read_support_filter_xz(packed);
	archive_read_support_filter_lzma(packed);
	archive_read_support_filter_lz4(packed);
	archive_read_support_filter_zstd(packed);
	archive_read_support_format_raw(packed);
	if (archive_read_open_memory(packed, data, length) == ARCHIVE_OK &&
		archive_read_next_header(packed, &entry) == ARCHIVE_OK && archive_filter_count(packed) > 1)
		return packed;
	archive_read_free(packed);
	return NULL;
}

/* What is compressed at data; *used: the compressed bytes. */
static int read_packed(struct image *image, const char *data, size_t length, int64_t *used)
{
	struct source source = {.image = image, .packed = open_packed(data, length)};
	int64_t unpacked;
	int error;

	if (!source.packed)
		return -EBADMSG;
	error = read_source(image, &source, &unpacked);
	if (image->stopped)
		error = image->stopped;
	*used = archive_filter_bytes(source.packed, -1);
	archive_read_free(source.packed);
	return error;
}

static int read_plain(struct image *image, const char *data, size_t length, int64_t *used)
{
	struct source source = {.image = image, .block = data, .length = length};

	return read_source(image, &source, used);
}

static bool is_hex(const char *text, size_t length)
{
	while (length && isxdigit((unsigned char)*text)) {
		text++;
		length--;
	}
	return !length;
}

/*
 * An uncompressed archive behind at, where the kernel takes one: at a multiple of 4. Where, or
 * length. Compressed data can look like it for a few bytes, hardly for a whole header.
 */
static size_t find_cpio(const char *data, size_t at, size_t length)
{
	for (at = (at + 4) & ~(size_t)3; at + CPIO_HEADER <= length; at += 4) {
		if (!memcmp(data + at, CPIO_MAGIC, 5) && is_hex(data + at, CPIO_HEADER))
			return at;
	}
	return length;
}

/*
 * xz and zstd read on behind their end and fail over what follows, where the kernel stops in time.
 * Then they get no more than there is up to something that looks like the next archive.
 */
static int read_compressed(struct image *image, const char *data, size_t length, int64_t *used)
{
	size_t count = image->count;
	unsigned int segments = image->segments;
	int error = read_packed(image, data, length, used);
	size_t next = 0;

	for (unsigned int tries = 0; error == -EBADMSG && tries < LOOKALIKES; tries++) {
		size_t end = next = find_cpio(data, next, length);

		if (next == length)
			break;
		if (!may_go_on(image, 0))
			return image->stopped;
		image_forget_from(image, count);
		image->segments = segments;
		while (end && !data[end - 1])
			end--;
		error = read_packed(image, data, end, used);
		*used = (int64_t)end;
	}
	return error;
}

static int read_segment(struct image *image, const char *data, size_t length, int64_t *used)
{
	if (length >= 5 && !memcmp(data, CPIO_MAGIC, 5))
		return read_plain(image, data, length, used);
	return read_compressed(image, data, length, used);
}

static int read_segments(struct image *image, const char *data, size_t length)
{
	size_t at = 0;

	for (;;) {
		int64_t used = 0;
		int error;

		while (at < length && !data[at])
			at++;
		if (at == length)
			return image->segments ? 0 : -EBADMSG;
		error = read_segment(image, data + at, length - at, &used);
		if (error || used <= 0)
			return error ? error : -EBADMSG;
		at += (size_t)used;
	}
}

/* The name that a distribution gives itself, of the .osrel of a unified image. */
static void read_osrel(struct image *image, const char *data, size_t length)
{
	static const char key[] = "PRETTY_NAME=";
	size_t offset;
	size_t size;
	char text[4096];
	const char *at;

	if (pe_section((const unsigned char *)data, length, ".osrel", &offset, &size) || size >= sizeof(text))
		return;
	memcpy(text, data + offset, size);
	text[size] = '\0';
	at = strncmp(text, key, strlen(key)) != 0 ? strstr(text, "\nPRETTY_NAME=") : text;
	if (!at)
		return;
	at += strlen(key) + (*at == '\n');
	at += *at == '"';
	size = strcspn(at, "\"\r\n");
	if (size < sizeof(image->system))
		memcpy(image->system, at, size); /* zeroed before */
}

/* What the kernel unpacks: the file, or a section of it. */
static int read_data(struct image *image, const char *data, size_t length)
{
	size_t offset = 0;
	size_t size = length;

	if (pe_is((const unsigned char *)data, length)) {
		int error = pe_section((const unsigned char *)data, length, ".initrd", &offset, &size);

		/* A kernel without an image in it is none, either. */
		if (error)
			return -EBADMSG;
		image->unified = true;
		read_osrel(image, data, length);
	}
	return read_segments(image, data + offset, size);
}

int image_read(int fd, struct image *image)
{
	struct stat st;
	void *data;
	int error;

	memset(image, 0, sizeof(*image));
	image->deadline = now() + IMAGE_SECONDS;
	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) || !st.st_size)
		return -EBADMSG;
	if (st.st_size > IMAGE_UNPACKED)
		return -EFBIG;
	data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED)
		return -errno;
	error = read_data(image, data, (size_t)st.st_size);
	munmap(data, (size_t)st.st_size);
	image_sort_entries(image);
	return error;
}
