/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/probe/judge.h"
#include "core/note.h"
#include "host/probe/config.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/pci_regs.h>
#include <stdio.h>
#include <string.h>

/* "256 MiB" */
static const char *amount(uint64_t size, char buf[32])
{
	static const char *const units[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
	unsigned int unit = 0;

	while (unit + 1 < sizeof(units) / sizeof(units[0]) && size >= 1024 && !(size % 1024)) {
		size /= 1024;
		unit++;
	}
	snprintf(buf, 32, "%" PRIu64 " %s", size, units[unit]);
	return buf;
}

static const char *doing(enum probe_stage stage)
{
	static const char *const names[] = {
		[STAGE_BEFORE] = "reading its configuration space through sysfs",
		[STAGE_GROUP] = "opening its IOMMU group",
		[STAGE_OPEN] = "opening it (which resets it)",
		[STAGE_READ] = "reading its configuration space through VFIO",
		[STAGE_MAP] = "mapping and reading its memory",
		[STAGE_RESET] = "its reset",
		[STAGE_AGAIN] = "reading it after its reset",
		[STAGE_POWER] = "its change of power state",
		[STAGE_CLOSE] = "closing it (which resets it)",
	};

	return stage < STAGE_DONE && names[stage] ? names[stage] : "";
}

/* The child never said that it was done with it. */
static void judge_hang(
	const struct probe_question *question, enum probe_stage stage, struct probe_verdict *verdict)
{
	if (stage == STAGE_WAITING)
		verdict_add(verdict, FOUND_NOT_REACHED, "it was not looked at: another of its group hangs");
	else if (question->signal)
		verdict_add(verdict, FOUND_READ, "signal %d ended what looked at it, at %s", question->signal,
			doing(stage));
	else if (stage == STAGE_OPEN || stage == STAGE_RESET || stage == STAGE_CLOSE)
		verdict_add(verdict, FOUND_NEVER_READY,
			"it is not ready again after a reset: %s does not end within %u s", doing(stage),
			question->limit);
	else
		verdict_add(verdict, FOUND_HANGS, "it hangs: %s does not end within %u s", doing(stage),
			question->limit);
}

static void judge_group(
	const struct probe_question *question, const struct probe_facts *facts, struct probe_verdict *verdict)
{
	if (facts->not_viable || question->blocker)
		verdict_add(verdict, FOUND_SIBLING,
			"no guest can start with its IOMMU group: the host has %s",
			question->blocker ? question->blocker : "another function of it");
	else if (facts->error == EBUSY)
		verdict_add(verdict, FOUND_IN_USE,
			"its IOMMU group is open: a guest has it, or a probe that hangs");
	else if (facts->error == EACCES || (facts->error == EPERM && facts->noiommu))
		verdict_add(verdict, FOUND_PERMISSION, "its node may not be opened");
	else if (facts->error == ENOENT || facts->error == ENODEV || facts->error == ENXIO ||
		 facts->error == ENOTTY)
		verdict_add(verdict, FOUND_NO_NODE, "VFIO has no node for it: %s", errno_text(-facts->error));
	else if (facts->error == EPERM)
		verdict_add(verdict, FOUND_REMAPPING,
			"VFIO refuses its IOMMU group: this machine does not isolate interrupts");
	else
		verdict_add(verdict, FOUND_IOMMU, "its IOMMU group cannot be set up: %s",
			errno_text(-facts->error));
}

static void judge_early_end(
	const struct probe_question *question, const struct probe_facts *facts, struct probe_verdict *verdict)
{
	if (facts->failed == STAGE_GROUP)
		judge_group(question, facts, verdict);
	else if (facts->error == EBUSY)
		verdict_add(verdict, FOUND_IN_USE, "it is open: a guest has it, or a probe that hangs");
	else
		verdict_add(verdict, FOUND_OPEN, "it cannot be opened: %s", errno_text(-facts->error));
}

static bool same_ids(const struct pci_ids *a, const struct pci_ids *b)
{
	return a->vendor == b->vendor && a->device == b->device && a->subvendor == b->subvendor &&
	       a->subdevice == b->subdevice;
}

/* A virtual function has no IDs of its own: its driver, and VFIO, tell them. */
static bool is_what_kernel_found(const struct probe_facts *facts, const struct config *config)
{
	struct config_ids now = config_ids(config);

	return facts->is_virtual ||
	       (now.ids.vendor == facts->ids.vendor && now.ids.device == facts->ids.device);
}

/* Against what it said before it was opened: the kernel mends some classes for itself. */
static bool is_as_before(const struct probe_facts *facts, const struct config *config)
{
	struct config before = {facts->before, facts->before_length};
	struct config_ids was = config_ids(&before);
	struct config_ids now = config_ids(config);

	if (!facts->before_length)
		return is_what_kernel_found(facts, config);
	return facts->is_virtual ||
	       (same_ids(&now.ids, &was.ids) && now.class == was.class &&
		       config_8(config, PCI_HEADER_TYPE) == config_8(&before, PCI_HEADER_TYPE));
}

static void say_what_it_is(
	struct probe_verdict *verdict, enum probe_found found, const char *when, const struct config *config)
{
	struct config_ids now = config_ids(config);

	verdict_add(verdict, found, "%s it says that it is %04x:%04x (of %04x:%04x), class %06x, header %02x",
		when, now.ids.vendor, now.ids.device, now.ids.subvendor, now.ids.subdevice,
		(unsigned int)now.class, config_8(config, PCI_HEADER_TYPE) & 0x7fu);
}

/* Opening it has reset it, so what was good before and is not now, a reset has spoilt. */
static bool judge_config(const struct probe_facts *facts, struct probe_verdict *verdict)
{
	struct config before = {facts->before, facts->before_length};
	struct config config = {facts->config.byte, facts->config.length};

	if (facts->before_length && config_is_gone(&before))
		verdict_add(verdict, FOUND_GONE, "nothing answers: its configuration space is all ones");
	else if (facts->before_length && !is_what_kernel_found(facts, &before))
		say_what_it_is(verdict, FOUND_DIFFERS, "it is not what the kernel found:", &before);
	else if (!facts->config.length)
		verdict_add(verdict, FOUND_READ, "its configuration space cannot be read: %s",
			errno_text(-facts->config.error));
	else if (config_is_gone(&config))
		verdict_add(verdict, FOUND_ALL_ONES,
			"nothing answers after the reset of opening it: its configuration space is all ones");
	else if (!is_as_before(facts, &config))
		say_what_it_is(verdict, FOUND_AFTER_RESET, "after the reset of opening it,", &config);
	else
		return true;
	return false;
}

/* By VFIO's number; the ROM has its size in another register. */
static const struct probe_region *region_of(const struct probe_facts *facts, unsigned int index)
{
	return index < PROBE_ROM && facts->region[index].size ? &facts->region[index] : NULL;
}

static void judge_msix(const struct probe_facts *facts, struct probe_verdict *verdict)
{
	struct config config = {facts->config.byte, facts->config.length};
	struct config_table table[2];

	if (!config_msix(&config, table))
		return;
	for (unsigned int i = 0; i < 2; i++) {
		const struct probe_region *region = region_of(facts, table[i].region);
		char size[32];

		if (region && table[i].end <= region->size)
			continue;
		verdict_add(verdict, FOUND_MSIX,
			"its MSI-X %s ends at 0x%" PRIx64 " in region %u, which has %s", table[i].name,
			table[i].end, table[i].region, region ? amount(region->size, size) : "no memory");
		return;
	}
}

static void judge_sizes(const struct probe_facts *facts, struct probe_verdict *verdict)
{
	struct config config = {facts->config.byte, facts->config.length};
	struct config_resizable bar;
	char is[32];
	char was[32];

	for (unsigned int i = 0; i < PROBE_ROM; i++) {
		const struct probe_region *region = &facts->region[i];

		if (region->size && region->expected && region->size != region->expected)
			verdict_add(verdict, FOUND_SIZE, "region %u has %s, and the kernel gave it %s", i,
				amount(region->size, is), amount(region->expected, was));
	}
	for (unsigned int n = 0; n < PROBE_ROM && config_resizable(&config, n, &bar); n++) {
		const struct probe_region *region = region_of(facts, bar.region);

		if (region && bar.size != region->size)
			verdict_add(verdict, FOUND_SIZE, "region %u is set to %s, and the kernel gave it %s",
				bar.region, amount(bar.size, is), amount(region->size, was));
		else if (region && bar.most > bar.size)
			verdict_add(verdict, FOUND_SMALL, "region %u has %s of its possible %s", bar.region,
				amount(bar.size, is), amount(bar.most, was));
	}
}

/* Who asleep is cannot be read: one reason is enough. */
static bool judge_awake(const struct probe_facts *facts, struct probe_verdict *verdict)
{
	struct config config = {facts->config.byte, facts->config.length};
	int state = config_power(&config);

	if (state <= 0)
		return true;
	verdict_add(
		verdict, FOUND_STUCK, "it stays in D%d%s though it is open", state, state == 3 ? "hot" : "");
	return false;
}

static void judge_memory(
	const struct probe_question *question, const struct probe_facts *facts, struct probe_verdict *verdict)
{
	bool failed = false;

	if (question->framebuffer)
		verdict_add(verdict, FOUND_FRAMEBUFFER,
			"%s, the firmware's framebuffer, is in its memory, and the host goes on writing there",
			question->framebuffer);
	for (unsigned int i = 0; i < PROBE_ROM && !failed; i++) {
		const struct probe_region *region = &facts->region[i];

		failed = region->tried && region->error;
		if (!failed || (question->framebuffer && region->error == EBUSY))
			continue;
		if (region->error == EBUSY)
			verdict_add(verdict, FOUND_MAP,
				"region %u cannot be mapped: somebody on the host has a part of it", i);
		else
			verdict_add(verdict,
				region->mappable && region->error != EFAULT ? FOUND_MAP : FOUND_READ,
				"region %u cannot be %s: %s", i,
				region->mappable && region->error != EFAULT ? "mapped" : "read",
				region->error == EFAULT ? "nothing answers (SIGBUS)"
							: errno_text(-region->error));
	}
}

static void judge_possible_reset(
	const struct probe_question *question, const struct probe_facts *facts, struct probe_verdict *verdict)
{
	char address[PCI_ADDR_TEXT];

	if (facts->resets)
		return;
	if (!facts->hot_asked || facts->hot_error || !facts->hits) {
		verdict_add(verdict, FOUND_NO_RESET,
			"it cannot be reset: the next guest gets it as the last one left it");
	} else {
		unsigned int i = 0;

		while (i < facts->hits && question->may_hit(question->context, &facts->hit[i]))
			i++;
		if (i == facts->hits)
			return;
		verdict_add(verdict, FOUND_HITS,
			"it has no reset of its own, and one of its bus would hit %s, so it is not done: the "
			"next guest gets it as the last one left it",
			pci_addr_format(&facts->hit[i], address));
	}
	if (question->reset)
		verdict_worsen(verdict, PROBE_FAILS);
}

static void judge_reset(const struct probe_facts *facts, struct probe_verdict *verdict)
{
	struct config again = {facts->again.byte, facts->again.length};

	if (!facts->reset_tried)
		return;
	if (facts->reset_error)
		verdict_add(verdict, FOUND_RESET, "its reset fails: %s", errno_text(-facts->reset_error));
	else if (!again.length || config_is_gone(&again))
		verdict_add(verdict, FOUND_ALL_ONES,
			"nothing answers after its reset: its configuration space is all ones");
	else if (!is_as_before(facts, &again))
		say_what_it_is(verdict, FOUND_AFTER_RESET, "after its reset,", &again);
	else if (facts->again_error)
		verdict_add(verdict, FOUND_READ, "after its reset region %u cannot be read any more: %s",
			facts->again_region, errno_text(-facts->again_error));
}

static void judge_power(const struct probe_facts *facts, struct probe_verdict *verdict)
{
	if (!facts->power_tried)
		return;
	if (facts->power_error)
		verdict_add(verdict, FOUND_POWER, "its power state cannot be set: %s",
			errno_text(-facts->power_error));
	else if (!facts->woke)
		verdict_add(verdict, FOUND_STUCK, "it does not come back from D3hot to D0");
	else if (!facts->slept)
		verdict_add(verdict, FOUND_POWER, "it does not go to D3hot");
}

/* A plain framebuffer may have none, and needs none. */
static bool has_interrupt(const struct probe_facts *facts)
{
	struct config config = {facts->config.byte, facts->config.length};

	return config_8(&config, PCI_INTERRUPT_PIN) || config_capability(&config, PCI_CAP_ID_MSI) ||
	       config_capability(&config, PCI_CAP_ID_MSIX);
}

static void judge_limits(const struct probe_facts *facts, struct probe_verdict *verdict)
{
	unsigned int most = facts->link.max_width;

	if (facts->link.port_width && facts->link.port_width < most)
		most = facts->link.port_width;
	if (facts->link.width && facts->link.width < most)
		verdict_add(
			verdict, FOUND_LANES, "it has %u lanes, and could have %u", facts->link.width, most);
	if (!facts->intx && !facts->msi && !facts->msix && has_interrupt(facts))
		verdict_add(verdict, FOUND_NO_INTERRUPT, "VFIO has no interrupt of it, though it has some");
	if (facts->noiommu)
		verdict_add(verdict, FOUND_NO_IOMMU,
			"it works without an IOMMU: its guest can write to all of the host's memory");
}

void judge_facts(
	const struct probe_question *question, const struct probe_facts *facts, struct probe_verdict *verdict)
{
	enum probe_stage stage = facts->stage;

	if (stage != STAGE_DONE)
		judge_hang(question, stage, verdict);
	else if (facts->failed != STAGE_WAITING)
		judge_early_end(question, facts, verdict);
	if (verdict->count || !judge_config(facts, verdict))
		return;
	judge_msix(facts, verdict);
	if (judge_awake(facts, verdict)) {
		judge_memory(question, facts, verdict);
		judge_reset(facts, verdict);
		judge_power(facts, verdict);
	}
	judge_sizes(facts, verdict);
	judge_possible_reset(question, facts, verdict);
	judge_limits(facts, verdict);
}
