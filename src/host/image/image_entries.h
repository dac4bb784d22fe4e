/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The entries of an image while it is read; for image_read. */
#ifndef GPUPT_IMAGE_ENTRIES_H
#define GPUPT_IMAGE_ENTRIES_H

#include "host/image/image.h"

struct archive;
struct archive_entry;

/* Adds what libarchive has just come to, with its text where that is of interest. 0 or -errno. */
int image_add_entry(struct image *image, struct archive *cpio, struct archive_entry *from);

/* Takes the last ones back, until there are so many. */
void image_forget_from(struct image *image, size_t count);

/* By name. The later of two entries of a name overwrites the earlier one: it sorts first and stays. */
void image_sort_entries(struct image *image);

#endif
