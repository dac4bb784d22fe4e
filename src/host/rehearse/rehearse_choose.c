// SPDX-License-Identifier: GPL-2.0-or-later
/* Which kernel and which image are rehearsed. */
#define _GNU_SOURCE /* asprintf */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/note.h"
#include "host/rehearse/rehearse.h"
#include "host/root.h"
#include "host/text.h"

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

static void complain_of_release(const struct rehearse *rehearse)
{
	struct text known = {NULL, 0, 0};

	for (unsigned int i = 0; i < rehearse->kernels.count; i++)
		text_addf(&known, " %s", rehearse->kernels.kernel[i].release);
	host_error(rehearse->release, "this kernel is not installed; installed are:%s",
		known.length ? text_string(&known) : " none");
	text_free(&known);
}

/* Which kernel: the one that was asked for, or of the image that was given, or the newest. */
static const struct kernel *choose_kernel(const struct rehearse *rehearse)
{
	const struct kernel *kernel = NULL;

	if (rehearse->release) {
		kernel = kernels_find(&rehearse->kernels, rehearse->release);
		if (!kernel)
			complain_of_release(rehearse);
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

int rehearse_choose(struct rehearse *rehearse)
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
