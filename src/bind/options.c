/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bind/options.h"
#include "core/out.h"

#include <string.h>
#include <unistd.h>

static const char *const usage =
	"usage: gpupt-bind --boot | --dry-run | --root DIR  [--cmdline FILE]\n"
	"Claims what the kernel command line asks for; --dry-run only plans it. See gpupt-bind(8).\n";

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

/* Is it the option NAME? Then *value is what follows "=", or else the next argument. */
static bool valued(char ***argument, const char *name, const char **value)
{
	size_t length = strlen(name);
	const char *rest = **argument + length;

	if (strncmp(**argument, name, length) || (*rest && *rest != '='))
		return false;
	*value = *rest ? rest + 1 : *++*argument;
	return true;
}

int options_parse(int argc, char **argv, struct options *options)
{
	(void)argc;
	memset(options, 0, sizeof(*options));
	while (*++argv) {
		const char *value = "-";

		if (!strcmp(*argv, "--boot"))
			options->boot = true;
		else if (!strcmp(*argv, "--dry-run"))
			options->dry_run = true;
		else if (!strcmp(*argv, "--help"))
			return print_text(usage);
		else if (!strcmp(*argv, "--version"))
			return print_text("gpupt-bind " GPUPT_VERSION "\n");
		else if (valued(&argv, "--root", &value))
			options->root = value;
		else if (valued(&argv, "--cmdline", &value))
			options->cmdline = value;
		else
			return wrong(*argv);
		if (!value || !*value)
			return wrong("a name is missing");
	}
	if (!options->boot && !options->dry_run && !options->root)
		return wrong("nothing to do");
	return -1;
}
