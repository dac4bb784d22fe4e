/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of a machine is no function: firmware, processor, kernel, boot loader, drivers. */
#include "core/at.h"
#include "core/decide.h"
#include "core/sysfs.h"
#include "host/capture/capture.h"
#include "host/capture/machine_file.h"
#include "host/machine.h"
#include "host/passphrase.h"
#include "host/kernel_table.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RELEASE_TEXT 128

/* Whether it is gpupt's own, perhaps misspelt; the core says so of what it does not know. */
static bool is_ours(const struct param *param, const char *text, size_t length, struct request *request,
	struct notes *notes)
{
	static const char *const names[] = {"gpupt", "vfio", "pci-stub", "intel_iommu", "amd_iommu", "iommu",
		"arm-smmu", "pcie_acs_override"};

	for (unsigned int i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (token_begins_name(param->name, names[i]))
			return true;
	}
	memset(request, 0, sizeof(*request));
	notes->count = 0;
	request_parse(text, length, request, notes);
	return notes->count;
}

static void filter_cmdline(const char *text, size_t length, struct text *kept)
{
	struct request *request = host_alloc(1, sizeof(*request));
	struct notes *notes = host_alloc(1, sizeof(*notes));
	struct cmdline cmdline = cmdline_start(text, length);
	const char *before = cmdline.at;
	struct param param;

	while (cmdline_next(&cmdline, &param)) {
		while (strchr(" \t\n\r\v\f", *before))
			before++;
		if (is_ours(&param, before, (size_t)(cmdline.at - before), request, notes)) {
			size_t size = (size_t)(cmdline.at - before);

			while (size && strchr(" \t\n\r\v\f", before[size - 1]))
				size--;
			text_item(kept, " ", "%.*s", (int)size, before);
		}
		before = cmdline.at;
	}
	free(notes);
	free(request);
}

void capture_cmdline_read(struct capture *capture)
{
	char *text = host_alloc(1, CMDLINE_MAX);
	long length = sysfs_read_file(capture->host->root, "proc/cmdline", text, CMDLINE_MAX);
	struct text kept = {0};

	if (length > 0)
		filter_cmdline(text, (size_t)length, &kept);
	capture->cmdline = host_strdup(text_string(&kept));
	text_free(&kept);
	free(text);
	for (char *newline = capture->cmdline; (newline = strchr(newline, '\n'));)
		*newline = ' ';
}

/* The number in front: "6.12.48" of "6.12.48+deb13-amd64". */
static void shorten_release(char *release)
{
	release[strspn(release, "0123456789.")] = '\0';
}

static void add_release(struct capture *capture)
{
	char release[RELEASE_TEXT];

	if (sysfs_read_line(capture->host->root, "proc/sys/kernel/osrelease", release, sizeof(release)))
		return;
	if (capture->anonymous)
		shorten_release(release);
	capture_line(capture, "file proc/sys/kernel/osrelease", release);
}

