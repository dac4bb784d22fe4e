/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An initramfs image: a row of cpio archives, each compressed or not, as the kernel unpacks them
 * one over the other. Only what gpupt asks of an image is kept of it: all names, and the text of
 * the few files that decide what runs when.
 */
#ifndef GPUPT_IMAGE_H
#define GPUPT_IMAGE_H

#include "host/image/image_generator.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define IMAGE_FILES 200000 /* names; more is -EFBIG */
#define IMAGE_TEXT 262144  /* bytes of a file whose text is kept; the rest is cut off */

/* When reading stops: -EFBIG, -ETIME. Images of today have a tenth of it, also with all firmware. */
#ifndef IMAGE_UNPACKED
#define IMAGE_UNPACKED 4294967296 /* bytes */
#endif
#ifndef IMAGE_SECONDS
#define IMAGE_SECONDS 60
#endif
#define IMAGE_FACT 512 /* a sentence with the name of a file in it */
#define IMAGE_OSREL 128

struct image_entry {
	char *name; /* without a leading slash */
	char *link; /* of a symbolic link: where to; else NULL */
	char *text; /* of a file of interest, terminated; else NULL */
	mode_t mode;
	size_t place; /* in the image */
};

struct image {
	unsigned int segments; /* archives in it */
	size_t count;
	size_t room;
	struct image_entry *entry; /* sorted by name, each name once: the last one wins */
	bool unified;              /* it is a section of a unified kernel image */
	char system[IMAGE_OSREL];  /* of that: PRETTY_NAME of its .osrel; "" */
	long long deadline;        /* seconds of the monotonic clock */
	long long unpacked;        /* bytes so far */
	int stopped;               /* -errno: a limit was reached */
};

/*
 * Reads the image in fd, which stays open, or that in the unified kernel image in it. 0 or -errno;
 * -EBADMSG: not an initramfs image, damaged, or compressed in a way that is not known; -EFBIG,
 * -ETIME: it unpacks to too much, or takes too long. Free it whatever the result.
 */
int image_read(int fd, struct image *image);
void image_free(struct image *image);

/* Follows symbolic links as the booted image would; NULL if there is no such name. */
const struct image_entry *image_find(const struct image *image, const char *name);

/* The entries directly in a directory, links in its name followed: from *at on; NULL at the end. */
const struct image_entry *image_next_in(const struct image *image, const char *dir, size_t *at);

/* What matters to gpupt. Sentences have no subject and no full stop. */
struct image_facts {
	enum image_generator generator;
	bool systemd;
	bool binder;            /* the binder, executable */
	bool runner;            /* what runs it: boot script, unit or hook */
	bool no_run_init;       /* of initramfs-tools, without what starts the real system: it would panic */
	char release[64];       /* of the kernel that the module table is for; "" without a table */
	char table[IMAGE_FACT]; /* "", or what is wrong with the module table */
	char modules[IMAGE_FACT];   /* "", or which module of the table is missing */
	char order[IMAGE_FACT];     /* "", or why the binder does not run before udev */
	char early[IMAGE_FACT];     /* "", or what runs before it and inserts modules of its own choice */
	char cmdline_d[IMAGE_FACT]; /* "", or a file of etc/cmdline.d that speaks of gpupt or vfio-pci.ids */
};

/* release: of the kernel that boots with the image, or NULL if that is not known. */
void image_judge(const struct image *image, const char *release, struct image_facts *facts);

#endif
