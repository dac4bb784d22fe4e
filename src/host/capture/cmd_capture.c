/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gpupt capture: this machine as one text file. */
#include "core/note.h"
#include "host/capture/capture.h"
#include "host/capture/machine_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
	"usage: gpupt capture [--anonymous] [FILE]\n"
	"Writes this machine's PCI functions and what decides about them as text, to\n"
	"FILE or standard output: for a report, or for a test. gpupt --machine FILE\n"
	"list, plan, check and export then look at it. It has no serial numbers, no\n"
	"host name, and of the command line only what gpupt, VFIO and the IOMMU read.\n"
	"\n"
	"  --anonymous    leave out what only says whose machine it is, too: subsystems\n"
	"                 beside the GPUs, other drivers' names, the kernel's full name\n";

static const struct option options[] = {
	{"anonymous", no_argument, NULL, 'a'},
	{NULL, 0, NULL, 0},
};

/* 0, or -errno: sysfs cannot be read (-E2BIG: more functions than a machine file has). */
static int make(const struct host *host, bool anonymous, struct capture *capture)
{
	int error;

	memset(capture, 0, sizeof(*capture));
	capture->host = host;
	capture->anonymous = anonymous;
	error = capture_functions_read(capture);
	if (error)
		return error;
	capture_cmdline_read(capture);
	text_addf(&capture->out, "gpupt-machine %d\n", MACHINE_FORMAT);
	capture_system(capture);
	capture_modules(capture);
	capture_functions(capture);
	capture_nodes(capture);
	text_addf(&capture->out, "end %u\n", capture->count);
	return 0;
}

static int write_file(const char *file, const struct text *text)
{
	FILE *out = fopen(file, "we");
	bool bad = !out || fwrite(text->string, 1, text->length, out) != text->length;

	if (out && fclose(out))
		bad = true;
	if (!bad)
		return 0;
	host_error(file, "it cannot be written: %s", errno_text(errno));
	return EXIT_UNKNOWN;
}

static int write_out(const char *file, const struct capture *capture)
{
	int status = 0;

	if (file)
		status = write_file(file, &capture->out);
	else
		fwrite(capture->out.string, 1, capture->out.length, stdout);
	if (capture->missing)
		host_warning("capture", "not in it: %s", capture->missing);
	return status;
}

int cmd_capture(struct host *host, int argc, char **argv)
{
	struct capture capture;
	bool anonymous = false;
	int option;
	int status;
	int error;

	while ((option = host_option(host, argc, argv, options, usage)) >= 0)
		anonymous = true;
	if (option == HOST_EXIT)
		return host->status;
	if (argc - optind > 1) {
		host_error(argv[optind + 1], "one file is enough; see gpupt capture --help");
		return EXIT_USAGE;
	}
	error = make(host, anonymous, &capture);
	if (error == -E2BIG)
		host_error("capture", "this machine has more functions than such a file can show");
	else if (error)
		host_error("sys/bus/pci/devices", "it cannot be read: %s", errno_text(error));
	status = error ? EXIT_UNKNOWN : write_out(argc > optind ? argv[optind] : NULL, &capture);
	capture_free(&capture);
	return status;
}
