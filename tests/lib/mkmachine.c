/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mkmachine FILE DIR: makes the tree of a machine below DIR (which must not exist) from a text
 * that people can review. Lines, # begins a comment:
 *
 *	ADDRESS VENDOR:DEVICE [KEY=VALUE]...	a function; deeper indentation: behind the last
 *		one that is less deep. Keys: class (6 digits), sub (VENDOR:DEVICE), group, driver,
 *		override, boot_vga; any other key is an attribute file with that value. A domain
 *		other than the parent's has a root bus of its own, as below VMD. ADDRESS may be a
 *		range, 0000:81:00.0-1f.7; group=+N then counts up.
 *	driver NAME	a registered driver without devices
 *	cmdline TEXT	proc/cmdline
 *	file PATH TEXT	a file with that line; dir PATH; link PATH TARGET
 *	| TEXT	one more line for that file
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEPTH 32

static const char *root;
static struct {
	int indent;
	char path[1024]; /* below sys/devices */
} stack[DEPTH];
static int depth;
static char last_file[4096];

static void die(const char *what, const char *which)
{
	fprintf(stderr, "mkmachine: %s: %s: %s\n", what, which, strerror(errno));
	exit(1);
}

static char *below(const char *format, va_list args)
{
	static char path[4096];
	int n = snprintf(path, sizeof(path), "%s/", root);

	vsnprintf(path + n, sizeof(path) - (size_t)n, format, args);
	return path;
}

static void parents(char *path)
{
	char *slash = strrchr(path, '/');
	int known;

	*slash = '\0';
	known = !access(path, F_OK);
	*slash = '/';
	if (known)
		return;
	for (char *c = path + 1; *c; c++) {
		if (*c != '/')
			continue;
		*c = '\0';
		if (mkdir(path, 0755) && errno != EEXIST)
			die("mkdir", path);
		*c = '/';
	}
}

__attribute__((format(printf, 1, 2))) static void dir(const char *format, ...)
{
	va_list args;
	char *path;

	va_start(args, format);
	path = below(format, args);
	va_end(args);
	parents(path);
	if (mkdir(path, 0755) && errno != EEXIST)
		die("mkdir", path);
}

static void write_line(const char *path, const char *mode, const char *text)
{
	FILE *f = fopen(path, mode);

	if (!f)
		die("open", path);
	if (fprintf(f, "%s\n", text) < 0 || fclose(f))
		die("write", path);
}

__attribute__((format(printf, 2, 3))) static void file(const char *text, const char *format, ...)
{
	va_list args;
	char *path;

	va_start(args, format);
	path = below(format, args);
	va_end(args);
	parents(path);
	write_line(path, "w", text);
	strcpy(last_file, path);
}

__attribute__((format(printf, 2, 3))) static void link_to(const char *target, const char *format, ...)
{
	va_list args;
	char *path;

	va_start(args, format);
	path = below(format, args);
	va_end(args);
	parents(path);
	if (symlink(target, path) && errno != EEXIST)
		die("symlink", path);
}

static void driver(const char *name)
{
	dir("sys/bus/pci/drivers/%s", name);
	for (const char *const *f = (const char *const[]){"bind", "unbind", "new_id", "remove_id", NULL}; *f;
		f++)
		file("", "sys/bus/pci/drivers/%s/%s", name, *f);
}

/* From a device directory up to sys. */
static const char *up(const char *path)
{
	static char text[DEPTH * 3 + 8];

	strcpy(text, "../../");
	for (; *path; path++) {
		if (*path == '/')
			strcat(text, "../");
	}
	return text;
}

static void attribute(const char *path, const char *address, const char *key, const char *value)
{
	char target[256];

	if (!strcmp(key, "group")) {
		snprintf(target, sizeof(target), "%skernel/iommu_groups/%s", up(path), value);
		link_to(target, "sys/devices/%s/iommu_group", path);
		snprintf(target, sizeof(target), "../../../../devices/%s", path);
		link_to(target, "sys/kernel/iommu_groups/%s/devices/%s", value, address);
	} else if (!strcmp(key, "driver")) {
		driver(value);
		snprintf(target, sizeof(target), "%sbus/pci/drivers/%s", up(path), value);
		link_to(target, "sys/devices/%s/driver", path);
		snprintf(target, sizeof(target), "../../../../devices/%s", path);
		link_to(target, "sys/bus/pci/drivers/%s/%s", value, address);
	} else if (!strcmp(key, "override")) {
		file(value, "sys/devices/%s/driver_override", path);
	} else if (!strcmp(key, "class")) {
		snprintf(target, sizeof(target), "0x%s", value);
		file(target, "sys/devices/%s/class", path);
	} else if (!strcmp(key, "sub")) {
		snprintf(target, sizeof(target), "0x%.4s", value);
		file(target, "sys/devices/%s/subsystem_vendor", path);
		snprintf(target, sizeof(target), "0x%.4s", value + 5);
		file(target, "sys/devices/%s/subsystem_device", path);
	} else {
		file(value, "sys/devices/%s/%s", path, key);
	}
}

