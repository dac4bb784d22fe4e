/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/probe/config.h"
#include "host/probe/look.h"
#include "host/probe/before.h"
#include "host/probe/vfio.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#define WAKE_MS 50 /* D3hot to D0 takes 10 ms (PCI Power Management 1.2, table 5-6); cards are slower */

struct opened {
	const struct look *look;
	const struct look_function *function;
	const struct vfio *vfio;
	int device;
	struct probe_facts *facts;
};

static void pause_ms(long ms)
{
	struct timespec time = {ms / 1000, ms % 1000 * 1000000};

	while (nanosleep(&time, &time) && errno == EINTR)
		;
}

static void failed(struct probe_facts *facts, enum probe_stage stage, int error)
{
	facts->failed = stage;
	facts->error = error;
}

static bool is_usable(const struct probe_config *config)
{
	struct config space = {config->byte, config->length};

	return config->length && !config_is_gone(&space);
}

/* I/O ports have side effects, and the ROM must be switched on with a write: neither is read. */
static void read_memory(const struct opened *o)
{
	for (unsigned int i = 0; i < PROBE_ROM; i++) {
		struct probe_region *region = &o->facts->region[i];

		if (!region->size || !region->memory)
			continue;
		region->tried = true;
		region->error = vfio_read_region(o->device, i, region->mappable, &region->word);
		region->mapped = region->mappable && !region->error;
	}
}

static void read_again(const struct opened *o)
{
	struct probe_facts *facts = o->facts;
	uint32_t word;

	facts->stage = STAGE_AGAIN;
	vfio_read_config(o->device, &facts->again);
	for (unsigned int i = 0; is_usable(&facts->again) && i < PROBE_ROM && !facts->again_error; i++) {
		if (!facts->region[i].tried || facts->region[i].error)
			continue;
		facts->again_error = vfio_read_region(o->device, i, facts->region[i].mappable, &word);
		facts->again_region = i;
	}
}

static bool may_reset_bus(const struct opened *o)
{
	const struct probe_facts *facts = o->facts;

	if (!facts->hot_asked || facts->hot_error)
		return false;
	for (unsigned int i = 0; i < facts->hits; i++) {
		if (!o->look->may_hit(o->look->context, &facts->hit[i]))
			return false;
	}
	return true;
}

static void reset(const struct opened *o)
{
	struct probe_facts *facts = o->facts;

	facts->reset_by_bus = !facts->resets;
	if (facts->reset_by_bus && !may_reset_bus(o))
		return;
	facts->stage = STAGE_RESET;
	facts->reset_tried = true;
	facts->reset_error = vfio_reset(o->vfio, o->device, facts->reset_by_bus);
	if (!facts->reset_error)
		read_again(o);
}

static int power_now(const struct opened *o, struct probe_config *config)
{
	struct config space = {config->byte, 0};

	vfio_read_config(o->device, config);
	space.length = config->length;
	return config_power(&space);
}

/* To D3hot and back, by its own register. Without one there is nothing to try. */
static void power(const struct opened *o)
{
	struct probe_facts *facts = o->facts;
	struct config space = {facts->config.byte, facts->config.length};
	unsigned int pm = config_capability(&space, PCI_CAP_ID_PM);
	static struct probe_config now;

	if (!pm)
		return;
	facts->stage = STAGE_POWER;
	facts->power_tried = true;
	facts->power_error = vfio_set_power(o->device, pm, 3);
	if (facts->power_error)
		return;
	pause_ms(WAKE_MS);
	facts->slept = power_now(o, &now) == 3;
	facts->power_error = vfio_set_power(o->device, pm, 0);
	pause_ms(WAKE_MS);
	facts->woke = power_now(o, &now) == 0;
}

static void look_at(const struct opened *o)
{
	struct probe_facts *facts = o->facts;
	int error;

	facts->stage = STAGE_READ;
	error = vfio_describe(o->device, facts);
	if (error) {
		failed(facts, STAGE_READ, error);
		return;
	}
	vfio_read_config(o->device, &facts->config);
	if (!is_usable(&facts->config))
		return;
	facts->stage = STAGE_MAP;
	read_memory(o);
	if (o->look->reset)
		reset(o);
	if (o->look->power && (!facts->reset_tried || is_usable(&facts->again)))
		power(o);
}

static void look_at_function(const struct look *look, const struct look_function *function,
	const struct vfio *vfio, struct probe_facts *facts)
{
	struct opened opened = {look, function, vfio, -1, facts};
	char address[PCI_ADDR_TEXT];
	int error;

	facts->stage = STAGE_OPEN;
	error = vfio_device(
		vfio, pci_addr_format(&function->addr, address), &function->nodes, &opened.device);
	if (error) {
		failed(facts, STAGE_OPEN, error);
	} else {
		look_at(&opened);
		facts->stage = STAGE_CLOSE;
		close(opened.device);
	}
	facts->stage = STAGE_DONE;
}

void look_run(const struct look *look, struct probe_facts *facts)
{
	struct vfio vfio;
	int error;

	for (unsigned int i = 0; i < look->count; i++) {
		facts[i].stage = STAGE_BEFORE;
		facts[i].is_virtual = look->function[i].is_virtual;
		before_read(look->root, &look->function[i].addr, &facts[i]);
	}
	for (unsigned int i = 0; i < look->count; i++)
		facts[i].stage = i ? STAGE_WAITING : STAGE_GROUP;
	error = vfio_open(look->root, &look->function[0].nodes, &vfio, &facts[0]);
	for (unsigned int i = 0; i < look->count; i++) {
		facts[i].not_viable = facts[0].not_viable;
		facts[i].noiommu = facts[0].noiommu;
		if (error) {
			failed(&facts[i], STAGE_GROUP, error);
			facts[i].stage = STAGE_DONE;
		}
	}
	for (unsigned int i = 0; !error && i < look->count; i++)
		look_at_function(look, &look->function[i], &vfio, &facts[i]);
	vfio_close(&vfio);
}
