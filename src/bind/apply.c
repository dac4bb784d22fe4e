/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bind/apply.h"
#include "bind/device.h"
#include "core/sysfs.h"
#include "core/text.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

/* Matches no driver: until a variant's module is inserted its driver's name is not known. */
#define PLACEHOLDER "gpupt-pending"

#define ALL_TARGETS PLAN_TARGETS

static struct undo undo;
static struct inventory found; /* the machine, read again */
static struct plan remaining;
static struct notes ignored;

static const struct pci_addr *addr_of(const struct undo_entry *entry)
{
	return &entry->function->addr;
}

/* Before every step: true if there is no time left for it. */
static bool stop(struct apply *apply, enum phase phase)
{
	if (!apply->shared->expired && apply->expired())
		apply->shared->expired = true;
	apply->shared->phase = (uint8_t)phase;
	return apply->shared->expired;
}

/* The first failure of a function counts. It may be that the function has gone. */
static void fail(struct apply *apply, const struct undo_entry *entry, enum reason reason, int error)
{
	struct claim *claim = entry->claim;
	char name[NAME_TEXT];

	if (claim->reason != REASON_NONE)
		return;
	if (error && !sysfs_exists(apply->writer.root, write_name(addr_of(entry), "", name)))
		reason = REASON_VANISHED;
	claim->reason = (uint8_t)reason;
}

static bool slot_failed(const struct undo_entry *entry)
{
	for (unsigned int i = 0; i < undo.count; i++) {
		if (!undo.entry[i].release && undo.entry[i].claim->reason != REASON_NONE &&
			pci_addr_same_slot(addr_of(&undo.entry[i]), addr_of(entry)))
			return true;
	}
	return false;
}

/* Whether the driver's name is certain: vfio-pci and pci-stub always, a variant once it is there. */
static bool name_is_known(struct apply *apply, const struct target *target)
{
	return table_is_plain(token_of(target->module)) ||
	       driver_is_registered(&apply->writer, target->driver);
}

/* The overrides of one target's functions, or with ALL_TARGETS of all. */
static bool write_overrides(struct apply *apply, unsigned int target)
{
	for (unsigned int i = 0; i < undo.count; i++) {
		const struct undo_entry *entry = &undo.entry[i];
		int error;

		if (entry->release || (target != ALL_TARGETS && entry->claim->target != target))
			continue;
		/* What is to be held needs its override all the more. */
		if (slot_failed(entry) && !apply->request->hold)
			continue;
		if (stop(apply, PHASE_OVERRIDE))
			return false;
		error = device_override(&apply->writer, addr_of(entry),
			target != ALL_TARGETS || name_is_known(apply, entry->target) ? entry->target->driver
										     : PLACEHOLDER);
		if (error)
			fail(apply, entry, REASON_OVERRIDE_FAILED, error);
		else
			entry->claim->progress = PROGRESS_OVERRIDE;
	}
	return true;
}

static void fail_target(struct apply *apply, unsigned int target)
{
	for (unsigned int i = 0; i < undo.count; i++) {
		if (!undo.entry[i].release && undo.entry[i].claim->target == target)
			fail(apply, &undo.entry[i], REASON_MODULE_FAILED, 0);
	}
}

