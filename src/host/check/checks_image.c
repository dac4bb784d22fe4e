// SPDX-License-Identifier: GPL-2.0-or-later
/* Checks of the installed kernels and their images. */
#include <errno.h>
#include <stdio.h>

#include "core/sysfs.h"
#include "host/check/check.h"

static bool has(const struct checkup *c, const char *file)
{
	return sysfs_exists(c->host->root, file) == 1;
}

enum image_generator check_generator(const struct checkup *c)
{
	enum image_generator installed = image_generator_installed(c->host->root);

	for (unsigned int i = 0; i < c->kernels.count; i++) {
		if (c->kernel[i].sound && c->kernel[i].facts.generator != IMAGE_FOREIGN)
			return c->kernel[i].facts.generator;
	}
	return installed == IMAGE_FOREIGN ? IMAGE_DRACUT : installed;
}

static const char *rebuild(const struct checkup *c)
{
	static char hint[80];

	snprintf(hint, sizeof(hint), "rebuild the images: %s", image_generator_command(check_generator(c)));
	return hint;
}

static const char captured[] = "a captured machine has no kernels and images";
static const char no_kernel[] = "there is no installed kernel in /lib/modules and /boot";
static const char hidden[] =
	"a unified kernel image booted this machine, and its EFI system partition is not mounted";
static const char mount[] =
	"mount it at /efi or /boot (bootctl status tells which partition), then check again";

/* Why there is nothing to look at. */
static const char *nothing(const struct checkup *c)
{
	if (c->kernels.count)
		return "no image could be looked at";
	if (c->host->machine)
		return captured;
	return kernels_are_hidden(c->host->root) ? hidden : no_kernel;
}

/* The kernel that runs is there all the same. */
static void judge_running_modules(const struct checkup *c, struct finding *f)
{
	char release[128];
	enum modtable_result result;

	decide_release(c->host->root, release, sizeof(release));
	result = check_modules(c->host, release);
	if (result == MODTABLE_OK)
		finding_ok(f, "the running kernel has them (%s)", release);
	else
		finding_skip(f, "%s", nothing(c));
}

void check_vfio_modules(const struct checkup *c, struct finding *f)
{
	if (!c->kernels.count && kernels_are_hidden(c->host->root))
		judge_running_modules(c, f);
	else if (!c->kernels.count && c->host->machine)
		finding_skip(f, "%s", captured);
	else if (!c->kernels.count)
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

/*
 * A package that replaced the running kernel took its modules away. What a build of modules for it left
 * behind does not count: modules.builtin is the kernel's own.
 */
void check_running_kernel(const struct checkup *c, struct finding *f)
{
	char release[128];
	char file[192];

	if (sysfs_read_line(c->host->root, "proc/sys/kernel/osrelease", release, sizeof(release))) {
		finding_skip(f, "no kernel runs on this root");
		return;
	}
	snprintf(file, sizeof(file), "lib/modules/%s/modules.builtin", release);
	if (has(c, file))
		finding_ok(f, "its modules are there (%s)", release);
	else if (!c->kernels.count)
		finding_skip(f, "%s", nothing(c));
	else
		finding_add(f, VERDICT_WARN,
			"reboot; until then a guest that needs a module (kvm, vhost_net) may not start",
			"the running kernel %s has no modules in /lib/modules: it can load none", release);
}

static void judge_readable(
	const struct checkup *c, const char *release, const char *image, int error, struct finding *f)
{
	if (!*image)
		finding_add(f, VERDICT_FAIL, rebuild(c), "kernel %s has no initramfs image", release);
	else if (error == -EACCES || error == -EPERM)
		finding_add(f, VERDICT_SKIP, "sudo gpupt check", "/%s cannot be read: %s", image,
			errno_text(error));
	else if (error == -EFBIG || error == -ETIME)
		finding_add(f, VERDICT_SKIP, "look at it with lsinitramfs or lsinitrd",
			error == -ETIME ? "/%s: reading it took longer than %d s and was stopped"
					: "/%s unpacks to more than %d GiB, and reading was stopped",
			image, error == -ETIME ? IMAGE_SECONDS : (int)(IMAGE_UNPACKED >> 30));
	else if (error == -EBADMSG)
		finding_add(f, VERDICT_FAIL, rebuild(c),
			"/%s is no initramfs image, or damaged, or compressed in an unknown way", image);
	else if (error)
		finding_add(f, VERDICT_FAIL, rebuild(c), "/%s cannot be read: %s", image, errno_text(error));
}

/* Without its programs the next image is made all the same, and does not boot. */
static void judge_klibc(const struct checkup *c, struct finding *f)
{
	if (check_generator(c) == IMAGE_INITRAMFS_TOOLS && has(c, "usr/share/initramfs-tools/init") &&
		!has(c, "usr/lib/klibc"))
		finding_add(f, VERDICT_FAIL,
			"apt install --reinstall klibc-utils, before any image is rebuilt",
			"/usr/lib/klibc is missing: an image that initramfs-tools makes now would panic");
}

/* How many, by whom they are made, and of which system where unified images say so. */
static void tell_images(const struct checkup *c, struct finding *f)
{
	struct text text = {NULL, 0, 0};
	bool both = has(c, "usr/sbin/update-initramfs") &&
		    (has(c, "usr/bin/dracut") || has(c, "usr/sbin/dracut"));

	text_addf(&text, "%u read, %s", c->kernels.count, image_generator_name(check_generator(c)));
	if (both)
		text_add(&text, check_generator(c) == IMAGE_DRACUT ? " (initramfs-tools is installed, too)"
								   : " (dracut is installed, too)");
	for (unsigned int i = 0; i < c->kernels.count; i++) {
		if (c->kernels.kernel[i].unified)
			text_addf(&text, "; /%s is a unified kernel image%s%s", c->kernels.kernel[i].image,
				*c->kernel[i].system ? " of " : "", c->kernel[i].system);
	}
	finding_ok(f, "%s", text_string(&text));
	text_free(&text);
}

void check_image(const struct checkup *c, struct finding *f)
{
	if (!c->kernels.count && kernels_are_hidden(c->host->root))
		finding_add(f, VERDICT_SKIP, mount, "%s", hidden);
	else if (!c->kernels.count)
		finding_skip(f, "%s", nothing(c));
	else
		tell_images(c, f);
	for (unsigned int i = 0; i < c->kernels.count; i++) {
		const struct check_kernel *kernel = &c->kernel[i];
		const char *image = c->kernels.kernel[i].image;

		judge_readable(c, c->kernels.kernel[i].release, image, kernel->error, f);
		if (kernel->sound && kernel->facts.generator == IMAGE_FOREIGN)
			finding_add(f, VERDICT_FAIL,
				"gpupt works in images of initramfs-tools, dracut and mkinitcpio; use one of them",
				"/%s is neither of initramfs-tools nor of dracut, nor of mkinitcpio", image);
		if (kernel->sound && kernel->facts.no_run_init)
			finding_add(f, VERDICT_FAIL,
				"apt install --reinstall klibc-utils, then update-initramfs -u -k all",
				"/%s has no run-init: the kernel would panic where the real system is to start",
				image);
	}
	judge_klibc(c, f);
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
		finding_skip(f, "%s", nothing(c));
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
