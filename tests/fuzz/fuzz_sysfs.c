/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the attributes of a function say, any bytes: a line for each file or link of a small tree
 * in memory (files[]). It is read with the tree's card named and matched.
 */
#include "core/inventory.h"
#include "core/plan.h"
#include "core/report.h"
#include "core/sysfs.h"
#include "fuzz.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEVICE "sys/bus/pci/devices/0000:02:00.0/"

static const char *const files[] = {DEVICE "vendor", DEVICE "device", DEVICE "subsystem_vendor",
	DEVICE "subsystem_device", DEVICE "class", DEVICE "driver_override", DEVICE "boot_vga",
	"sys/module/vfio/parameters/enable_unsafe_noiommu_mode", DEVICE "uevent", DEVICE "config",
	DEVICE "driver", DEVICE "iommu_group", "sys/bus/pci/devices/0000:02:00.1", DEVICE "physfn"};
enum { FILES = sizeof(files) / sizeof(files[0]), FIRST_LINK = 10 };

static char root[64] = "/dev/shm/gpupt-fuzz-XXXXXX";
static int root_fd = -1;
static struct request request;
static struct notes notes;
static struct inventory inventory;
static struct plan plan;
static struct table table;

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void clean_up(void)
{
	nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void make_tree(void)
{
	static const char *const dirs[] = {"sys", "sys/bus", "sys/bus/pci", "sys/bus/pci/devices",
		"sys/bus/pci/devices/0000:02:00.0", "sys/kernel", "sys/kernel/iommu_groups",
		"sys/kernel/iommu_groups/7", "sys/kernel/iommu_groups/7/devices", "sys/module",
		"sys/module/vfio", "sys/module/vfio/parameters"};

	MUST(mkdtemp(root));
	atexit(clean_up);
	root_fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
		MUST(!mkdirat(root_fd, dirs[i], 0755));
	MUST(!symlinkat("../../../../bus/pci/devices/0000:02:00.0", root_fd,
		"sys/kernel/iommu_groups/7/devices/0000:02:00.0"));
}

/* A line that is missing leaves its file out; an empty one leaves it empty. A | is a newline in the file. */
static void write_file(const char *file, bool link, const uint8_t *line, size_t length)
{
	static uint8_t text[4096];
	char target[512];
	int fd;

	unlinkat(root_fd, file, 0);
	if (!line)
		return;
	if (link) {
		snprintf(target, sizeof(target), "%.*s", (int)length, (const char *)line);
		MUST(!symlinkat(target, root_fd, file) || !target[0]);
		return;
	}
	fd = openat(root_fd, file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	MUST(length <= sizeof(text));
	for (size_t i = 0; i < length; i++)
		text[i] = line[i] == '|' ? '\n' : line[i];
	MUST(fd >= 0 && write(fd, text, length) == (ssize_t)length && write(fd, "\n", 1) == 1);
	close(fd);
}

static void write_tree(const uint8_t *data, size_t size)
{
	for (int i = 0; i < FILES; i++) {
		const uint8_t *newline = data ? memchr(data, '\n', size) : NULL;
		size_t length = newline ? (size_t)(newline - data) : size;

		write_file(files[i], i >= FIRST_LINK, data, length);
		if (newline)
			size -= length + 1;
		data = newline ? newline + 1 : NULL;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char cmdline[] = "gpupt.slots=02:00,02:00.1/00.0 vfio-pci.ids=10de:ffffffff:ffffffff:"
				      "ffffffff:30000:ff0000 gpupt.keep=03:00 gpupt.host=desktop";
	struct report report = {&request, &inventory, &plan, &notes, RESULT_NOTHING, true, 0};

	if (root_fd < 0)
		make_tree();
	write_tree(data, size);
	notes.count = 0;
	request_parse(cmdline, strlen(cmdline), &request, &notes);
	inventory_read(root_fd, &request, &table, size & 1, &inventory);
	MUST(inventory.count <= 8 + 2);
	for (unsigned int i = 0; i < inventory.count; i++) {
		const struct function *function = &inventory.function[i];

		MUST(function->class <= 0xffffff && function->group >= -1);
		MUST(memchr(function->driver, '\0', sizeof(function->driver)));
		MUST(memchr(function->override, '\0', sizeof(function->override)));
	}
	plan_make(&request, &inventory, &table, true, &plan, &notes);
	plan_warn(&inventory, &plan, &notes);
	report.result = plan_result(&request, &inventory, &plan, &notes);
	fuzz_check_report(&report);
	inventory_read_all(root_fd, &inventory);
	return 0;
}
