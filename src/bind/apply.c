/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bind/apply.h"
#include "core/at.h"
#include "bind/modules.h"
#include "bind/undo.h"
#include "core/inventory.h"
#include "core/inventory_function.h"
#include "core/plan.h"
#include "core/sysfs.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

/* Matches no driver: until a variant's module is inserted its driver's name is not known. */
#define PLACEHOLDER "gpupt-pending"

#define ALL_TARGETS PLAN_TARGETS

/* Overrides */

/* Whether the driver's name is certain: vfio-pci and pci-stub always, a variant once it is there. */
static bool name_is_known(struct apply *apply, const struct target *target)
{
	return table_is_plain(token_of(target->module)) ||
	       driver_is_registered(&apply->writer, target->driver);
}

/* The overrides of one target's functions, or with ALL_TARGETS of all. */
static bool write_overrides(struct apply *apply, unsigned int target)
{
	struct worklist *list = &apply->shared->list;

	for (struct work *work = worklist_claim(list, NULL); work; work = worklist_claim(list, work)) {
		bool known = target != ALL_TARGETS || name_is_known(apply, work->target);
		int error;

		if (target != ALL_TARGETS && work->claim->target != target)
			continue;
		/* What is to be held needs its override all the more. */
		if (worklist_slot_failed(list, work) && !apply->question->request.hold)
			continue;
		if (apply_stops(apply, PHASE_OVERRIDE, work))
			return false;
		error = device_override(
			&apply->writer, work->function, known ? work->target->driver : PLACEHOLDER);
		if (error)
			apply_fail(apply, work, REASON_OVERRIDE_FAILED, error);
		else
			work->claim->progress = PROGRESS_OVERRIDE;
	}
	return true;
}

/* Modules */

static void fail_target(struct apply *apply, unsigned int target)
{
	struct worklist *list = &apply->shared->list;

	for (struct work *work = worklist_claim(list, NULL); work; work = worklist_claim(list, work)) {
		if (work->claim->target == target)
			apply_fail(apply, work, REASON_MODULE_FAILED, 0);
	}
}

static bool target_is_needed(const struct apply *apply, unsigned int target)
{
	struct worklist *list = &apply->shared->list;

	for (struct work *work = worklist_claim(list, NULL); work; work = worklist_claim(list, work)) {
		if (work->claim->target == target && work->claim->reason == REASON_NONE)
			return true;
	}
	return false;
}

/* Now that the module is there it tells its driver's name; the overrides get it. */
static bool name_variant(struct apply *apply, unsigned int index)
{
	struct target *target = &apply->shared->decision.plan.target[index];

	if (inventory_name_driver(apply->writer.root, target->module, target->driver))
		return write_overrides(apply, index);
	fail_target(apply, index);
	return true;
}

static bool insert_modules(struct apply *apply)
{
	struct decision *decision = &apply->shared->decision;
	const struct question *question = apply->question;
	struct insertion insertion = {.root = apply->writer.root,
		.fixtures = apply->writer.fixtures,
		.record = -1,
		.table = &decision->table,
		.cmdline = {question->cmdline, question->length},
		.notes = &decision->notes};

	for (unsigned int i = 0; i < decision->plan.targets; i++) {
		const struct target *target = &decision->plan.target[i];
		bool known = name_is_known(apply, target);

		if (!target_is_needed(apply, i) || driver_is_registered(&apply->writer, target->driver))
			continue;
		if (apply_stops(apply, PHASE_MODULES, NULL))
			return false;
		if (decision->table.wrong)
			note_add(&decision->notes, NOTE_MODULE_TABLE, "/" TABLE_FILE, decision->table.wrong);
		if (decision->table.wrong || modules_insert(&insertion, target->module))
			fail_target(apply, i);
		else if (!known && !name_variant(apply, i))
			return false;
		apply->inserted = true;
	}
	return true;
}

/* Binding */

/* drivers_probe reports success whatever the probe did: only the link is proof. */
static void probe(struct apply *apply, const struct work *work)
{
	const struct pci_addr *addr = &work->function->addr;
	const char *planned = work->target->driver;
	char driver[DRIVER_NAME];
	int error = device_driver(&apply->writer, addr, driver);

	if (!error && driver[0] && strcmp(driver, planned)) {
		apply->shared->phase = PHASE_UNBIND;
		error = device_unbind(&apply->writer, addr);
		if (error) {
			apply_fail(apply, work, REASON_UNBIND_FAILED, error);
			return;
		}
		apply->shared->phase = PHASE_BIND;
		driver[0] = '\0';
	}
	if (!error && !driver[0])
		error = device_probe(&apply->writer, addr, planned);
	if (error)
		apply_fail(apply, work, REASON_PROBE_FAILED, error);
	else
		work->claim->progress = PROGRESS_BOUND;
}

/*
 * First those that nobody held, then those that a driver must let go: a driver that never does
 * leaves no other function in doubt.
 */
