/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEVICES "sys/bus/pci/devices"
#define DRIVERS "sys/bus/pci/drivers"

/* Names below the root, a few at a time. */
__attribute__((format(printf, 1, 2))) static const char *name(const char *format, ...)
{
	static char ring[4][512];
	static int next;
	char *text = ring[next++ % 4];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(ring[0]), format, args);
	va_end(args);
	return text;
}

/* The first line of a file; "" if it is not there or says that nothing is. */
static void get(const struct kernel *kernel, const char *file, char text[KERNEL_NAME])
{
	int fd = openat(kernel->root, file, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, text, KERNEL_NAME - 1);

	text[n > 0 ? n : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	if (!strcmp(text, "(null)"))
		text[0] = '\0';
	if (fd >= 0)
		close(fd);
}

static void put(const struct kernel *kernel, const char *file, const char *text)
{
	int fd = openat(kernel->root, file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0 || write(fd, text, strlen(text)) < 0) {
		perror(file);
		abort();
	}
	close(fd);
}

static int exists(const struct kernel *kernel, const char *file)
{
	return !faccessat(kernel->root, file, F_OK, AT_SYMLINK_NOFOLLOW);
}

/* The last component of a link, "" without one. */
static void link_name(const struct kernel *kernel, const char *link, char text[KERNEL_NAME])
{
	char target[512];
	ssize_t n = readlinkat(kernel->root, link, target, sizeof(target) - 1);
	const char *base;

	target[n > 0 ? n : 0] = '\0';
	base = strrchr(target, '/');
	snprintf(text, KERNEL_NAME, "%.*s", KERNEL_NAME - 1, base ? base + 1 : target);
}

int kernel_look(const struct kernel *kernel, const char *address, char driver[KERNEL_NAME],
	char override[KERNEL_NAME])
{
	link_name(kernel, name(DEVICES "/%s/driver", address), driver);
	get(kernel, name(DEVICES "/%s/driver_override", address), override);
	return exists(kernel, name(DEVICES "/%s", address)) ? 0 : -1;
}

void kernel_each(const struct kernel *kernel, void (*each)(void *context, const char *address), void *context)
{
	struct dirent **list;
	int n = scandirat(kernel->root, DEVICES, &list, NULL, alphasort);

	for (int i = 0; i < n; i++) {
		if (list[i]->d_name[0] != '.')
			each(context, list[i]->d_name);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
}

/* Links of the function and its driver to one another, relative as in sysfs. */
static void attach(const struct kernel *kernel, const char *address, const char *driver)
{
	char device[512];
	char up[256] = "";
	ssize_t n = readlinkat(kernel->root, name(DEVICES "/%s", address), device, sizeof(device) - 1);

	device[n > 0 ? n : 0] = '\0';
	for (const char *c = device + strlen("../../../"); c; c = strchr(c + 1, '/'))
		strcat(up, "../");
	symlinkat(
		name("%sbus/pci/drivers/%s", up, driver), kernel->root, name(DEVICES "/%s/driver", address));
	symlinkat(name("../%s", device), kernel->root, name(DRIVERS "/%s/%s", driver, address));
}

static void detach(const struct kernel *kernel, const char *address, const char *driver)
{
	unlinkat(kernel->root, name(DEVICES "/%s/driver", address), 0);
	unlinkat(kernel->root, name(DRIVERS "/%s/%s", driver, address), 0);
}

static unsigned int number(const struct kernel *kernel, const char *address, const char *attribute)
{
	char text[KERNEL_NAME];

	get(kernel, name(DEVICES "/%s/%s", address, attribute), text);
	return (unsigned int)strtoul(text, NULL, 16);
}

/* Whether one of the driver's dynamic IDs is this function's; PCI_ANY_ID is ffffffff. */
static int dynamic_id(const struct kernel *kernel, const char *address, const char *driver)
{
	static const char *const attribute[] = {"vendor", "device", "subsystem_vendor", "subsystem_device"};
	char file[512];
	FILE *f;
	int found = 0;
	unsigned int id[6];

	snprintf(file, sizeof(file), "/proc/self/fd/%d/kernel/new_id/%s", kernel->root, driver);
	f = fopen(file, "r");
	while (f && !found &&
		fscanf(f, "%x %x %x %x %x %x", &id[0], &id[1], &id[2], &id[3], &id[4], &id[5]) == 6) {
		found = !((id[4] ^ number(kernel, address, "class")) & id[5]);
		for (int i = 0; i < 4; i++)
			found &= id[i] == 0xffffffff || id[i] == number(kernel, address, attribute[i]);
	}
	if (f)
		fclose(f);
	return found;
}

/* pci_match_device: an override leaves no other driver a chance. */
static int matches(const struct kernel *kernel, const char *address, const char *driver)
{
	char text[KERNEL_NAME];

	get(kernel, name(DEVICES "/%s/driver_override", address), text);
	if (text[0])
		return !strcmp(text, driver);
	get(kernel, name(DEVICES "/%s/natural", address), text);
	return !strcmp(text, driver) || dynamic_id(kernel, address, driver);
}

/* device_driver_attach: 0, -ENODEV without a match, -EBUSY, or the probe's error. */
static int attach_if_match(const struct kernel *kernel, const char *address, const char *driver)
{
	char natural[KERNEL_NAME];

	if (!exists(kernel, name(DEVICES "/%s", address)) || !matches(kernel, address, driver))
		return -ENODEV;
	if (exists(kernel, name(DEVICES "/%s/driver", address)))
		return -EBUSY;
	get(kernel, name(DEVICES "/%s/natural", address), natural);
	if (kernel->refuse && !strcmp(address, kernel->refuse) && strcmp(driver, natural) != 0)
		return -EINVAL;
	attach(kernel, address, driver);
	return 0;
}

/* device_attach: every registered driver is asked; drivers_probe tells no error of a probe. */
static long probe(const struct kernel *kernel, const char *address)
{
	struct dirent **list;
	int n;

	if (!exists(kernel, name(DEVICES "/%s", address)))
		return -ENODEV;
	n = scandirat(kernel->root, DRIVERS, &list, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		if (list[i]->d_name[0] != '.')
			attach_if_match(kernel, address, list[i]->d_name);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	return 0;
}

/* remove_id: -ENODEV if there is no such dynamic ID. */
static long remove_id(const struct kernel *kernel, const char *driver, const char *text)
{
	char file[512];
	char kept[4096] = "";
	char line[128];
	long result = -ENODEV;
	FILE *f;

	snprintf(file, sizeof(file), "/proc/self/fd/%d/kernel/new_id/%s", kernel->root, driver);
	f = fopen(file, "r");
	while (f && fgets(line, sizeof(line), f)) {
		if (!strncmp(line, text, strlen(text)))
			result = 0;
		else
			strcat(kept, line);
	}
	if (f)
		fclose(f);
	if (!result)
		put(kernel, file, kept);
	return result;
}

static long store_driver(struct kernel *kernel, const char *driver, const char *what, const char *text)
{
	char holder[KERNEL_NAME];

	if (!strcmp(what, "bind"))
		return attach_if_match(kernel, text, driver);
	if (!strcmp(what, "remove_id"))
		return remove_id(kernel, driver, text);
	if (strcmp(what, "unbind") != 0) {
		kernel->strange++;
		return -EACCES;
	}
	link_name(kernel, name(DEVICES "/%s/driver", text), holder);
	if (strcmp(holder, driver) != 0)
		return -ENODEV;
	detach(kernel, text, driver);
	return 0;
}

static long store(struct kernel *kernel, const char *path, const char *text)
{
	char driver[KERNEL_NAME];
	char what[KERNEL_NAME];
	const char *base = strrchr(path, '/');

	/* The file was open when the function went. */
	if (strstr(path, " (deleted)"))
		return -ENODEV;
	if (base && !strcmp(base, "/driver_override")) {
		put(kernel, path, text[0] ? name("%s\n", text) : "(null)\n");
		return 0;
	}
	if (!strcmp(path, "sys/bus/pci/drivers_probe"))
		return probe(kernel, text);
	if (sscanf(path, DRIVERS "/%63[^/]/%63[^/]", driver, what) == 2)
		return store_driver(kernel, driver, what, text);
	kernel->strange++;
	return -EACCES;
}

long kernel_store(struct kernel *kernel, const char *path, const char *text, size_t length)
{
	char line[256];
	long result;

	snprintf(line, sizeof(line), "%.*s", (int)length, text);
	line[strcspn(line, "\n")] = '\0';
	result = store(kernel, path, line);
	return result ? result : (long)length;
}

struct registration {
	const struct kernel *kernel;
	const char *driver;
};

static void attach_what_waits(void *context, const char *address)
{
	const struct registration *registration = context;

	attach_if_match(registration->kernel, address, registration->driver);
}

/* pci_register_driver: the module's directory, the driver's, and what matches is bound at once. */
void kernel_insert(const struct kernel *kernel, const char *record)
{
	static const char *const file[] = {"bind", "unbind", "new_id", "remove_id"};
	char module[KERNEL_NAME];
	char driver[KERNEL_NAME];
	struct registration registration = {kernel, driver};

	snprintf(module, sizeof(module), "%.*s", (int)strcspn(record, " "), record);
	get(kernel, name("kernel/driver/%s", module), driver);
	mkdirat(kernel->root, name("sys/module"), 0755);
	mkdirat(kernel->root, name("sys/module/%s", module), 0755);
	if (!driver[0])
		return;
	mkdirat(kernel->root, name("sys/module/%s/drivers", module), 0755);
	symlinkat(name("../../../bus/pci/drivers/%s", driver), kernel->root,
		name("sys/module/%s/drivers/pci:%s", module, driver));
	mkdirat(kernel->root, name(DRIVERS "/%s", driver), 0755);
	for (int i = 0; i < 4; i++)
		put(kernel, name(DRIVERS "/%s/%s", driver, file[i]), "\n");
	kernel_each(kernel, attach_what_waits, &registration);
}

static void remove_tree(int dir, const char *file)
{
	int fd = openat(dir, file, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	while (stream && (entry = readdir(stream))) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			remove_tree(fd, entry->d_name);
	}
	unlinkat(dir, file, stream ? AT_REMOVEDIR : 0);
	if (stream)
		closedir(stream);
}

struct unplugging {
	const struct kernel *kernel;
	const char *prefix;
};

static void unplug(void *context, const char *address)
{
	const struct unplugging *unplugging = context;
	const struct kernel *kernel = unplugging->kernel;
	char driver[KERNEL_NAME];
	char group[KERNEL_NAME];
	char device[512];
	ssize_t n = readlinkat(kernel->root, name(DEVICES "/%s", address), device, sizeof(device) - 1);

	if (n < 0 || strncmp(address, unplugging->prefix, strlen(unplugging->prefix)) != 0)
		return;
	device[n] = '\0';
	link_name(kernel, name(DEVICES "/%s/driver", address), driver);
	link_name(kernel, name(DEVICES "/%s/iommu_group", address), group);
	if (driver[0])
		detach(kernel, address, driver);
	unlinkat(kernel->root, name("sys/kernel/iommu_groups/%s/devices/%s", group, address), 0);
	remove_tree(kernel->root, name("sys/%s", device + strlen("../../../")));
	unlinkat(kernel->root, name(DEVICES "/%s", address), 0);
}

void kernel_vanish(const struct kernel *kernel, const char *prefix)
{
	struct unplugging unplugging = {kernel, prefix};

	kernel_each(kernel, unplug, &unplugging);
}

void kernel_replace(const char *root, const char *address)
{
	char command[2048];

	snprintf(command, sizeof(command),
		"d=$(readlink -f '%s/sys/bus/pci/devices/%s') && cp -a $d $d.new && "
		"rm -r $d && mv $d.new $d && echo 0x9999 >$d/device",
		root, address);
	if (system(command))
		abort();
}
