// SPDX-License-Identifier: GPL-2.0-or-later
/* gpupt rehearse: does the image that is about to be booted do it? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "host/layout.h"
#include "host/message.h"
#include "host/rehearse/rehearse.h"

static const char usage[] =
	"usage: gpupt rehearse [--kernel VERSION] [--image FILE] [--timeout SECONDS]\n"
	"                      [--kvm] [--json]\n"
	"Boots an installed kernel and its image in QEMU, without a disk, with two\n"
	"identical stand-in cards of which one is named by gpupt.slots=, and tells what\n"
	"the binder did: does it run before udev, with modules that insert? It stops as\n"
	"soon as that is known. Nothing of this machine is passed in or written. With -v\n"
	"the whole console is shown.\n"
	"\n"
	"  --kernel VERSION   default: the newest one, or the one that FILE was made for\n"
	"  --image FILE       default: the image that belongs to the kernel\n"
	"  --timeout SECONDS  default: 120\n"
	"  --kvm              let the processor help; the default is slower and works\n"
	"                     everywhere\n"
	"  --json             for programs\n";

static const struct option options[] = {
	{"kernel", required_argument, NULL, 'k'},
	{"image", required_argument, NULL, 'i'},
	{"timeout", required_argument, NULL, 't'},
	{"kvm", no_argument, NULL, 'v'},
	{"json", no_argument, NULL, 'j'},
	{NULL, 0, NULL, 0},
};

static bool is_x86(void)
{
	struct utsname name;

	return !uname(&name) && !strcmp(name.machine, "x86_64");
}

/* On a terminal only: in a log they would be lines without end. */
static void tick(void *context, unsigned int seconds)
{
	const struct rehearse *rehearse = context;

	fprintf(stderr, "\r%u s of %u: %.60s\033[K", seconds, rehearse->rehearsal.timeout,
		rehearse->rehearsal.last);
}

static void heard(void *context, const char *line)
{
	layout_text(((const struct rehearse *)context)->host, TONE_DIM, line);
	putchar('\n');
	fflush(stdout);
}

/* Who looks on sees that it is alive, and how far the boot has come. */
static void watch(struct rehearse *rehearse)
{
	rehearse->rehearsal.context = rehearse;
	if (rehearse->host->verbose)
		rehearse->rehearsal.heard = heard;
	else if (!rehearse->host->quiet && !rehearse->json && isatty(STDERR_FILENO))
		rehearse->rehearsal.tick = tick;
	rehearsal_run(&rehearse->rehearsal);
	if (rehearse->rehearsal.tick)
		fputs("\r\033[K", stderr);
}

static int run(struct rehearse *rehearse)
{
	int status = rehearse_choose(rehearse);

	if (status)
		return status;
	rehearse->rehearsal.kernel = rehearse->kernel;
	rehearse->rehearsal.image = rehearse->image;
	rehearse_say(rehearse, TONE_STRONG, "Booting", "%s with %s in QEMU, for %u s at most.",
		rehearse->kernel, rehearse->image, rehearse->rehearsal.timeout);
	watch(rehearse);
	return rehearse_tell(rehearse);
}

static bool read_timeout(const char *text, unsigned int *timeout)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	*timeout = (unsigned int)value;
	return *text >= '0' && *text <= '9' && !*end && value >= 1 && value <= 3600;
}

int cmd_rehearse(struct host *host, int argc, char **argv)
{
	struct rehearse *rehearse = calloc(1, sizeof(*rehearse));
	bool sound = true;
	int status = EXIT_USAGE;
	int c;

	if (!rehearse)
		return EXIT_UNKNOWN;
	rehearse->host = host;
	rehearse->rehearsal.timeout = 120;
	while ((c = host_option(host, argc, argv, options, usage)) >= 0) {
		if (c == 'k')
			rehearse->release = optarg;
		else if (c == 'i')
			rehearse->image_file = optarg;
		else if (c == 'j')
			rehearse->json = true;
		else if (c == 'v')
			rehearse->rehearsal.kvm = true;
		else
			sound = read_timeout(optarg, &rehearse->rehearsal.timeout) && sound;
	}
	if (c == HOST_EXIT) {
		status = host->status;
	} else if (!sound) {
		host_error("--timeout", "expected a number of seconds from 1 to 3600");
	} else if (!host_no_arguments(host, argc, argv)) {
		status = EXIT_USAGE;
	} else if (!is_x86()) {
		host_error("rehearse", "it knows only machines of the x86-64 architecture");
		status = EXIT_UNKNOWN;
	} else if (rehearse->json) {
		message_keep();
		message_mute();
		status = run(rehearse);
		message_unmute();
		if (status == 0 || status == EXIT_NO)
			status = rehearse_json(rehearse, status);
	} else {
		status = run(rehearse);
	}
	free(rehearse->kernel);
	free(rehearse->image);
	free(rehearse);
	return status;
}