static size_t domain_length(const char *address)
{
	return strcspn(address, ":");
}

/* Below its parent, or below the root bus that its bus is. */
static void place(char path[1024], const char *address)
{
	const char *parent = depth ? stack[depth - 1].path : "";
	const char *name = strrchr(parent, '/');
	size_t length = domain_length(address);
	int n;

	name = name ? name + 1 : parent;
	if (depth && domain_length(name) == length && !strncmp(name, address, length))
		n = snprintf(path, 1024, "%s/%s", parent, address);
	else
		n = snprintf(path, 1024, "%s%spci%.*s/%s", parent, depth ? "/" : "",
			(int)(strrchr(address, ':') - address), address, address);
	if (n >= 1024)
		die("path too long", address);
}

/* words: "VENDOR:DEVICE", then KEY=VALUE. */
static void function(int indent, const char *address, const char *const *words, unsigned int nth)
{
	char target[1200];
	char path[1024];

	while (depth && stack[depth - 1].indent >= indent)
		depth--;
	if (depth == DEPTH)
		die("too deep", address);
	place(path, address);
	stack[depth].indent = indent;
	strcpy(stack[depth++].path, path);
	dir("sys/devices/%s", path);
	snprintf(target, sizeof(target), "../../../devices/%s", path);
	link_to(target, "sys/bus/pci/devices/%s", address);
	file("(null)", "sys/devices/%s/driver_override", path);
	snprintf(target, sizeof(target), "0x%.4s", *words);
	file(target, "sys/devices/%s/vendor", path);
	snprintf(target, sizeof(target), "0x%.4s", *words + 5);
	file(target, "sys/devices/%s/device", path);
	attribute(path, address, "sub", "0000:0000");
	while (*++words) {
		size_t length = strcspn(*words, "=");
		const char *value = *words + length + 1;
		char key[64];
		char number[16];

		if (length >= sizeof(key) || !(*words)[length])
			die("no value", *words);
		snprintf(key, sizeof(key), "%.*s", (int)length, *words);
		if (!strcmp(key, "group") && *value == '+') {
			snprintf(number, sizeof(number), "%lu", strtoul(value + 1, NULL, 10) + nth);
			value = number;
		}
		attribute(path, address, key, value);
	}
}

/* One function, or a range of them on the same bus. */
static void functions(int indent, char *address)
{
	const char *words[32];
	char *range = strchr(address, '-');
	char *devfn = strrchr(address, ':') + 1;
	unsigned int first = 0;
	unsigned int last = 0;
	unsigned int dev;
	unsigned int fn;
	int n = 0;

	while (n < 31 && (words[n] = strtok(NULL, " \t")))
		n++;
	words[n] = NULL;
	if (!n || strlen(words[0]) != 9)
		die("no VENDOR:DEVICE", address);
	if (!range) {
		function(indent, address, words, 0);
		return;
	}
	if (sscanf(devfn, "%x.%x", &dev, &fn) == 2)
		first = dev * 8 + fn;
	if (sscanf(range + 1, "%x.%x", &dev, &fn) == 2)
		last = dev * 8 + fn;
	for (unsigned int i = first; i <= last; i++) {
		char one[32];

		snprintf(one, sizeof(one), "%.*s%02x.%x", (int)(devfn - address), address, i / 8, i % 8);
		function(indent, one, words, i - first);
	}
}

static void line(char *text)
{
	int indent = (int)strspn(text, " \t");
	char *word = strtok(text, " \t");
	char *rest;

	if (!word || *word == '#')
		return;
	if (strchr(word, ':') && !strchr(word, '/')) {
		functions(indent, word);
		return;
	}
	rest = strtok(NULL, "");
	rest = rest ? rest : "";
	if (!strcmp(word, "cmdline")) {
		file(rest, "proc/cmdline");
	} else if (!strcmp(word, "driver")) {
		driver(rest);
	} else if (!strcmp(word, "|")) {
		write_line(last_file, "a", rest);
	} else if (!strcmp(word, "dir")) {
		dir("%s", rest);
	} else if (!strcmp(word, "file") || !strcmp(word, "link")) {
		char *path = strtok(rest, " \t");
		char *text2 = strtok(NULL, "");

		if (*word == 'f')
			file(text2 ? text2 : "", "%s", path);
		else
			link_to(text2, "%s", path);
	} else {
		die("unknown line", word);
	}
}

int main(int argc, char **argv)
{
	static char text[65536];
	FILE *f = argc == 3 ? fopen(argv[1], "r") : NULL;

	if (!f) {
		fprintf(stderr, "usage: mkmachine FILE DIR\n");
		return 2;
	}
	root = argv[2];
	if (mkdir(root, 0755))
		die("mkdir", root);
	dir("sys/bus/pci/devices");
	dir("sys/bus/pci/drivers");
	file("", "sys/bus/pci/drivers_probe");
	dir("run");
	file("", "proc/cmdline");
	dir("dev");
	file("", "dev/kmsg");
	while (fgets(text, sizeof(text), f)) {
		text[strcspn(text, "\n")] = '\0';
		line(text);
	}
	fclose(f);
	return 0;
}
