// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE /* strverscmp */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/sysfs.h"
#include "host/image/kernels.h"

struct search {
	int root;
	struct kernels *kernels;
	char machine_id[64]; /* boot loaders keep kernels below it */
};

/* Where kernels and images are (@: machine ID, %: release): Debian and others in /boot, kernel-install on the
 * boot partition. */
static const char *const kernel_files[] = {
	"boot/vmlinuz-%",
	"boot/vmlinux-%",
	"usr/lib/modules/%/vmlinuz",
	"lib/modules/%/vmlinuz",
	"boot/@/%/linux",
	"efi/@/%/linux",
	"boot/efi/@/%/linux",
	NULL,
};

static const char *const image_files[] = {
	"boot/initrd.img-%",
	"boot/initramfs-%.img",
	"boot/initrd-%",
	"boot/@/%/initrd",
	"efi/@/%/initrd",
	"boot/efi/@/%/initrd",
	NULL,
};

/* @ becomes the machine's ID, % the release. False if it does not fit or there is no ID. */
static bool expand(const struct search *search, const char *name, const char *release, char path[KERNEL_PATH])
{
	size_t used = 0;

	for (; *name; name++) {
		char literal[2] = {*name, '\0'};
		const char *part = *name == '@' ? search->machine_id : *name == '%' ? release : literal;

		if (!*part || used + strlen(part) >= KERNEL_PATH)
			return false;
		strcpy(path + used, part);
		used += strlen(part);
	}
	return true;
}

static void find_file(
	const struct search *search, const char *const *names, const char *release, char path[KERNEL_PATH])
{
	for (; *names; names++) {
		if (expand(search, *names, release, path) && sysfs_exists(search->root, path) == 1)
			return;
	}
	path[0] = '\0';
}

static int add(void *context, const char *release)
{
	struct search *search = context;
	struct kernels *kernels = search->kernels;
	struct kernel *kernel = &kernels->kernel[kernels->count];

	if (kernels->count == KERNELS_MAX || strlen(release) >= sizeof(kernel->release) ||
		kernels_find(kernels, release))
		return 0;
	find_file(search, kernel_files, release, kernel->file);
	if (!*kernel->file)
		return 0;
	strcpy(kernel->release, release);
	find_file(search, image_files, release, kernel->image);
	kernels->count++;
	return 0;
}

static int newest_first(const void *a, const void *b)
{
	return strverscmp(((const struct kernel *)b)->release, ((const struct kernel *)a)->release);
}

int kernels_read(int root, struct kernels *kernels)
{
	struct search search = {.root = root, .kernels = kernels};
	int error;
	int other;

	kernels->count = 0;
	if (sysfs_read_line(root, "etc/machine-id", search.machine_id, sizeof(search.machine_id)))
		search.machine_id[0] = '\0';
	error = sysfs_list(root, "lib/modules", add, &search);
	other = sysfs_list(root, "usr/lib/modules", add, &search);
	qsort(kernels->kernel, kernels->count, sizeof(*kernels->kernel), newest_first);
	return error && other ? error : 0;
}

const struct kernel *kernels_find(const struct kernels *kernels, const char *release)
{
	for (unsigned int i = 0; i < kernels->count; i++) {
		if (!strcmp(kernels->kernel[i].release, release))
			return &kernels->kernel[i];
	}
	return NULL;
}
