// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE /* strverscmp */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/sysfs.h"
#include "host/image/kernels.h"
#include "host/image/pe.h"

struct search {
	int root;
	struct kernels *kernels;
	char machine_id[64]; /* boot loaders keep kernels below it */
};

/*
 * Where kernels and images are (@: machine ID, %: release, &: the name of the kernel's package):
 * Debian and others in /boot, kernel-install on the boot partition, Arch by package.
 */
static const char *const kernel_files[] = {
	"boot/vmlinuz-%",
	"boot/vmlinux-%",
	"usr/lib/modules/%/vmlinuz",
	"lib/modules/%/vmlinuz",
	"boot/@/%/linux",
	"efi/@/%/linux",
	"boot/efi/@/%/linux",
	"boot/vmlinuz-&",
	"efi/vmlinuz-&",
	NULL,
};

static const char *const image_files[] = {
	"boot/initrd.img-%",
	"boot/initramfs-%.img",
	"boot/initrd-%",
	"boot/@/%/initrd",
	"efi/@/%/initrd",
	"boot/efi/@/%/initrd",
	"boot/initramfs-&.img",
	"efi/initramfs-&.img",
	"boot/efi/initramfs-&.img",
	NULL,
};

/* Unified images: kernel and initramfs in one file. */
static const char *const unified_dirs[] = {"efi/EFI/Linux", "boot/EFI/Linux", "boot/efi/EFI/Linux"};

#define STUB_INFO "sys/firmware/efi/efivars/StubInfo-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"

/* Of Arch: a file beside the modules; else by the end of the release, 6.12.1-lts and 6.12.1-arch1-1. */
static void package_of(int root, const char *release, char package[64])
{
	char path[192];
	const char *dash = strrchr(release, '-');

	snprintf(path, sizeof(path), "usr/lib/modules/%.128s/pkgbase", release);
	if (!sysfs_read_line(root, path, package, 64) && !strchr(package, '/'))
		return;
	if (dash && dash[1 + strspn(dash + 1, "abcdefghijklmnopqrstuvwxyz")] == '\0' && dash[1])
		snprintf(package, 64, "linux%.50s", dash);
	else
		strcpy(package, "linux");
}

/* False if it does not fit or there is no machine ID. */
static bool expand(const struct search *search, const char *name, const char *release, char path[KERNEL_PATH])
{
	size_t used = 0;
	char package[64];

	package_of(search->root, release, package);
	for (; *name; name++) {
		char literal[2] = {*name, '\0'};
		const char *part = *name == '@'   ? search->machine_id
				   : *name == '%' ? release
				   : *name == '&' ? package
						  : literal;

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

struct unified {
	const struct search *search;
	const char *release;
	const char *dir;
	char found[KERNEL_PATH];
};

/* Whether .uname, or else the end of the file's name, says that an image has this release. */
static bool is_of_release(const struct unified *unified, const char *name, const char *path)
{
	size_t release = strlen(unified->release);
	size_t length = strlen(name) - 4;
	char uname[128];

	if (pe_read(unified->search->root, path, ".uname", uname, sizeof(uname)) >= 0 && *uname) {
		uname[strcspn(uname, " \r\n")] = '\0';
		return !strcmp(uname, unified->release);
	}
	return length >= release && !strncmp(name + length - release, unified->release, release) &&
	       (length == release || !isalnum((unsigned char)name[length - release - 1]));
}

static int look_at_unified(void *context, const char *name)
{
	struct unified *unified = context;
	size_t length = strlen(name);
	char path[KERNEL_PATH];

	if (length < 4 || strcasecmp(name + length - 4, ".efi") != 0 ||
		snprintf(path, sizeof(path), "%s/%s", unified->dir, name) >= (int)sizeof(path) ||
		!is_of_release(unified, name, path))
		return 0;
	strcpy(unified->found, path);
	return 1;
}

/* What booted by a unified image boots by one again; where there is another image, that one counts. */
static void find_unified(const struct search *search, const char *release, struct kernel *kernel)
{
	struct unified unified = {.search = search, .release = release};

	if (*kernel->image && sysfs_exists(search->root, STUB_INFO) != 1)
		return;
	for (size_t i = 0; i < sizeof(unified_dirs) / sizeof(*unified_dirs); i++) {
		unified.dir = unified_dirs[i];
		if (sysfs_list(search->root, unified.dir, look_at_unified, &unified) != 1)
			continue;
		strcpy(kernel->image, unified.found);
		kernel->unified = true;
		if (!*kernel->file)
			strcpy(kernel->file, unified.found);
		return;
	}
}

bool kernels_are_hidden(int root)
{
	static const char *const places[] = {"efi/EFI", "boot/EFI", "boot/efi/EFI"};

	if (sysfs_exists(root, STUB_INFO) != 1)
		return false;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		if (sysfs_exists(root, places[i]) == 1)
			return false;
	}
	return true;
}

static int add(void *context, const char *release)
{
	struct search *search = context;
	struct kernels *kernels = search->kernels;
	struct kernel *kernel = &kernels->kernel[kernels->count];

	if (kernels->count == KERNELS_MAX || strlen(release) >= sizeof(kernel->release) ||
		kernels_find(kernels, release))
		return 0;
	memset(kernel, 0, sizeof(*kernel));
	find_file(search, kernel_files, release, kernel->file);
	find_file(search, image_files, release, kernel->image);
	find_unified(search, release, kernel);
	if (!*kernel->file)
		return 0;
	strcpy(kernel->release, release);
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
