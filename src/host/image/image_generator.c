/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/image/image_generator.h"
#include "core/sysfs.h"

enum image_generator image_generator_installed(int root)
{
	static const struct {
		const char *program;
		enum image_generator generator;
	} programs[] = {
		{"usr/sbin/update-initramfs", IMAGE_INITRAMFS_TOOLS},
		{"usr/bin/mkinitcpio", IMAGE_MKINITCPIO},
		{"usr/bin/dracut", IMAGE_DRACUT},
		{"usr/sbin/dracut", IMAGE_DRACUT},
	};

	for (unsigned int i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		if (sysfs_exists(root, programs[i].program) == 1)
			return programs[i].generator;
	}
	return IMAGE_FOREIGN;
}

const char *image_generator_name(enum image_generator generator)
{
	static const char *const name[] = {
		"of an unknown generator", "of initramfs-tools", "of dracut", "of mkinitcpio"};

	return name[generator];
}

const char *image_generator_command(enum image_generator generator)
{
	static const char *const command[] = {[IMAGE_FOREIGN] = "",
		[IMAGE_INITRAMFS_TOOLS] = "update-initramfs -u -k all",
		[IMAGE_DRACUT] = "dracut --regenerate-all --force",
		[IMAGE_MKINITCPIO] = "mkinitcpio -P"};

	return command[generator];
}
