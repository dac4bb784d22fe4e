/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gpupt probe: will a claimed card work in a guest? */
#include "host/machine.h"
#include "host/probe/probe.h"

static const char usage[] = "usage: gpupt probe [SLOT]... [--reset] [--power] [--json]\n"
			    "Opens claimed functions as a guest's program would, reads what a guest will\n"
			    "meet, and tells whether they will work: each function that VFIO has, or those\n"
			    "of the cards in the slots. A child looks, at most 30 seconds for each IOMMU\n"
			    "group: a card that hangs is reported. Never a function that the host has, or\n"
			    "that a guest has open, and nothing is written to the memory of a card.\n"
			    "\n"
			    "  --reset        reset it as a guest's end does, and read all again\n"
			    "  --power        send it to sleep (D3hot), and wake it up again\n"
			    "  --json         for programs\n";

static const struct option options[] = {
	{"reset", no_argument, NULL, 'r'},
	{"power", no_argument, NULL, 'p'},
	{"json", no_argument, NULL, 'j'},
	{NULL, 0, NULL, 0},
};

static struct inventory all;

static int exit_status(enum probe_result result)
{
	return result <= PROBE_LIMITED ? 0 : result == PROBE_UNKNOWN ? EXIT_UNKNOWN : EXIT_NO;
}

static int run(struct probe *probe, bool json, unsigned int slots, char *const *slot)
{
	int status = probe_choose(probe, slots, slot);
	int written = 0;

	if (status == EXIT_USAGE)
		return status;
	probe->complained = status;
	probe_look(probe);
	if (json)
		written = probe_json(probe);
	else
		probe_text(probe);
	return written ? written : exit_status(probe_result(probe, NULL));
}

int cmd_probe(struct host *host, int argc, char **argv)
{
	struct probe probe = {.host = host, .all = &all};
	bool json = false;
	int status;
	int c;

	while ((c = host_option(host, argc, argv, options, usage)) >= 0) {
		probe.reset |= c == 'r';
		probe.power |= c == 'p';
		json |= c == 'j';
	}
	if (c == HOST_EXIT)
		return host->status;
	if (machine_read(host, &all))
		return EXIT_UNKNOWN;
	status = run(&probe, json, (unsigned int)(argc - optind), argv + optind);
	probe_free(&probe);
	return status;
}