static bool target_is_needed(unsigned int target)
{
	for (unsigned int i = 0; i < undo.count; i++) {
		const struct claim *claim = undo.entry[i].claim;

		if (!undo.entry[i].release && claim->target == target && claim->reason == REASON_NONE)
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
	const struct insertion insertion = {
		apply->writer.root, apply->writer.fixtures, apply->table, apply->cmdline};

	for (unsigned int i = 0; i < apply->shared->decision.plan.targets; i++) {
		const struct target *target = &apply->shared->decision.plan.target[i];
		bool known = name_is_known(apply, target);

		if (!target_is_needed(i) || driver_is_registered(&apply->writer, target->driver))
			continue;
		if (stop(apply, PHASE_MODULES))
			return false;
		if (apply->table->wrong)
			note_add(&apply->shared->decision.notes, NOTE_MODULE_TABLE, "/" TABLE_FILE,
				apply->table->wrong);
		if (apply->table->wrong || modules_insert(&insertion, target->module))
			fail_target(apply, i);
		else if (!known && !name_variant(apply, i))
			return false;
	}
	return true;
}

/* drivers_probe reports success whatever the probe did: only the link is proof. */
static void probe(struct apply *apply, const struct undo_entry *entry)
{
	const struct pci_addr *addr = addr_of(entry);
	char driver[DRIVER_NAME];
	const char *planned = entry->target->driver;
	int error = device_driver(&apply->writer, addr, driver);

	if (!error && driver[0] && strcmp(driver, planned)) {
		error = device_unbind(&apply->writer, addr);
		if (error) {
			fail(apply, entry, REASON_UNBIND_FAILED, error);
			return;
		}
		driver[0] = '\0';
	}
	if (!error && !driver[0])
		error = device_probe(&apply->writer, addr, planned);
	if (error)
		fail(apply, entry, REASON_PROBE_FAILED, error);
	else
		entry->claim->progress = PROGRESS_BOUND;
}

/*
 * First those that nobody held, then those that a driver must let go: a driver that never does
 * leaves no other function in doubt.
 */
static bool bind_functions(struct apply *apply, bool held)
{
	for (unsigned int i = 0; i < undo.count; i++) {
		const struct undo_entry *entry = &undo.entry[i];
		const char *driver = entry->function->driver;

		if (entry->release || slot_failed(entry) ||
			(driver[0] && strcmp(driver, entry->target->driver)) != held)
			continue;
		if (stop(apply, PHASE_BIND))
			return false;
		probe(apply, entry);
	}
	return true;
}

/* What the second plan says of a function that should be claimed by now. */
static enum reason what_is_missing(
	const struct undo_entry *entry, const struct function *function, const struct claim *claim)
{
	entry->function->group = function->group;
	if (function->error)
		return plan_reason_for(function->error);
	if (claim->state == STATE_CLAIMED)
		return REASON_NONE;
	if (claim->state == STATE_REFUSED)
		return claim->reason;
	return strcmp(function->driver, entry->target->driver) != 0 ? REASON_PROBE_FAILED
								    : REASON_OVERRIDE_FAILED;
}

/*
 * What happens meanwhile to a function that is not claimed is the host's: only what is claimed is
 * read again. Without sysfs that fails for each.
 */
static void read_again(struct apply *apply)
{
	const struct inventory *before = &apply->shared->decision.inventory;
	int devices = sysfs_open_dir(apply->writer.root, SYSFS_DEVICES);

	memcpy(&found, before,
		offsetof(struct inventory, function) + before->count * sizeof(before->function[0]));
	for (unsigned int i = 0; i < found.count; i++) {
		struct function *function = &found.function[i];

		if (!claim_is_good(&apply->shared->decision.plan.claim[i]))
			continue;
		if (!inventory_read_function(devices, function, true) &&
			function->inode != before->function[i].inode)
			function->error = -ENODEV;
	}
	inventory_read_rest(apply->writer.root, devices, true, apply->request, apply->table, &found);
	close(devices);
}

/* Success is that nothing is left to be planned. */
static bool verify(struct apply *apply)
{
	if (stop(apply, PHASE_VERIFY))
		return false;
	read_again(apply);
	ignored.count = 0;
	plan_make(apply->request, &found, apply->table, apply->judge_late, &remaining, &ignored);
	for (unsigned int i = 0; i < undo.count; i++) {
		const struct undo_entry *entry = &undo.entry[i];
		ptrdiff_t at = entry->function - apply->shared->decision.inventory.function;
		enum reason missing;

		if (entry->release || slot_failed(entry))
			continue;
		missing = what_is_missing(entry, &found.function[at], &remaining.claim[at]);
		if (missing != REASON_NONE)
			fail(apply, entry, missing, 0);
	}
	return true;
}

static void settle_claim(const struct undo_entry *entry, enum state state)
{
	entry->claim->state = (uint8_t)state;
	entry->claim->progress = PROGRESS_DECIDED;
}

/*
 * Back to what was there before: the override first, so that nothing of gpupt's outlives a hang.
 * From here on it is not claimed, however far this comes. What fails is the function's reason.
 */
static bool give_back(struct apply *apply, const struct undo_entry *entry)
{
	const struct pci_addr *addr = addr_of(entry);
	enum reason reason = REASON_OVERRIDE_FAILED;
	char driver[DRIVER_NAME];
	int error;

	entry->claim->progress = PROGRESS_OVERRIDE;
	error = device_override(&apply->writer, addr, entry->function->override);
	if (!error) {
		reason = REASON_UNBIND_FAILED;
		error = device_driver(&apply->writer, addr, driver);
	}
	if (!error && strcmp(driver, entry->function->driver) != 0) {
		if (driver[0])
			error = strcmp(driver, entry->target->driver) != 0
					? -EBUSY
					: device_unbind(&apply->writer, addr);
		if (!error && entry->function->driver[0]) {
			reason = REASON_PROBE_FAILED;
			error = device_bind(&apply->writer, addr, entry->function->driver);
		}
	}
	if (error)
		fail(apply, entry, reason, error);
	return !error;
}

/* A function of a failed slot: held, or given back; failed if that could not be done. */
static void undo_claim(struct apply *apply, const struct undo_entry *entry)
{
	struct claim *claim = entry->claim;
	bool own = claim->reason != REASON_NONE;

	if (apply->request->hold && entry->claim->progress != PROGRESS_NONE)
		settle_claim(entry, STATE_HELD);
	else
		settle_claim(entry, give_back(apply, entry) && !own ? STATE_RELEASED : STATE_FAILED);
	if (claim->reason == REASON_NONE)
		claim->reason = REASON_SIBLING_FAILED;
}

/* Last to first: what was written last is put back first. */
static bool undo_failed_slots(struct apply *apply)
{
	for (unsigned int i = undo.count; i-- > 0;) {
		const struct undo_entry *entry = &undo.entry[i];

		if (entry->release || !slot_failed(entry))
			continue;
		if (stop(apply, PHASE_UNDO))
			return false;
		undo_claim(apply, entry);
	}
	for (unsigned int i = 0; i < undo.count; i++) {
		const struct undo_entry *entry = &undo.entry[i];

		if (!entry->release && entry->claim->state == STATE_CLAIM)
			settle_claim(entry, STATE_CLAIMED);
	}
	return true;
}

/* The dynamic IDs that took the twin. */
static int remove_ids(struct apply *apply, uint64_t bits)
{
	int error = 0;

	for (unsigned int i = 0; !error && i < apply->request->ids; i++) {
		if (bits >> i & 1)
			error = device_remove_id(&apply->writer, &apply->request->id[i]);
	}
	return error;
}

static void release(struct apply *apply, const struct undo_entry *entry)
{
	const struct pci_addr *addr = addr_of(entry);
	char driver[DRIVER_NAME];
	int error = remove_ids(apply, entry->claim->release_ids);

	if (!error)
		error = device_unbind(&apply->writer, addr);
	/* A host driver that is built in or loaded takes it now, any other when udev comes. */
	if (!error)
		device_probe(&apply->writer, addr, "");
	if (!error)
		error = device_driver(&apply->writer, addr, driver);
	if (!error && !strcmp(driver, entry->function->driver))
		error = -EBUSY;
	if (error)
		fail(apply, entry, REASON_UNBIND_FAILED, error);
	settle_claim(entry, error ? STATE_FAILED : STATE_RELEASED);
}

static void release_twins(struct apply *apply)
{
	for (unsigned int i = 0; i < undo.count; i++) {
		if (!undo.entry[i].release)
			continue;
		if (stop(apply, PHASE_UNDO))
			return;
		release(apply, &undo.entry[i]);
	}
}

void apply_plan(struct apply *apply)
{
	undo_make(&apply->shared->decision.inventory, &apply->shared->decision.plan, &undo);
	if (write_overrides(apply, ALL_TARGETS) && insert_modules(apply) && bind_functions(apply, false) &&
		bind_functions(apply, true) && verify(apply) && undo_failed_slots(apply))
		release_twins(apply);
}
