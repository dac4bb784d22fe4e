/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gpupt help: what COMMAND --help says, for who begins with the word. */
#include "host/host.h"
#include "host/text.h"

#include <stdlib.h>

static const char usage[] = "usage: gpupt help [COMMAND]\n"
			    "Prints the help of a command, or without one what commands there are.\n";

int cmd_help(struct host *host, int argc, char **argv)
{
	static char option[] = "--help";
	char **words;
	int count = 0;
	int status;

	if (host_option(host, argc, argv, NULL, usage) == HOST_EXIT)
		return host->status;
	if (optind == argc) {
		host_print_commands(stdout, host->commands);
		return 0;
	}
	words = host_alloc((size_t)(argc - optind) + 2, sizeof(*words));
	while (optind < argc)
		words[count++] = argv[optind++];
	words[count++] = option;
	status = host_run(host, count, words);
	free(words);
	return status;
}
