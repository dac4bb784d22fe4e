// SPDX-License-Identifier: GPL-2.0-or-later
/* Writes the module table for an image; the hooks call it. See modtable.h. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modules/modtable.h"

static const char help[] = "usage: gpupt-modules --kernel VERSION [--root DIR] [--into DIR]\n"
			   "Writes the table of the modules that gpupt-bind may insert at boot.\n"
			   "\n"
			   "  --kernel VERSION  the kernel that the image is for\n"
			   "  --root DIR        take modules and modprobe.d from the system below DIR\n"
			   "  --into DIR        write no table to standard output, but put it and the\n"
			   "                    modules into DIR, which becomes the image\n"
			   "  --help, --version\n"
			   "\n"
			   "Exit status: 0 done, 1 the kernel has no VFIO or a module could not be put,\n"
			   "2 wrong usage, 3 the kernel's modules could not be read.\n";

static const struct option options[] = {
	{"kernel", required_argument, NULL, 'k'},
	{"root", required_argument, NULL, 'r'},
	{"into", required_argument, NULL, 'i'},
	{"help", no_argument, NULL, 'h'},
	{"version", no_argument, NULL, 'v'},
	{NULL, 0, NULL, 0},
};

static void warn(const char *text)
{
	fprintf(stderr, "gpupt-modules: %s\n", text);
}

static int usage(void)
{
	fputs("usage: gpupt-modules --kernel VERSION [--root DIR] [--into DIR]\n", stderr);
	return 2;
}

static int exit_status(enum modtable_result result)
{
	switch (result) {
	case MODTABLE_OK:
		return 0;
	case MODTABLE_NO_VFIO:
	case MODTABLE_INCOMPLETE:
		return 1;
	case MODTABLE_BAD_RELEASE:
		return 2;
	default:
		return 3;
	}
}

int main(int argc, char **argv)
{
	const char *kernel = NULL, *root = "", *into = NULL;
	enum modtable_result result;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'k':
			kernel = optarg;
			break;
		case 'r':
			root = optarg;
			break;
		case 'i':
			into = optarg;
			break;
		case 'h':
			return fputs(help, stdout) < 0 ? 3 : 0;
		case 'v':
			return puts("gpupt-modules " GPUPT_VERSION) < 0 ? 3 : 0;
		default:
			return usage();
		}
	}
	if (!kernel || optind != argc)
		return usage();
	result = into ? modtable_place(root, kernel, into, warn) : modtable_write(root, kernel, stdout, warn);
	if (result != MODTABLE_OK)
		fprintf(stderr, "gpupt-modules: kernel '%s' %s\n", kernel, modtable_text(result));
	return exit_status(result);
}
