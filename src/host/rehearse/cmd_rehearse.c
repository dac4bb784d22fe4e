// SPDX-License-Identifier: GPL-2.0-or-later
/* gpupt rehearse: does the image that is about to be booted do it? */
#define _GNU_SOURCE /* asprintf */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "core/note.h"
#include "host/host.h"
#include "host/image/image.h"
#include "host/image/kernels.h"
#include "host/json.h"
#include "host/layout.h"
#include "host/message.h"
#include "host/rehearse/rehearsal.h"
#include "host/root.h"

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

struct rehearse {
	const struct host *host;
	const char *release; /* as asked for, or NULL */
	const char *image_file;
	bool json;
	struct kernels kernels;
	struct image_facts facts;
	struct rehearsal rehearsal;
	char *kernel; /* the files for QEMU */
	char *image;
};

/* The image as gpupt check sees it; a message and the exit status if it cannot be read. */
static int look_at_image(struct rehearse *rehearse, const char *file, const char *release)
{
	struct image image;
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	int error = fd < 0 ? -errno : image_read(fd, &image);

	if (fd >= 0) {
		if (!error)
			image_judge(&image, release, &rehearse->facts);
		image_free(&image);
		close(fd);
	}
	if (error == -EBADMSG)
		host_error(file, "this is no initramfs image, or it is damaged");
	else if (error)
		host_error(file, "this image cannot be read: %s%s", errno_text(error),
			error == -EACCES ? "; only root may read it: sudo gpupt rehearse" : "");
	return error == -EBADMSG ? EXIT_NO : error ? EXIT_UNKNOWN : 0;
}

static char *below_root(const struct rehearse *rehearse, const char *path)
{
	const struct host *host = rehearse->host;
	char real[PATH_MAX];
	char *file = NULL;

	/* The file itself: QEMU would follow a link out of the root. */
	if (root_real(host->root, path, real, sizeof(real)))
		return NULL;
	return asprintf(&file, "%s/%s", host->live ? "" : host->root_path, real) < 0 ? NULL : file;
}

/* Which kernel: the one that was asked for, or of the image that was given, or the newest. */
static const struct kernel *choose_kernel(const struct rehearse *rehearse)
{
	const struct kernel *kernel = NULL;

	if (rehearse->release) {
		kernel = kernels_find(&rehearse->kernels, rehearse->release);
		if (!kernel)
			host_error(rehearse->release, "this kernel is not installed");
		return kernel;
	}
	if (*rehearse->facts.release)
		kernel = kernels_find(&rehearse->kernels, rehearse->facts.release);
	if (!kernel && rehearse->kernels.count)
		kernel = &rehearse->kernels.kernel[0];
	if (!kernel)
		host_error("kernel", "none is installed in /lib/modules and /boot");
	return kernel;
}

/* Sets kernel and image. 0, or the exit status. */
static int choose(struct rehearse *rehearse)
{
	const struct kernel *kernel;
	int status;

	kernels_read(rehearse->host->root, &rehearse->kernels);
	if (rehearse->image_file) {
		status = look_at_image(rehearse, rehearse->image_file, NULL);
		if (status)
			return status;
	}
	kernel = choose_kernel(rehearse);
	if (!kernel)
		return EXIT_UNKNOWN;
	if (!rehearse->image_file && !*kernel->image) {
		host_error(kernel->release, "this kernel has no initramfs image");
		return EXIT_NO;
	}
	if (!rehearse->image_file && kernel->unified) {
		host_error(kernel->image, "a unified kernel image needs firmware, which a rehearsal has not: "
					  "give its .initrd section with --image");
		return EXIT_UNKNOWN;
	}
	rehearse->kernel = below_root(rehearse, kernel->file);
	rehearse->image = rehearse->image_file ? strdup(rehearse->image_file)
					       : below_root(rehearse, kernel->image);
	if (!rehearse->kernel || !rehearse->image) {
		host_error(kernel->release, "its kernel or image is not to be found below the root");
		return EXIT_UNKNOWN;
	}
	return look_at_image(rehearse, rehearse->image, kernel->release);
}

