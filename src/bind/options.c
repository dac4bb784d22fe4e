/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bind/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
	"usage: gpupt-bind --boot | --dry-run | --root DIR [--cmdline FILE]\n"
	"Claims PCI functions for guests as gpupt.slots= or vfio-pci.ids= on the kernel\n"
	"command line ask, before any other driver can. The boot scripts of the initramfs\n"
	"call it; on a running machine use gpupt(8).\n"
	"\n"
	"  --boot          act on this machine\n"
	"  --dry-run       print the plan as JSON and change nothing\n"
	"  --root DIR      act on the files below DIR, never on a real sysfs\n"
	"  --cmdline FILE  read the command line from FILE (-: standard input)\n"
	"  --help, --version\n"
	"\n"
	"Exit status: 0 all as asked; 1 not all; 2 used wrongly; 3 could not find out.\n";

static int wrong(const char *what, const char *argument)
{
	fprintf(stderr, "gpupt-bind: %s%s; try gpupt-bind --help\n", argument, what);
	return 2;
}

int options_parse(int argc, char **argv, struct options *options)
{
	static const struct option known[] = {{"boot", no_argument, NULL, 'b'},
		{"dry-run", no_argument, NULL, 'n'}, {"root", required_argument, NULL, 'r'},
		{"cmdline", required_argument, NULL, 'c'}, {"help", no_argument, NULL, 'h'},
		{"version", no_argument, NULL, 'V'}, {NULL, 0, NULL, 0}};
	int c;

	memset(options, 0, sizeof(*options));
	while ((c = getopt_long(argc, argv, "", known, NULL)) != -1) {
		switch (c) {
		case 'b':
			options->boot = true;
			break;
		case 'n':
			options->dry_run = true;
			break;
		case 'r':
			options->root = optarg;
			break;
		case 'c':
			options->cmdline = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			return 0;
		case 'V':
			puts("gpupt-bind " GPUPT_VERSION);
			return 0;
		default:
			return wrong("unknown option, or its argument is missing", "");
		}
	}
	if (optind < argc)
		return wrong(": unexpected argument", argv[optind]);
	if (!options->boot && !options->dry_run && !options->root)
		return wrong("nothing to do without --boot, --dry-run or --root DIR", "");
	return -1;
}
