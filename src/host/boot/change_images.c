// SPDX-License-Identifier: GPL-2.0-or-later
/* The images of the kernels: made anew, and looked at. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "core/at.h"
#include "core/note.h"
#include "host/boot/change.h"
#include "host/image/image.h"

/* What is wrong with the image of a kernel; "" if it will run the binder. *error: of reading it. */
static const char *wrong_image(
	const struct host *host, const struct kernel *kernel, struct image_facts *facts, int *error)
{
	struct image image;
	int fd = at_open(host->root, kernel->image, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		*error = -errno;
		return errno_text(*error);
	}
	*error = image_read(fd, &image);
	image_judge(&image, kernel->release, facts);
	image_free(&image);
	close(fd);
	if (*error)
		return errno_text(*error);
	if (!facts->binder || !facts->runner)
		return "gpupt is not in it";
	return *facts->table ? facts->table : *facts->modules ? facts->modules : facts->order;
}

bool change_images_are_good(const struct change *change, bool told)
{
	struct kernels kernels;
	bool good = true;

	kernels_read(change->host->root, &kernels);
	for (unsigned int i = 0; i < kernels.count; i++) {
		const struct kernel *kernel = &kernels.kernel[i];
		struct image_facts facts;
		int error = 0;
		const char *wrong = *kernel->image ? wrong_image(change->host, kernel, &facts, &error) : "";

		if (told && !*kernel->image)
			host_warning(kernel->release, "this kernel has no image: booted, it claims nothing");
		else if (told && *wrong)
			host_error(kernel->image,
				error ? "the image cannot be read: %s" : "the image would claim nothing: %s",
				wrong);
		good = good && !*wrong;
	}
	return good;
}

bool change_has_generator(const struct change *change)
{
	struct bootcfg_commands commands;
	bool has = bootcfg_image_commands(change->host->root, &commands) && commands.count;

	bootcfg_commands_free(&commands);
	if (!has && change->dry_run) {
		host_warning("images",
			"neither update-initramfs nor dracut nor mkinitcpio is installed: without --dry-run "
			"it is refused");
	} else if (!has) {
		change->outcome->result = CHANGE_REFUSED;
		host_error("images",
			"neither update-initramfs nor dracut nor mkinitcpio is installed: nothing can put "
			"gpupt into them");
		host_error("change", "the boot configuration was not touched");
	}
	return has;
}
