// SPDX-License-Identifier: GPL-2.0-or-later
/* What is kept of the entries of an image's archives. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "host/image/image_entries.h"

/* Files whose text says what an image does; * matches a slash as well. */
static const char *const interesting[] = {
	"scripts/init-top/*",
	"conf/conf.d/*",
	"etc/gpupt/modules",
	"etc/cmdline.d/*",
	"etc/modules-load.d/*",
	"*/initrd-release",
	"*/gpupt.service",
	"*/gpupt.service.d/*",
	"*/hooks/cmdline/*",
	"config",
	"hooks/*",
};

static bool is_interesting(const char *name)
{
	for (size_t i = 0; i < sizeof(interesting) / sizeof(*interesting); i++) {
		if (!fnmatch(interesting[i], name, 0))
			return true;
	}
	return false;
}

static struct image_entry *new_entry(struct image *image)
{
	if (image->count == image->room) {
		size_t room = image->room ? image->room * 2 : 1024;
		struct image_entry *entry = reallocarray(image->entry, room, sizeof(*entry));

		if (!entry)
			return NULL;
		image->entry = entry;
		image->room = room;
	}
	memset(&image->entry[image->count], 0, sizeof(*image->entry));
	return &image->entry[image->count];
}

static void free_entry(struct image_entry *entry)
{
	free(entry->name);
	free(entry->link);
	free(entry->text);
}

/* NULL only without memory: what cannot be read whole is kept as far as it goes. */
static char *read_text(struct archive *cpio)
{
	char *text = malloc(IMAGE_TEXT + 1);
	size_t used = 0;

	while (text && used < IMAGE_TEXT) {
		la_ssize_t n = archive_read_data(cpio, text + used, IMAGE_TEXT - used);

		if (n <= 0)
			break;
		used += (size_t)n;
	}
	if (text)
		text[used] = '\0';
	return text;
}

int image_add_entry(struct image *image, struct archive *cpio, struct archive_entry *from)
{
	const char *name = archive_entry_pathname(from);
	const char *link = archive_entry_symlink(from);
	struct image_entry *entry;

	if (!name)
		return 0;
	name += strspn(name, "./");
	if (!*name)
		return 0;
	if (image->count >= IMAGE_FILES)
		return -EFBIG;
	entry = new_entry(image);
	if (!entry)
		return -ENOMEM;
	entry->place = image->count;
	entry->mode = archive_entry_mode(from);
	entry->name = strdup(name);
	entry->link = link ? strdup(link) : NULL;
	if (S_ISREG(entry->mode) && is_interesting(name))
		entry->text = read_text(cpio);
	image->count++;
	return entry->name && (!link || entry->link) ? 0 : -ENOMEM;
}

void image_forget_from(struct image *image, size_t count)
{
	while (image->count > count)
		free_entry(&image->entry[--image->count]);
}

void image_free(struct image *image)
{
	for (size_t i = 0; i < image->count; i++)
		free_entry(&image->entry[i]);
	free(image->entry);
	memset(image, 0, sizeof(*image));
}

static int by_name(const void *a, const void *b)
{
	const struct image_entry *x = a;
	const struct image_entry *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : (x->place < y->place) - (x->place > y->place);
}

void image_sort_entries(struct image *image)
{
	size_t kept = 0;

	if (!image->count)
		return;
	qsort(image->entry, image->count, sizeof(*image->entry), by_name);
	for (size_t i = 1; i < image->count; i++) {
		if (strcmp(image->entry[kept].name, image->entry[i].name) != 0)
			image->entry[++kept] = image->entry[i];
		else
			free_entry(&image->entry[i]);
	}
	image->count = kept + 1;
}
