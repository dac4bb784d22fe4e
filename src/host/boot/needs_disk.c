// SPDX-License-Identifier: GPL-2.0-or-later
/* The disks below the file systems that the host boots from, and below its swap. */
#define _GNU_SOURCE
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/sysfs.h"
#include "host/boot/block.h"
#include "host/boot/mounts.h"
#include "host/boot/needs.h"
#include "host/path.h"
#include "host/root.h"

#define DEPTH 12 /* of devices on devices */

/* What is looked for below a need. */
struct search {
	int root;
	const struct mounts *mounts;
	struct need *need;
	unsigned int depth;
	unsigned int found; /* devices of the last list */
};

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

static void add_block(struct search *search, const char *name);
static void add_file(struct search *search, const char *path);

static int add_listed(void *context, const char *name)
{
	struct search *search = context;

	search->found++;
	add_block(search, name);
	return 0;
}

/* Each device that a directory has a link to; false if there is none. */
static bool add_list(struct search *search, const char *directory)
{
	unsigned int before = search->found;
	bool any;

	search->found = 0;
	sysfs_list(search->root, directory, add_listed, search);
	any = search->found > 0;
	search->found = before;
	return any;
}

struct controllers {
	struct search *search;
	const char *subsystem;
};

static int add_controller(void *context, const char *name)
{
	const struct controllers *controllers = context;
	struct text path = {NULL, 0, 0};
	char real[PATH_MAX];

	/* "nvme0", not its disk "nvme0n1" */
	if (!begins(name, "nvme") || !name[4] || name[4 + strspn(name + 4, "0123456789")])
		return 0;
	text_addf(&path, "%s/%s", controllers->subsystem, name);
	if (!root_real(controllers->search->root, text_string(&path), real, sizeof(real)))
		need_add_way(controllers->search->need, name, real);
	text_free(&path);
	return 0;
}

/* NVMe multipath: the disk is below its subsystem, which has links to the controllers. */
static bool add_nvme(struct search *search, const char *real)
{
	const char *found = strstr(real, "/nvme-subsys");
	unsigned int ways = search->need->ways;
	struct text subsystem = {NULL, 0, 0};
	struct controllers controllers;

	while (found && strstr(found + 1, "/nvme-subsys"))
		found = strstr(found + 1, "/nvme-subsys");
	if (!found)
		return false;
	text_addn(&subsystem, real, (size_t)(found - real) + 1 + strcspn(found + 1, "/"));
	controllers = (struct controllers){search, text_string(&subsystem)};
	sysfs_list(search->root, controllers.subsystem, add_controller, &controllers);
	text_free(&subsystem);
	return search->need->ways > ways;
}

/* The device that a device is made of, where it is not one of the hardware. */
static bool add_below(struct search *search, const char *name, const char *real)
{
	struct text path = {NULL, 0, 0};
	char line[PATH_MAX];
	bool below;

	text_addf(&path, BLOCK_DIR "/%s/slaves", name);
	below = add_list(search, text_string(&path));
	text_free(&path);
	text_addf(&path, BLOCK_DIR "/%s", name);
	if (!below && needs_line(search->root, text_string(&path), "partition", line, sizeof(line))) {
		const char *end = strrchr(real, '/');
		char disk[PATH_MAX];

		snprintf(disk, sizeof(disk), "%.*s", end ? (int)(end - real) : 0, real);
		below = block_is(search->root, path_last(disk));
		if (below)
			add_block(search, path_last(disk));
	}
	if (!below && needs_line(search->root, text_string(&path), "loop/backing_file", line, sizeof(line))) {
		add_file(search, line);
		below = true;
	}
	text_free(&path);
	return below || add_nvme(search, real);
}

static void add_block(struct search *search, const char *name)
{
	struct text path = {NULL, 0, 0};
	char real[PATH_MAX];

	if (begins(name, "zram") || begins(name, "ram"))
		return;
	text_addf(&path, BLOCK_DIR "/%s", name);
	if (search->depth++ > DEPTH || root_real(search->root, text_string(&path), real, sizeof(real))) {
		search->need->unseen = 0x01;
	} else if (!add_below(search, name, real)) {
		if (strstr(real, "/virtual/"))
			search->need->unseen = 0x01;
		/* Where the directory itself is not below the controller. */
		if (!strstr(real, "/pci")) {
			text_add(&path, "/device");
			root_real(search->root, text_string(&path), real, sizeof(real));
		}
		need_add_way(search->need, name, real);
	}
	search->depth--;
	text_free(&path);
}

struct btrfs {
	struct search *search;
	const char *name;
	bool found;
};

