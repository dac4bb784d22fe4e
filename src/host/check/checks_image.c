// SPDX-License-Identifier: GPL-2.0-or-later
/* Checks of the installed kernels and their images. */
#include <errno.h>

#include "core/sysfs.h"
#include "host/check/check.h"

static bool has(const struct checkup *c, const char *file)
{
	return sysfs_exists(c->host->root, file) == 1;
}

enum image_generator check_generator(const struct checkup *c)
{
	for (unsigned int i = 0; i < c->kernels.count; i++) {
		if (c->kernel[i].sound && c->kernel[i].facts.generator != IMAGE_FOREIGN)
			return c->kernel[i].facts.generator;
	}
	if (has(c, "usr/sbin/update-initramfs"))
		return IMAGE_INITRAMFS_TOOLS;
	return IMAGE_DRACUT;
}

static const char *rebuild(const struct checkup *c)
{
	return check_generator(c) == IMAGE_INITRAMFS_TOOLS
		       ? "rebuild the images: update-initramfs -u -k all"
		       : "rebuild the images: dracut --regenerate-all --force";
}

static const char no_kernel[] = "there is no installed kernel in /lib/modules and /boot";

void check_vfio_modules(const struct checkup *c, struct finding *f)
{
	if (!c->kernels.count)
		finding_add(f, VERDICT_WARN, "install a kernel with its modules", "%s", no_kernel);
	else
		finding_ok(f, "every installed kernel has them (%u)", c->kernels.count);
	for (unsigned int i = 0; i < c->kernels.count; i++) {
		const char *release = c->kernels.kernel[i].release;
		enum modtable_result result = c->kernel[i].modules;

		if (result == MODTABLE_NO_INDEX)
			finding_add(f, VERDICT_FAIL, "run depmod for it", "kernel %s %s", release,
				modtable_text(result));
		else if (result != MODTABLE_OK)
			finding_add(f, VERDICT_FAIL,
				"boot a kernel with CONFIG_VFIO_PCI, or install the package that has its modules",
				"kernel %s %s", release, modtable_text(result));
	}
}

static void judge_readable(
	const struct checkup *c, const char *release, const char *image, int error, struct finding *f)
{
	if (!*image)
		finding_add(f, VERDICT_FAIL, rebuild(c), "kernel %s has no initramfs image", release);
	else if (error == -EACCES || error == -EPERM)
		finding_add(f, VERDICT_SKIP, "run gpupt check as root", "/%s cannot be read: %s", image,
			errno_text(error));
	else if (error == -EBADMSG)
		finding_add(f, VERDICT_FAIL, rebuild(c),
			"/%s is no initramfs image, or damaged, or compressed in an unknown way", image);
	else if (error)
		finding_add(f, VERDICT_FAIL, rebuild(c), "/%s cannot be read: %s", image, errno_text(error));
}

void check_image(const struct checkup *c, struct finding *f)
{
	if (!c->kernels.count)
		finding_skip(f, "%s", no_kernel);
	else
		finding_ok(f, "%u read, %s", c->kernels.count, image_generator_name(check_generator(c)));
	for (unsigned int i = 0; i < c->kernels.count; i++) {
		const struct check_kernel *kernel = &c->kernel[i];
		const char *image = c->kernels.kernel[i].image;

		judge_readable(c, c->kernels.kernel[i].release, image, kernel->error, f);
		if (kernel->sound && kernel->facts.generator == IMAGE_FOREIGN)
			finding_add(f, VERDICT_FAIL,
				"gpupt works in images of initramfs-tools and dracut; use one of them",
				"/%s is neither of initramfs-tools nor of dracut", image);
	}
}

/* The checks of images that could be read: one text each. */
static void each_image(const struct checkup *c, struct finding *f, enum verdict verdict, const char *ok,
	const char *hint, const char *what, const char *(*wrong)(const struct image_facts *facts))
{
	unsigned int sound = 0;

	for (unsigned int i = 0; i < c->kernels.count; i++) {
		const char *text;

		if (!c->kernel[i].sound || c->kernel[i].facts.generator == IMAGE_FOREIGN)
			continue;
		sound++;
		text = wrong(&c->kernel[i].facts);
		if (*text)
			finding_add(f, verdict, hint, "/%s: %s%s", c->kernels.kernel[i].image, what, text);
	}
	if (sound)
		finding_ok(f, "%s", ok);
	else
		finding_skip(f, "%s", c->kernels.count ? "no image could be looked at" : no_kernel);
}

static const char *wrong_binder(const struct image_facts *facts)
{
	if (!facts->binder)
		return "the binder usr/lib/gpupt/gpupt-bind is not in it";
	return facts->runner ? "" : "nothing in it runs the binder";
}

void check_image_binder(const struct checkup *c, struct finding *f)
{
	each_image(c, f, VERDICT_FAIL, "every image holds the binder", rebuild(c), "", wrong_binder);
}

static const char *wrong_table(const struct image_facts *facts)
{
	return facts->table;
}

void check_image_table(const struct checkup *c, struct finding *f)
{
	each_image(
		c, f, VERDICT_FAIL, "every image has a sound one", rebuild(c), "module table: ", wrong_table);
}

static const char *wrong_modules(const struct image_facts *facts)
{
	return facts->modules;
}

void check_image_modules(const struct checkup *c, struct finding *f)
{
	each_image(c, f, VERDICT_FAIL, "all that the tables list are there", rebuild(c), "module ",
		wrong_modules);
}

static const char *wrong_order(const struct image_facts *facts)
{
	return facts->binder && facts->runner ? facts->order : "";
}

void check_image_order(const struct checkup *c, struct finding *f)
{
	each_image(
		c, f, VERDICT_FAIL, "where the binder is, it runs before udev", rebuild(c), "", wrong_order);
}

static const char *wrong_early(const struct image_facts *facts)
{
	return facts->early;
}

void check_image_early(const struct checkup *c, struct finding *f)
{
	each_image(c, f, VERDICT_WARN, "nothing inserts drivers before the binder",
		"see that it inserts no driver of a card that is to be claimed, or take it out", "",
		wrong_early);
}

static const char *wrong_cmdline_d(const struct image_facts *facts)
{
	return facts->cmdline_d;
}

void check_cmdline_d(const struct checkup *c, struct finding *f)
{
	each_image(c, f, VERDICT_WARN, "no image has gpupt's parameters in etc/cmdline.d",
		"put these parameters on the kernel command line (gpupt enable): the binder reads "
		"nothing else",
		"parameters of gpupt or vfio-pci are in ", wrong_cmdline_d);
}
