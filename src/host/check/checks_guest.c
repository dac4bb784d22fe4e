// SPDX-License-Identifier: GPL-2.0-or-later
/* Checks of what a guest will trip over, and the host beside it, though the claim is good. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/sysfs.h"
#include "host/check/check.h"
#include "host/check/drivers.h"
#include "host/owner.h"
#include "host/slots.h"
#include "host/traps.h"

/* An attribute of a function, or of the port above it; "" if it has none. */
static char *attribute(
	const struct checkup *c, const struct function *function, const char *name, char buf[64])
{
	char path[sizeof(SYSFS_DEVICES) + PCI_ADDR_TEXT + 40];
	char address[PCI_ADDR_TEXT];

	snprintf(path, sizeof(path), SYSFS_DEVICES "/%s/%.32s", pci_addr_format(&function->addr, address),
		name);
	if (sysfs_read_line(c->host->root, path, buf, 64))
		buf[0] = '\0';
	return buf;
}

static unsigned int number(const struct checkup *c, const struct function *function, const char *name)
{
	char text[64];

	return (unsigned int)strtoul(attribute(c, function, name, text), NULL, 10);
}

/* Calls for each function that the next boot claims; says so where there is none. */
static void each_claimed(const struct checkup *c, struct finding *f,
	void (*each)(const struct checkup *c, const struct function *function, struct finding *f))
{
	if (check_nothing_asked(c, f))
		return;
	if (!check_claims(c->next))
		finding_skip(f, "nothing is claimed");
	for (unsigned int i = 0; i < c->all.count; i++) {
		if (check_is_claimed(c, &c->all.function[i]))
			each(c, &c->all.function[i], f);
	}
}

static void judge_framebuffer(const struct checkup *c, const struct function *function, struct finding *f)
{
	struct text text = {NULL, 0, 0};
	struct traps traps;

	if (traps_are_off(c->next->question.cmdline, c->next->question.length))
		return;
	traps_read(c->host->root, &traps);
	if (traps_describe(&traps, function, &text))
		finding_add(f, VERDICT_WARN, traps_framebuffer_advice, "%s", text_string(&text));
	text_free(&text);
	traps_free(&traps);
}

void check_framebuffer(const struct checkup *c, struct finding *f)
{
	if (sysfs_exists(c->host->root, "proc/iomem") == 1)
		finding_ok(f, "the firmware's is in no claimed memory where it would stay");
	else
		finding_skip(f, "there is no /proc/iomem");
	each_claimed(c, f, judge_framebuffer);
}

/* The kernel shows reset_method only for functions that can be reset; whether it shows it at all. */
static bool tells_resets(const struct checkup *c)
{
	char text[64];

	for (unsigned int i = 0; i < c->all.count; i++) {
		if (*attribute(c, &c->all.function[i], "reset_method", text))
			return true;
	}
	return false;
}

/*
 * AMD's before RDNA 2: after a reset of their bus they do not come back, so one guest gets them for each
 * boot of the host. (Device IDs: drivers/gpu/drm/amd/amdgpu/amdgpu_drv.c.)
 */
static const char *known_for(const struct function *function)
{
	static const struct {
		uint16_t first, last;
		const char *family;
	} cards[] = {{0x67c0, 0x67ff, "Polaris 10 or 11"}, {0x6980, 0x699f, "Polaris 12"},
		{0x6860, 0x687f, "Vega 10"}, {0x66a0, 0x66af, "Vega 20"}, {0x7310, 0x731f, "Navi 10"},
		{0x7340, 0x734f, "Navi 14"}, {0x7360, 0x7362, "Navi 12"}};

	for (unsigned int i = 0; i < sizeof(cards) / sizeof(cards[0]); i++) {
		if (function->ids.vendor == 0x1002 && function->ids.device >= cards[i].first &&
			function->ids.device <= cards[i].last)
			return cards[i].family;
	}
	return NULL;
}

/* Its own method for this device is what a driver such as vendor-reset adds. */
static void judge_model(const struct function *function, const char *methods, struct finding *f)
{
	const char *family = known_for(function);
	char own[PCI_ADDR_TEXT];

	if (family && !strstr(methods, "device_specific"))
		finding_add(f, VERDICT_WARN,
			"gpupt probe --reset tells whether this one does; the driver vendor-reset, or a reboot of "
			"the host between two guests, helps where it does not",
			"%s is a %s: many of these do not come back from a reset",
			pci_addr_format(&function->addr, own), family);
}

/* VFIO resets the whole bus then, which it does only if all on it is the guest's. */
static void judge_reset(const struct checkup *c, const struct function *function, struct finding *f)
{
	char text[64];
	char own[PCI_ADDR_TEXT];
	char others[PCI_ADDR_TEXT];

	if (!pci_is_gpu(function->class))
		return;
	attribute(c, function, "reset_method", text);
	judge_model(function, text, f);
	if (*text)
		return;
	for (unsigned int i = 0; i < c->all.count; i++) {
		const struct function *other = &c->all.function[i];

		if (other->addr.domain != function->addr.domain || other->addr.bus != function->addr.bus ||
			other->is_virtual || check_is_claimed(c, other))
			continue;
		finding_add(f, VERDICT_WARN,
			"claim that one, too (gpupt enable SLOT), or a guest that ends leaves the card as it is",
			"%s has no reset of its own, and a reset of its bus would hit %s, which is the host's",
			pci_addr_format(&function->addr, own), pci_addr_format(&other->addr, others));
		return;
	}
}