static bool bind_functions(struct apply *apply, bool held)
{
	struct worklist *list = &apply->shared->list;

	for (struct work *work = worklist_claim(list, NULL); work; work = worklist_claim(list, work)) {
		const char *driver = work->function->driver;

		if (worklist_slot_failed(list, work) ||
			(driver[0] && strcmp(driver, work->target->driver)) != held)
			continue;
		if (apply_stops(apply, PHASE_BIND, work))
			return false;
		probe(apply, work);
	}
	return true;
}

/* Verifying */

/* What the second plan says of a function that should be claimed by now. */
static enum reason what_is_missing(
	const struct work *work, const struct function *function, const struct claim *claim)
{
	work->function->group = function->group;
	if (function->error)
		return plan_reason_for(function->error);
	if (claim->state == STATE_CLAIMED)
		return REASON_NONE;
	if (claim->state == STATE_REFUSED)
		return claim->reason;
	return strcmp(function->driver, work->target->driver) != 0 ? REASON_PROBE_FAILED
								   : REASON_OVERRIDE_FAILED;
}

/* The machine as it is now; too large for the stack. */
static struct inventory found;

static const struct function *found_now(const struct apply *apply, const struct work *work)
{
	return &found.function[work->function - apply->shared->decision.inventory.function];
}

/*
 * What happens meanwhile to a function that is not claimed is the host's: only what is claimed is
 * read again. Without sysfs that fails for each.
 */
static bool read_again(struct apply *apply)
{
	const struct inventory *before = &apply->shared->decision.inventory;
	int devices = before->devices;

	if (apply_stops(apply, PHASE_VERIFY, NULL))
		return false;
	if (devices < 0)
		devices = sysfs_open_dir(apply->writer.root, SYSFS_DEVICES);
	memcpy(&found, before,
		offsetof(struct inventory, function) + before->count * sizeof(before->function[0]));
	for (unsigned int i = 0; i < found.count; i++) {
		if (claim_is_good(&apply->shared->decision.plan.claim[i]))
			inventory_read_function(devices, &found.function[i], true);
	}
	inventory_read_rest(apply->writer.root, devices, true, &apply->question->request,
		&apply->shared->decision.table, &found);
	if (before->devices < 0)
		at_close(devices);
	return true;
}

/* Whether all that may still be claimed has its driver. */
static bool all_are_bound(struct apply *apply)
{
	struct worklist *list = &apply->shared->list;
	bool all = true;

	for (struct work *work = worklist_claim(list, NULL); work; work = worklist_claim(list, work)) {
		if (!strcmp(found_now(apply, work)->driver, work->target->driver))
			work->claim->progress = PROGRESS_BOUND;
		else
			all &= worklist_slot_failed(list, work);
	}
	return all;
}

/* Success is that nothing is left to be planned. */
static void verify(struct apply *apply)
{
	static struct plan remaining;
	static struct notes ignored;
	struct worklist *list = &apply->shared->list;

	plan_make(&apply->question->request, &found, &apply->shared->decision.table, true, &remaining,
		&ignored);
	for (struct work *work = worklist_claim(list, NULL); work; work = worklist_claim(list, work)) {
		const struct function *now = found_now(apply, work);
		enum reason missing;

		if (worklist_slot_failed(list, work))
			continue;
		missing = what_is_missing(work, now, &remaining.claim[now - found.function]);
		if (missing != REASON_NONE)
			apply_fail(apply, work, missing, 0);
	}
}

static void finish(struct apply *apply)
{
	verify(apply);
	if (undo_failed_slots(apply))
		undo_release_twins(apply);
}

/* Modules that were inserted have bound most often all there is; what was read then is not read again. */
static bool bind_and_read(struct apply *apply)
{
	if (apply->inserted && (!read_again(apply) || all_are_bound(apply)))
		return !apply->shared->expired;
	return bind_functions(apply, false) && bind_functions(apply, true) && read_again(apply);
}

void apply_plan(struct apply *apply)
{
	if (write_overrides(apply, ALL_TARGETS) && insert_modules(apply) && bind_and_read(apply))
		finish(apply);
}

/* Of a slot that the child was at work on, only what it was at. */
void apply_fail_rest(struct shared *shared)
{
	const struct work *at = shared->at;

	/* When undo begins, all that is not to be undone has been verified. */
	if (shared->phase == PHASE_UNDO)
		return;
	for (struct work *work = worklist_claim(&shared->list, NULL); work;
		work = worklist_claim(&shared->list, work)) {
		struct claim *claim = work->claim;
		bool beside = at && at != work && at->claim->progress != PROGRESS_BOUND &&
			      pci_addr_same_slot(&at->function->addr, &work->function->addr);

		if (claim->progress != PROGRESS_BOUND && claim->reason == REASON_NONE && !beside)
			claim->reason = apply_reason_for(shared->phase);
	}
}

void apply_rest(struct apply *apply)
{
	struct inventory *inventory = &apply->shared->decision.inventory;

	apply->suspect = apply->shared->at;
	/* What is open was so in the child that died. */
	inventory->devices = -1;
	for (unsigned int i = 0; i < inventory->count; i++)
		inventory->function[i].dir = inventory->function[i].override_file = -1;
	if (read_again(apply))
		finish(apply);
}