/* Of a file the lines in which one of these words is, the first only or all; false if it is not there. */
static bool find_lines(const struct capture *capture, const char *path, const char *const *words, bool all,
	struct text *lines)
{
	char line[1024];
	int fd = at_open(capture->host->root, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	FILE *in = fd < 0 ? NULL : fdopen(fd, "r");

	while (in && fgets(line, sizeof(line), in)) {
		bool wanted = false;

		line[strcspn(line, "\n")] = '\0';
		for (const char *const *w = words; *w; w++)
			wanted |= strstr(line, *w) != NULL;
		if (!wanted)
			continue;
		text_item(lines, "\n", "%s", line + strspn(line, " \t"));
		if (!all || lines->length > 4096)
			break;
	}
	if (in)
		fclose(in);
	return in != NULL;
}

/* Its vendor, and of its flags the one that says that it is none of its own. */
static void add_processor(struct capture *capture)
{
	static const char *const words[] = {"vendor_id", "CPU implementer", NULL};
	struct text lines = {0};

	find_lines(capture, "proc/cpuinfo", words, false, &lines);
	if (machine_is_virtual(capture->host->root))
		text_item(&lines, "\n", "flags\t\t: hypervisor");
	if (lines.length)
		capture_line(capture, "file proc/cpuinfo", lines.string);
	text_free(&lines);
}

/* Framebuffers that the firmware left; an unprivileged reader sees zeros. */
static void add_framebuffers(struct capture *capture)
{
	static const char *const words[] = {
		"BOOTFB", "simple-framebuffer", "simplefb", "simpledrm", "efifb", "vesafb", NULL};
	struct text lines = {0};

	if (find_lines(capture, "proc/iomem", words, true, &lines))
		capture_line(capture, "file proc/iomem", text_string(&lines));
	if (strstr(text_string(&lines), "00000000-00000000"))
		capture->missing = "the place of the firmware's framebuffer; root sees it";
	text_free(&lines);
}

/* Whether it is there says all. */
static void add_marks(struct capture *capture)
{
	static const char *const files[] = {"sys/firmware/acpi/tables/DMAR", "sys/firmware/acpi/tables/IVRS",
		"usr/sbin/update-grub", "etc/default/grub", "usr/sbin/grubby", "usr/bin/grubby",
		"etc/kernel/cmdline", "etc/kernel/proxmox-boot-uuids", "usr/bin/kernel-install",
		"bin/kernel-install", "usr/sbin/update-initramfs", "usr/bin/dracut", "usr/sbin/dracut",
		"etc/dropbear/initramfs/authorized_keys", "etc/dropbear-initramfs/authorized_keys",
		"dev/iommu", "dev/vfio/vfio"};
	static const char *const dirs[] = {"sys/firmware/efi", "sys/firmware/acpi", "dev/vfio/devices"};
	char word[128];

	for (unsigned int i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		if (sysfs_exists(capture->host->root, dirs[i]) == 1)
			capture_line(capture, "dir", dirs[i]);
	}
	for (unsigned int i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(word, sizeof(word), "file %s", files[i]);
		if (sysfs_exists(capture->host->root, files[i]) == 1)
			capture_line(capture, word, "");
	}
}

/* The nodes of IOMMU groups: that the kernel makes them. */
static void add_groups(struct capture *capture)
{
	unsigned int count;
	char **names = capture_names(capture->host->root, "dev/vfio", &count);

	for (unsigned int i = 0; i < count; i++) {
		if (strspn(names[i], "0123456789") == strlen(names[i]))
			text_addf(&capture->out, "file dev/vfio/%s\n", names[i]);
		free(names[i]);
	}
	free(names);
}

/* Four bytes of attributes, then UTF-16. */
static void add_loader(struct capture *capture)
{
	char bytes[4 + 2 * 128];
	char name[128] = "";
	long n = sysfs_read_bytes(capture->host->root, MACHINE_LOADER, bytes, sizeof(bytes));

	for (long i = 4; i + 1 < n && bytes[i] && i / 2 - 2 < 127; i += 2) {
		name[i / 2 - 2] = bytes[i];
		name[i / 2 - 1] = '\0';
	}
	if (capture->anonymous)
		name[strcspn(name, " ")] = '\0';
	if (*name)
		capture_line(capture, "loader", name);
}

static void add_passphrase(struct capture *capture)
{
	char volume[PASSPHRASE_VOLUME];

	if (passphrase_is_asked(capture->host->root, volume))
		capture_line(capture, "file etc/crypttab", "disk device none");
}

/* udev's coldplug had run: not here on a running machine, where the next boot is meant. */
static void add_late(struct capture *capture)
{
	unsigned int count;
	char **names;
	char word[300];
	bool late = false;

	if (sysfs_is_real(capture->host->root, "sys"))
		return;
	names = capture_names(capture->host->root, "run/udev/data", &count);
	for (unsigned int i = 0; i < count; i++) {
		snprintf(word, sizeof(word), "file run/udev/data/%s", names[i]);
		if (!late && !strncmp(names[i], "+pci:", 5)) {
			capture_line(capture, word, "");
			late = true;
		}
		free(names[i]);
	}
	free(names);
}

static void add_iommus(struct capture *capture)
{
	unsigned int count;
	char **names = capture_names(capture->host->root, "sys/class/iommu", &count);
	char path[300];

	for (unsigned int i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "sys/class/iommu/%s", names[i]);
		capture_line(capture, "dir", path);
		free(names[i]);
	}
	free(names);
}

