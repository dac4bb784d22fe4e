/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gpupt modules: the module table, as the hooks of the image generators make it. */
#include "host/host.h"
#include "host/kernel_table.h"

static const char usage[] = "usage: gpupt modules --kernel VERSION\n"
			    "Prints the table of the modules that the binder may insert when this kernel\n"
			    "boots.\n"
			    "\n"
			    "  --kernel VERSION  a kernel below /lib/modules\n";

static const struct option options[] = {
	{"kernel", required_argument, NULL, 'k'},
	{NULL, 0, NULL, 0},
};

static void warn(const char *text)
{
	host_warning("modules", "%s", text);
}

static int exit_status(enum modtable_result result)
{
	switch (result) {
	case MODTABLE_OK:
		return 0;
	case MODTABLE_NO_VFIO:
		return EXIT_NO;
	case MODTABLE_BAD_RELEASE:
		return EXIT_USAGE;
	default:
		return EXIT_UNKNOWN;
	}
}

int cmd_modules(struct host *host, int argc, char **argv)
{
	const char *kernel = NULL;
	enum modtable_result result;
	int c;

	while ((c = host_option(host, argc, argv, options, usage)) >= 0)
		kernel = optarg;
	if (c == HOST_EXIT)
		return host->status;
	if (!host_no_arguments(host, argc, argv))
		return EXIT_USAGE;
	if (!kernel) {
		host_error(
			"modules", "which kernel? For the running one: gpupt modules --kernel $(uname -r)");
		return EXIT_USAGE;
	}
	result = kernel_table_write(host, kernel, stdout, warn);
	if (result != MODTABLE_OK)
		host_error(kernel, "this kernel %s", modtable_text(result));
	return exit_status(result);
}
