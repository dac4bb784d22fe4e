// SPDX-License-Identifier: GPL-2.0-or-later
/* The disks below the file systems that the host boots from, and below its swap. */
#define _GNU_SOURCE
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/sysfs.h"
#include "host/boot/needs.h"
#include "host/root.h"

#define BLOCK "sys/class/block"
#define DEPTH 12 /* of devices on devices */
#define NAME 128

struct mount {
	unsigned int major;
	unsigned int minor;
	char *point;
	char *type;
	char *source;
};

struct mounts {
	unsigned int count;
	struct mount *mount;
};

/* What is looked for below a need. */
struct search {
	int root;
	const struct mounts *mounts;
	struct need *need;
	unsigned int depth;
	unsigned int found; /* devices of the last list */
};

/* "\040" and the like of proc, in place. */
static void unescape(char *text)
{
	char *to = text;

	while (*text) {
		unsigned int byte;

		if (*text == '\\' && sscanf(text + 1, "%3o", &byte) == 1 &&
			strspn(text + 1, "01234567") >= 3) {
			*to++ = (char)byte;
			text += 4;
		} else {
			*to++ = *text++;
		}
	}
	*to = '\0';
}

/* A line of mountinfo: id, parent, major:minor, root, point, options..., -, type, source, ... */
static void read_mount(char *line, struct mounts *mounts)
{
	struct mount mount = {0};
	char *save = NULL;
	char *word = strtok_r(line, " ", &save);

	for (int i = 0; word && i < 5; i++, word = strtok_r(NULL, " ", &save)) {
		if (i == 2 && sscanf(word, "%u:%u", &mount.major, &mount.minor) != 2)
			return;
		if (i == 4)
			mount.point = word;
	}
	while (word && strcmp(word, "-") != 0)
		word = strtok_r(NULL, " ", &save);
	mount.type = word ? strtok_r(NULL, " ", &save) : NULL;
	mount.source = mount.type ? strtok_r(NULL, " ", &save) : NULL;
	if (!mount.source)
		return;
	unescape(mount.point);
	unescape(mount.source);
	mounts->mount = host_realloc(mounts->mount, mounts->count + 1, sizeof(mount));
	mounts->mount[mounts->count++] = mount;
}

/* The mounts point into text, which is changed. */
static void read_mounts(char *text, struct mounts *mounts)
{
	char *save = NULL;

	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		read_mount(line, mounts);
}

/* What is mounted there now: the last of those that lie on one another. */
static bool is_covered(const struct mounts *mounts, unsigned int i)
{
	for (unsigned int j = i + 1; j < mounts->count; j++) {
		if (!strcmp(mounts->mount[i].point, mounts->mount[j].point))
			return true;
	}
	return false;
}

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool in_block(int root, const char *name)
{
	struct text path = {NULL, 0, 0};
	bool there;

	text_addf(&path, BLOCK "/%s", name);
	there = *name && sysfs_exists(root, text_string(&path)) == 1;
	text_free(&path);
	return there;
}

/* A file of a block device that has this text in it. */
struct match {
	int root;
	const char *file;
	const char *text;
	char *name;
};

static int match_block(void *context, const char *name)
{
	struct match *match = context;
	struct text directory = {NULL, 0, 0};
	char line[NAME];

	text_addf(&directory, BLOCK "/%s", name);
	if (needs_line(match->root, text_string(&directory), match->file, line, sizeof(line)) &&
		!strcmp(line, match->text) && strlen(name) < NAME)
		strcpy(match->name, name);
	text_free(&directory);
	return *match->name != '\0';
}

static bool find_block(int root, const char *file, const char *text, char name[NAME])
{
	struct match match = {root, file, text, name};

	*name = '\0';
	sysfs_list(root, BLOCK, match_block, &match);
	return *name;
}

/* The kernel's name of a device node: where the link in dev leads, or of a mapping. */
static bool name_node(int root, const char *node, char name[NAME])
{
	char real[PATH_MAX];
	const char *last = last_part(node);

	if (!root_real(root, node + 1, real, sizeof(real)) && strlen(last_part(real)) < NAME &&
		in_block(root, last_part(real))) {
		strcpy(name, last_part(real));
		return true;
	}
	if (begins(node, "/dev/mapper/") && find_block(root, "dm/name", last, name))
		return true;
	if (strlen(last) >= NAME || !in_block(root, last))
		return false;
	strcpy(name, last);
	return true;
}

static bool name_number(int root, const struct mount *mount, char name[NAME])
{
	char number[32];

	snprintf(number, sizeof(number), "%u:%u", mount->major, mount->minor);
	return mount->major && find_block(root, "dev", number, name);
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

	text_addf(&path, BLOCK "/%s/slaves", name);
	below = add_list(search, text_string(&path));
	text_free(&path);
	text_addf(&path, BLOCK "/%s", name);
	if (!below && needs_line(search->root, text_string(&path), "partition", line, sizeof(line))) {
		const char *end = strrchr(real, '/');
		char disk[PATH_MAX];

		snprintf(disk, sizeof(disk), "%.*s", end ? (int)(end - real) : 0, real);
		below = in_block(search->root, last_part(disk));
		if (below)
			add_block(search, last_part(disk));
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
	text_addf(&path, BLOCK "/%s", name);
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
	char name[NAME];
	struct btrfs btrfs = {search, name, false};

	if (!name_node(search->root, node, name))
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
	char name[NAME];

	if (is_of_memory(mount->type))
		return;
	if (is_of_network(mount->type))
		search->need->unseen = 0x02;
	else if (name_number(search->root, mount, name))
		add_block(search, name);
	else if (!(begins(mount->source, "/dev/") && add_node(search, mount->source)) &&
		 !(!strcmp(mount->type, "zfs") && add_zfs(search)))
		search->need->unseen = 0x01;
}

/* The file system that a file is in: the longest mount point in front of it. */
static void add_file(struct search *search, const char *path)
{
	const struct mount *best = NULL;
	size_t longest = 0;

	for (unsigned int i = 0; i < search->mounts->count; i++) {
		const struct mount *mount = &search->mounts->mount[i];
		size_t length = strcmp(mount->point, "/") != 0 ? strlen(mount->point) : 0;

		if (!strncmp(path, mount->point, length) && path[length] == '/' &&
			(!best || length >= longest)) {
			best = mount;
			longest = length;
		}
	}
	if (best && search->depth++ < DEPTH) {
		add_mount(search, best);
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
	unescape(name);
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
		read_mounts(text, &mounts);
	for (unsigned int i = 0; i < mounts.count; i++) {
		const struct mount *mount = &mounts.mount[i];
		struct search search = {.root = root, .mounts = &mounts};

		if (!is_needed(mount->point) || is_covered(&mounts, i) || is_of_memory(mount->type))
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