static int add_btrfs_of(void *context, const char *uuid)
{
	struct btrfs *btrfs = context;
	struct text path = {NULL, 0, 0};

	text_addf(&path, "sys/fs/btrfs/%s/devices/%s", uuid, btrfs->name);
	if (sysfs_exists(btrfs->search->root, text_string(&path)) == 1) {
		text_free(&path);
		text_addf(&path, "sys/fs/btrfs/%s/devices", uuid);
		btrfs->found = add_list(btrfs->search, text_string(&path));
	}
	text_free(&path);
	return btrfs->found;
}

/* A node by name; of btrfs all of its disks. */
static bool add_node(struct search *search, const char *node)
{
	char name[BLOCK_NAME];
	struct btrfs btrfs = {search, name, false};

	if (!block_of_node(search->root, node, name))
		return false;
	sysfs_list(search->root, "sys/fs/btrfs", add_btrfs_of, &btrfs);
	if (!btrfs.found)
		add_block(search, name);
	return true;
}

/* Every "/dev/..." in zpool.cache, which is no text: the disks of all pools. */
static bool add_zfs(struct search *search)
{
	static const char cache[] = "etc/zfs/zpool.cache";
	char *text = host_alloc(1, 1048576);
	long length = sysfs_read_file(search->root, cache, text, 1048576);
	bool any = false;

	for (long i = 0; i + 6 < length; i++) {
		if (memcmp(text + i, "/dev/", 5) != 0)
			continue;
		any = add_node(search, text + i) || any;
		i += (long)strlen(text + i);
	}
	free(text);
	return any;
}

static bool is_of_network(const char *type)
{
	return begins(type, "nfs") || !strcmp(type, "cifs") || !strcmp(type, "smb3") || !strcmp(type, "ceph");
}

static bool is_of_memory(const char *type)
{
	return !strcmp(type, "tmpfs") || !strcmp(type, "ramfs") || !strcmp(type, "rootfs") ||
	       !strcmp(type, "devtmpfs") || !strcmp(type, "autofs");
}

static void add_mount(struct search *search, const struct mount *mount)
{
	char name[BLOCK_NAME];

	if (is_of_memory(mount->type))
		return;
	if (is_of_network(mount->type))
		search->need->unseen = 0x02;
	else if (block_of_number(search->root, mount->major, mount->minor, name))
		add_block(search, name);
	else if (!(begins(mount->source, "/dev/") && add_node(search, mount->source)) &&
		 !(!strcmp(mount->type, "zfs") && add_zfs(search)))
		search->need->unseen = 0x01;
}

static void add_file(struct search *search, const char *path)
{
	const struct mount *mount = mounts_of_file(search->mounts, path);

	if (mount && search->depth++ < DEPTH) {
		add_mount(search, mount);
		search->depth--;
	} else {
		search->need->unseen = 0x01;
	}
}

/* What a boot needs before anybody could mend it. */
static bool is_needed(const char *point)
{
	static const char *const points[] = {"/", "/usr", "/var", "/etc", "/boot", "/efi"};

	for (size_t i = 0; i < sizeof(points) / sizeof(*points); i++) {
		if (!strcmp(point, points[i]))
			return true;
	}
	return begins(point, "/boot/");
}

static void read_swap(int root, const struct mounts *mounts, char *line, struct needs *needs)
{
	char *name = strtok(line, " \t");
	char *type = name ? strtok(NULL, " \t") : NULL;
	struct search search = {.root = root, .mounts = mounts};

	if (!type || begins(name, "/dev/zram"))
		return;
	mounts_unescape(name);
	search.need = needs_add(needs, NEED_FILES, name);
	text_addf(&search.need->what, "the swap %s", name);
	if (!strcmp(type, "file"))
		add_file(&search, name);
	else if (!add_node(&search, name))
		search.need->unseen = 0x01;
}

static void read_swaps(int root, const struct mounts *mounts, struct needs *needs)
{
	char *text = needs_file(root, "proc/swaps");
	char *save = NULL;
	char *line = text ? strtok_r(text, "\n", &save) : NULL;

	/* The first line names the columns. */
	while (line && (line = strtok_r(NULL, "\n", &save)))
		read_swap(root, mounts, line, needs);
	free(text);
}

void needs_of_disks(int root, struct needs *needs)
{
	char *text = needs_file(root, "proc/self/mountinfo");
	struct mounts mounts = {0, NULL};

	if (text)
		mounts_read(text, &mounts);
	for (unsigned int i = 0; i < mounts.count; i++) {
		const struct mount *mount = &mounts.mount[i];
		struct search search = {.root = root, .mounts = &mounts};

		if (!is_needed(mount->point) || mounts_is_covered(&mounts, i) || is_of_memory(mount->type))
			continue;
		search.need = needs_add(needs, NEED_FILES, mount->point);
		text_addf(&search.need->what, "the file system %s (%s on %s)", mount->point, mount->type,
			mount->source);
		add_mount(&search, mount);
	}
	read_swaps(root, &mounts, needs);
	free(mounts.mount);
	free(text);
}
