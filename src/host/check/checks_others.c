// SPDX-License-Identifier: GPL-2.0-or-later
/* Checks for other tools that fight for the same functions. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/sysfs.h"
#include "host/check/check.h"
#include "host/driverctl.h"

static int judge_override(void *context, const char *name)
{
	const struct judge *judge = context;
	const struct function *function;
	struct text hint = {NULL, 0, 0};
	char driver[DRIVERCTL_DRIVER];
	char address[PCI_ADDR_TEXT];
	struct pci_addr addr;

	if (!driverctl_function(name, &addr))
		return 0;
	function = inventory_at(&judge->c->all, &addr);
	if (!function || !check_is_claimed(judge->c, function))
		return 0;
	driverctl_driver(judge->c->host->root, name, driver);
	text_addf(&hint, "driverctl unset-override %s", pci_addr_format(&addr, address));
	finding_add(judge->f, VERDICT_WARN, text_string(&hint),
		"driverctl sets %s for the claimed function %s when udev finds it: two tools, one function",
		*driver ? driver : "a driver", address);
	text_free(&hint);
	return 0;
}

void check_driverctl(const struct checkup *c, struct finding *f)
{
	struct judge judge = {c, f};

	finding_ok(f, "no override for a claimed function");
	sysfs_list(c->host->root, DRIVERCTL_DIR, judge_override, &judge);
}

static void look_for_vfio(const struct judge *judge, const struct check_line *line)
{
	struct finding *f = judge->f;

	if (strstr(line->file, "/gpupt") || (f->count && strstr(f->remark[f->count - 1].text, line->file)) ||
		(!strstr(line->text, "driver_override") && !strstr(line->text, "vfio")))
		return;
	if (check_generator(judge->c) == IMAGE_DRACUT)
		finding_add(f, VERDICT_WARN, "remove it; gpupt enable SLOT does its work, before udev",
			"/%s never runs: dracut makes this machine's images, and does not read it",
			line->file);
	else
		finding_add(f, VERDICT_WARN,
			"remove it and rebuild the images; gpupt enable SLOT does its work, before udev",
			"/%s binds vfio-pci too, and runs after udev unless its name sorts before it",
			line->file);
}

void check_init_top(const struct checkup *c, struct finding *f)
{
	static const char *const dirs[] = {
		"etc/initramfs-tools/scripts/init-top", "usr/share/initramfs-tools/scripts/init-top", NULL};
	struct judge judge = {c, f};

	finding_ok(f, "no other boot script binds vfio-pci");
	check_lines(&judge, dirs, "", look_for_vfio);
}
