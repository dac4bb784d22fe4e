/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mkmachine FILE DIR: makes the tree of a machine below DIR (which must not exist) from a text
 * that people can review. Lines, # begins a comment:
 *
 *	ADDRESS VENDOR:DEVICE [KEY=VALUE]...	a function; deeper indentation: behind the last
 *		one that is less deep. Keys: class (6 digits), sub (VENDOR:DEVICE), group, driver,
 *		override, boot_vga; any other key is an attribute file with that value.
 *	driver NAME	a registered driver without devices
 *	cmdline TEXT	proc/cmdline
 *	file PATH TEXT	a file with that line (\n begins another); dir PATH; link PATH TARGET
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

__attribute__((format(printf, 2, 3))) static void file(const char *text, const char *format, ...)
{
	va_list args;
	char *path;
	FILE *f;

	va_start(args, format);
	path = below(format, args);
	va_end(args);
	parents(path);
	f = fopen(path, "w");
	if (!f)
		die("open", path);
	for (; *text; text++) {
		if (text[0] == '\\' && text[1] == 'n') {
			fputc('\n', f);
			text++;
		} else {
			fputc(*text, f);
		}
	}
	fputc('\n', f);
	if (fclose(f))
		die("write", path);
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
	for (const char *const *f = (const char *const[]){"bind", "unbind", "new_id", "remove_id", NULL}; *f; f++)
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

static void attribute(const char *path, const char *address, char *key, const char *value)
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

static void function(int indent, char *address)
{
	char *ids = strtok(NULL, " \t");
	char target[1200];
	char *path;
	char *word;

	while (depth && stack[depth - 1].indent >= indent)
		depth--;
	path = stack[depth].path;
	stack[depth].indent = indent;
	if (depth)
		snprintf(target, sizeof(target), "%s/%s", stack[depth - 1].path, address);
	else
		snprintf(target, sizeof(target), "pci%.*s/%s", (int)(strrchr(address, ':') - address),
			address, address);
	memcpy(path, target, 1023);
	depth++;
	dir("sys/devices/%s", path);
	snprintf(target, sizeof(target), "../../../devices/%s", path);
	link_to(target, "sys/bus/pci/devices/%s", address);
	file("(null)", "sys/devices/%s/driver_override", path);
	snprintf(target, sizeof(target), "0x%.4s", ids);
	file(target, "sys/devices/%s/vendor", path);
	snprintf(target, sizeof(target), "0x%.4s", ids + 5);
	file(target, "sys/devices/%s/device", path);
	attribute(path, address, "sub", "0000:0000");
	while ((word = strtok(NULL, " \t"))) {
		char *value = strchr(word, '=');

		if (!value)
			die("no value", word);
		*value++ = '\0';
		attribute(path, address, word, value);
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
		function(indent, word);
		return;
	}
	rest = strtok(NULL, "");
	rest = rest ? rest : "";
	if (!strcmp(word, "cmdline")) {
		file(rest, "proc/cmdline");
	} else if (!strcmp(word, "driver")) {
		driver(rest);
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
