/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bind/options.h"
#include "core/out.h"

#include <string.h>
#include <unistd.h>

static const char usage[] =
	"usage: gpupt-bind --boot | --dry-run | --root DIR  [--cmdline FILE]\n"
	"Claims PCI functions for guests as gpupt.slots= or vfio-pci.ids= on the kernel\n"
	"command line ask. The initramfs runs it; on a running machine use gpupt(8).\n"
	"\n"
	"  --boot          act on this machine\n"
	"  --dry-run       print the plan as JSON and change nothing\n"
	"  --root DIR      act on the files below DIR, never on a real sysfs\n"
	"  --cmdline FILE  read the command line from FILE (-: standard input)\n"
	"  --help, --version\n"
	"Exit status: 0 as asked, 1 not all, 2 used wrongly, 3 could not find out.\n";

static int print_text(const char *text)
{
	struct out out;

	out_init(&out, STDOUT_FILENO);
	out_text(&out, text);
	return out_flush(&out) ? 3 : 0;
}

static int wrong(const char *argument, const char *what)
{
	out_complain("gpupt-bind: %s: %s; try gpupt-bind --help\n", argument, what);
	return 2;
}

/* The value of --name VALUE or --name=VALUE, *at moved behind it; NULL if it is another option. */
static const char *option_value(char **argv, int *at, const char *name)
{
	size_t length = strlen(name);
	const char *argument = argv[*at];

	if (strncmp(argument, name, length) != 0)
		return NULL;
	if (argument[length] == '=')
		return argument + length + 1;
	if (argument[length])
		return NULL;
	return argv[*at + 1] ? argv[++*at] : "";
}

int options_parse(int argc, char **argv, struct options *options)
{
	memset(options, 0, sizeof(*options));
	for (int i = 1; i < argc; i++) {
		const char *value;

		if (!strcmp(argv[i], "--boot"))
			options->boot = true;
		else if (!strcmp(argv[i], "--dry-run"))
			options->dry_run = true;
		else if (!strcmp(argv[i], "--help"))
			return print_text(usage);
		else if (!strcmp(argv[i], "--version"))
			return print_text("gpupt-bind " GPUPT_VERSION "\n");
		else if ((value = option_value(argv, &i, "--root")))
			options->root = value;
		else if ((value = option_value(argv, &i, "--cmdline")))
			options->cmdline = value;
		else
			return wrong(argv[i], "unknown argument");
		if ((options->root && !*options->root) || (options->cmdline && !*options->cmdline))
			return wrong(argv[i], "a name is expected behind it");
	}
	if (!options->boot && !options->dry_run && !options->root)
		return wrong("nothing to do", "expected --boot, --dry-run or --root DIR");
	return -1;
}
