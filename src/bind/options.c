/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bind/options.h"
#include "core/out.h"

#include <string.h>
#include <unistd.h>

static const char *const usage =
	"usage: gpupt-bind --boot | --dry-run | --root DIR  [--cmdline FILE]\n"
	"Claims the PCI functions that the kernel command line asks for: on this machine (--boot),\n"
	"below DIR, or only as a plan (--dry-run). See gpupt-bind(8).\n";

static int print_text(const char *text)
{
	struct out out;

	out_init(&out, STDOUT_FILENO);
	out_text(&out, text);
	return out_flush(&out) ? 3 : 0;
}

static int wrong(const char *argument)
{
	out_complain(argument, "expected --boot, --dry-run or --root DIR; try gpupt-bind --help");
	return 2;
}

int options_parse(int argc, char **argv, struct options *options)
{
	memset(options, 0, sizeof(*options));
	for (int i = 1; i < argc; i++) {
		const char **value = NULL;

		if (!strcmp(argv[i], "--boot"))
			options->boot = true;
		else if (!strcmp(argv[i], "--dry-run"))
			options->dry_run = true;
		else if (!strcmp(argv[i], "--help"))
			return print_text(usage);
		else if (!strcmp(argv[i], "--version"))
			return print_text("gpupt-bind " GPUPT_VERSION "\n");
		else if (!strcmp(argv[i], "--root"))
			value = &options->root;
		else if (!strcmp(argv[i], "--cmdline"))
			value = &options->cmdline;
		else
			return wrong(argv[i]);
		if (!value)
			continue;
		*value = argv[++i];
		if (!*value || !**value)
			return wrong("a name is missing");
	}
	if (!options->boot && !options->dry_run && !options->root)
		return wrong("nothing to do");
	return -1;
}