void check_reset(const struct checkup *c, struct finding *f)
{
	if (check_nothing_asked(c, f))
		return;
	if (!tells_resets(c)) {
		finding_skip(f, "this kernel does not tell how functions are reset");
		return;
	}
	finding_ok(f, "each claimed card can be reset, alone or with its bus");
	each_claimed(c, f, judge_reset);
}

static void judge_power(const struct checkup *c, const struct function *function, struct finding *f)
{
	char state[64];
	char address[PCI_ADDR_TEXT];

	if (owner_of(c->host, function) == OWNER_GUEST &&
		!strcmp(attribute(c, function, "power_state", state), "D3cold"))
		finding_add(f, VERDICT_WARN,
			"if it does not wake up in a guest: vfio-pci.disable_idle_d3=1 on the kernel command line",
			"%s is in D3cold while no guest has it", pci_addr_format(&function->addr, address));
}

void check_power(const struct checkup *c, struct finding *f)
{
	finding_ok(f, "no claimed function is in D3cold");
	each_claimed(c, f, judge_power);
}

/* Speed goes down while a card has nothing to do; a narrow link stays narrow. */
static void judge_link(const struct checkup *c, const struct function *function, struct finding *f)
{
	unsigned int now = number(c, function, "current_link_width");
	unsigned int card = number(c, function, "max_link_width");
	unsigned int port = number(c, function, "../max_link_width");
	unsigned int most = port && port < card ? port : card;
	char address[PCI_ADDR_TEXT];

	if (pci_is_gpu(function->class) && now && now < most)
		finding_add(f, VERDICT_WARN, "look at the card's contacts, the slot and the riser",
			"%s has %u lanes, and could have %u: its link trained below its maximum",
			pci_addr_format(&function->addr, address), now, most);
}

void check_link(const struct checkup *c, struct finding *f)
{
	finding_ok(f, "no claimed card has fewer lanes than card and slot have");
	each_claimed(c, f, judge_link);
}

/* A driver that takes cards and does not drive them: nova_core in Linux 7.0, Turing to Ada. */
static void judge_idle_driver(const struct function *function, struct finding *f)
{
	driver_set bound = drivers_bound(function);
	char address[PCI_ADDR_TEXT];

	if (bound && !strcmp(drivers_name(bound), "nova_core"))
		finding_add(f, VERDICT_WARN,
			"module_blacklist=nova_core on the kernel command line, for nouveau or nvidia to take it",
			"the host's own %s is with nova_core, which does not drive it yet",
			pci_addr_format(&function->addr, address));
}

/* A driver of displays that is built in has the card before gpupt, and not each lets it go well. */
static void judge_built_in(const struct checkup *c, const struct function *function, struct finding *f)
{
	char address[PCI_ADDR_TEXT];

	for (unsigned int i = 0; i < c->kernels.count; i++) {
		const char *release = c->kernels.kernel[i].release;
		const char *module = drivers_built_in_for(c, release, function);

		if (module)
			finding_add(f, VERDICT_WARN, "boot a kernel that has it as a module",
				"%s is built into kernel %s: it has the claimed %s first, and gpupt has to take "
				"it away again",
				module, release, pci_addr_format(&function->addr, address));
	}
}

void check_host_drivers(const struct checkup *c, struct finding *f)
{
	unsigned int gpus = 0;

	for (unsigned int i = 0; i < c->all.count; i++) {
		const struct function *function = &c->all.function[i];

		if (!pci_is_gpu(function->class))
			continue;
		gpus++;
		if (check_is_claimed(c, function))
			judge_built_in(c, function, f);
		else
			judge_idle_driver(function, f);
	}
	if (gpus)
		finding_ok(f, "none competes with gpupt, or leaves a card of the host idle");
	else
		finding_skip(f, "there is no GPU");
}

static int is_group(void *context, const char *name)
{
	(void)context;
	return *name >= '0' && *name <= '9';
}

/* Which platform needs which: docs/README.md. */
void check_vfio_interface(const struct checkup *c, struct finding *f)
{
	int root = c->host->root;
	bool groups = sysfs_list(root, "dev/vfio", is_group, NULL) == 1;
	bool devices = sysfs_exists(root, "dev/iommu") == 1 && sysfs_exists(root, "dev/vfio/devices") == 1;

	if (groups && devices)
		finding_ok(f, "/dev/vfio/GROUP, and /dev/iommu with /dev/vfio/devices/vfioN");
	else if (groups)
		finding_ok(f, "/dev/vfio/GROUP (no /dev/iommu, which KubeVirt 1.9 and newer needs)");
	else if (devices)
		finding_ok(f, "/dev/iommu with /dev/vfio/devices/vfioN, no /dev/vfio/GROUP");
	else
		finding_skip(f, "no function is on a VFIO driver now");
}