void capture_system(struct capture *capture)
{
	if (*capture->cmdline)
		capture_line(capture, "cmdline", capture->cmdline);
	add_release(capture);
	add_processor(capture);
	add_framebuffers(capture);
	add_marks(capture);
	add_groups(capture);
	add_loader(capture);
	add_passphrase(capture);
	capture_file(capture, "sys/module/vfio/parameters/enable_unsafe_noiommu_mode");
	capture_file(capture, "sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts");
	add_iommus(capture);
	add_late(capture);
}

static bool is_bound(const struct capture *capture, const char *driver)
{
	for (unsigned int i = 0; i < capture->count; i++) {
		if (!strcmp(capture->function[i].driver, driver))
			return true;
	}
	return false;
}

/* Those that no function shows. */
static void add_drivers(struct capture *capture)
{
	unsigned int count;
	char **names = capture_names(capture->host->root, SYSFS_DRIVERS, &count);

	for (unsigned int i = 0; i < count; i++) {
		if (!is_bound(capture, names[i]) && (!capture->anonymous || capture_is_known(names[i])))
			capture_line(capture, "driver", names[i]);
		free(names[i]);
	}
	free(names);
}

/* A module's PCI drivers, whose names can be others than its own. */
static bool add_module_drivers(struct capture *capture, const char *module)
{
	char path[300];
	char target[300];
	unsigned int count;
	char **names;
	bool any = false;

	snprintf(path, sizeof(path), "sys/module/%.200s/drivers", module);
	names = capture_names(capture->host->root, path, &count);
	for (unsigned int i = 0; i < count; i++) {
		const char *driver = names[i] + 4;

		if (!strncmp(names[i], "pci:", 4) && (!capture->anonymous || capture_is_known(driver))) {
			snprintf(target, sizeof(target), "%.200s/drivers/%.60s", module, names[i]);
			text_addf(&capture->out, "link sys/module/%s ../../../bus/pci/drivers/%s\n", target,
				driver);
			any = true;
		}
		free(names[i]);
	}
	free(names);
	return any;
}

static void add_modules(struct capture *capture)
{
	unsigned int count;
	char **names = capture_names(capture->host->root, "sys/module", &count);

	for (unsigned int i = 0; i < count; i++) {
		char path[300];

		snprintf(path, sizeof(path), "sys/module/%.200s", names[i]);
		if (!add_module_drivers(capture, names[i]) && capture_is_known(names[i]))
			capture_line(capture, "dir", path);
		free(names[i]);
	}
	free(names);
}

/* The table that this root has, or that its next image would get; NULL if there is none. */
static char *module_table(const struct host *host, const char *release)
{
	char *text = host_alloc(1, TABLE_MAX);
	long length = sysfs_read_file(host->root, TABLE_FILE, text, TABLE_MAX);
	char *made = NULL;
	size_t size = 0;
	bool good;
	FILE *out;

	if (length >= 0)
		return text;
	free(text);
	out = length == -ENOENT ? open_memstream(&made, &size) : NULL;
	if (!out)
		return NULL;
	good = kernel_table_write(host, release, out, NULL) == MODTABLE_OK;
	if (fclose(out) || !good) {
		free(made);
		return NULL;
	}
	return made;
}

/* A table names its kernel in each line. */
static void add_table(struct capture *capture)
{
	char release[RELEASE_TEXT];
	char shorter[RELEASE_TEXT];
	struct text table = {0};
	char *text;
	const char *from;
	const char *at;

	if (sysfs_read_line(capture->host->root, "proc/sys/kernel/osrelease", release, sizeof(release)))
		release[0] = '\0';
	strcpy(shorter, release);
	if (capture->anonymous)
		shorten_release(shorter);
	text = module_table(capture->host, release);
	for (from = text; from && *release && (at = strstr(from, release)); from = at + strlen(release)) {
		text_addn(&table, from, (size_t)(at - from));
		text_add(&table, shorter);
	}
	if (from)
		text_add(&table, from);
	if (table.length)
		capture_line(capture, "file " TABLE_FILE, table.string);
	text_free(&table);
	free(text);
}

void capture_modules(struct capture *capture)
{
	add_drivers(capture);
	add_modules(capture);
	add_table(capture);
}