/* One sentence, broken where it must be. */
__attribute__((format(printf, 4, 5))) static void say(
	const struct rehearse *rehearse, enum tone tone, const char *label, const char *format, ...)
{
	char text[2 * PATH_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	layout_paragraph(rehearse->host, 0, tone, label, text);
}

/* What the image itself shows of the cause. */
static void explain(const struct rehearse *rehearse)
{
	static const char label[] = "What the image shows:";
	const struct image_facts *facts = &rehearse->facts;

	if (!facts->binder)
		say(rehearse, TONE_STRONG, label, "gpupt is not in it; install gpupt and rebuild the image.");
	else if (*facts->table)
		say(rehearse, TONE_STRONG, label, "module table: %s; see gpupt check.", facts->table);
	else if (*facts->modules)
		say(rehearse, TONE_STRONG, label, "module %s; see gpupt check.", facts->modules);
	else if (*facts->order)
		say(rehearse, TONE_STRONG, label, "%s.", facts->order);
	else if (!facts->runner)
		say(rehearse, TONE_STRONG, label, "the binder is there, and nothing that runs it.");
}

static void print_lines(const struct rehearsal *rehearsal)
{
	for (unsigned int i = 0; i < rehearsal->lines; i++)
		printf("  %s\n", rehearsal->line[i]);
}

static int tell_claimed(const struct rehearse *rehearse)
{
	const char *wrong = rehearsal_wrong(&rehearse->rehearsal);

	printf("After %u s the binder said:\n", rehearse->rehearsal.seconds);
	print_lines(&rehearse->rehearsal);
	if (wrong) {
		say(rehearse, TONE_BAD, "No:", "%s.", wrong);
		explain(rehearse);
		return EXIT_NO;
	}
	say(rehearse, TONE_GOOD,
		"Yes:", "the stand-in at 02:00 was claimed before udev, and its twin at 01:00 was not.");
	say(rehearse, TONE_PLAIN, "",
		"This proves the kernel, the image and the modules in it. It does not prove "
		"that this machine's own slots are named rightly and have their IOMMU on: that is gpupt plan, "
		"and gpupt check.");
	return 0;
}

static int tell(const struct rehearse *rehearse)
{
	const struct rehearsal *rehearsal = &rehearse->rehearsal;

	switch (rehearsal->end) {
	case REHEARSAL_NO_QEMU:
		host_error("qemu-system-x86_64",
			"it is not installed: apt install qemu-system-x86, or dnf install "
			"qemu-system-x86-core");
		return EXIT_UNKNOWN;
	case REHEARSAL_NO_START:
		host_error("QEMU", "it did not start the kernel: %s", rehearsal->last);
		return EXIT_UNKNOWN;
	case REHEARSAL_TIMEOUT:
		host_error("rehearsal",
			"after %u s the binder had said nothing (--timeout gives it longer); the "
			"last line of the console: %s",
			rehearsal->timeout, *rehearsal->last ? rehearsal->last : "none");
		explain(rehearse);
		return EXIT_UNKNOWN;
	case REHEARSAL_PANIC:
		say(rehearse, TONE_BAD, "No:", "the kernel panicked after %u s: %s", rehearsal->seconds,
			rehearsal->last);
		print_lines(rehearsal);
		return EXIT_NO;
	case REHEARSAL_SILENT:
		say(rehearse, TONE_BAD, "No:",
			"after %u s the image had gone on past udev, and the binder had not "
			"run.",
			rehearsal->seconds);
		print_lines(rehearsal);
		explain(rehearse);
		return EXIT_NO;
	default:
		return tell_claimed(rehearse);
	}
}

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

static int print_json(const struct rehearse *rehearse, int status)
{
	const struct rehearsal *rehearsal = &rehearse->rehearsal;
	static const char *const results[] = {"no", "no", "no", "panic", "silent", "no"};
	struct json json;

	json_begin(&json);
	json_string(&json, "result", status ? results[rehearsal->end] : "yes");
	json_text(&json, "kernel", rehearse->kernel ? rehearse->kernel : "");
	json_text(&json, "image", rehearse->image ? rehearse->image : "");
	json_number(&json, "seconds", (int)rehearsal->seconds);
	json_array(&json, "lines");
	for (unsigned int i = 0; i < rehearsal->lines; i++)
		json_string(&json, NULL, rehearsal->line[i]);
	json_close(&json);
	json_text(&json, "last", rehearsal->last);
	json_string(&json, "why", rehearsal->end == REHEARSAL_SPOKE ? rehearsal_wrong(rehearsal) : NULL);
	json_messages(&json);
	return json_end(&json) ? EXIT_UNKNOWN : status;
}

static int run(struct rehearse *rehearse)
{
	int status = choose(rehearse);

	if (status)
		return status;
	rehearse->rehearsal.kernel = rehearse->kernel;
	rehearse->rehearsal.image = rehearse->image;
	say(rehearse, TONE_STRONG, "Booting", "%s with %s in QEMU, for %u s at most.", rehearse->kernel,
		rehearse->image, rehearse->rehearsal.timeout);
	watch(rehearse);
	return tell(rehearse);
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
			status = print_json(rehearse, status);
	} else {
		status = run(rehearse);
	}
	free(rehearse->kernel);
	free(rehearse->image);
	free(rehearse);
	return status;
}
