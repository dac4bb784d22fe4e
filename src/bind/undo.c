/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bind/undo.h"
#include "core/sysfs.h"

#include <errno.h>
#include <string.h>

static void settle(const struct work *work, enum state state)
{
	work->claim->state = (uint8_t)state;
	work->claim->progress = PROGRESS_DECIDED;
}

/* To the driver that had it; what has taken it meanwhile, if not ours, is left alone. */
static int return_driver(
	struct apply *apply, const struct work *work, const char *driver, enum reason *reason)
{
	const struct pci_addr *addr = &work->function->addr;
	const char *before = work->function->driver;
	int error = 0;

	if (!strcmp(driver, before))
		return 0;
	if (driver[0] && strcmp(driver, work->target->driver) != 0)
		return -EBUSY;
	if (driver[0])
		error = device_unbind(&apply->writer, addr);
	if (error || !before[0])
		return error;
	*reason = REASON_PROBE_FAILED;
	return device_bind(&apply->writer, addr, before);
}

/*
 * Back to what was there before: the override first, so that nothing of gpupt's outlives a hang.
 * From here on it is not claimed, however far this comes. What fails is the function's reason.
 */
static bool give_back(struct apply *apply, const struct work *work)
{
	const struct pci_addr *addr = &work->function->addr;
	enum reason reason = REASON_OVERRIDE_FAILED;
	char driver[DRIVER_NAME];
	int error;

	work->claim->progress = PROGRESS_OVERRIDE;
	error = device_override(&apply->writer, work->function, work->function->override);
	if (!error) {
		reason = REASON_UNBIND_FAILED;
		error = device_driver(&apply->writer, addr, driver);
	}
	if (!error)
		error = return_driver(apply, work, driver, &reason);
	if (error)
		apply_fail(apply, work, reason, error);
	return !error;
}

/* A function of a failed slot: held, or given back; failed if that could not be done. */
static void undo_claim(struct apply *apply, const struct work *work)
{
	struct claim *claim = work->claim;
	bool own = claim->reason != REASON_NONE;

	if (apply->question->request.hold && claim->progress != PROGRESS_NONE)
		settle(work, STATE_HELD);
	else
		settle(work, give_back(apply, work) && !own ? STATE_RELEASED : STATE_FAILED);
	if (claim->reason == REASON_NONE)
		claim->reason = REASON_SIBLING_FAILED;
}

/* False if there is no time left. */
static bool undo_if_failed(struct apply *apply, struct work *work)
{
	if (work->claim->state != STATE_CLAIM || !worklist_slot_failed(&apply->shared->list, work))
		return true;
	if (apply_stops(apply, PHASE_UNDO, work))
		return false;
	undo_claim(apply, work);
	return true;
}

/*
 * Last to first: what was written last is put back first, but what a child died of last of all: the
 * kernel may hold its lock for ever.
 */
bool undo_failed_slots(struct apply *apply)
{
	struct worklist *list = &apply->shared->list;

	for (struct work *work = list->work + list->count; work-- > list->work;) {
		if (work != apply->suspect && !undo_if_failed(apply, work))
			return false;
	}
	if (apply->suspect && !undo_if_failed(apply, apply->suspect))
		return false;
	for (struct work *work = list->work; work < list->work + list->count; work++) {
		if (work->claim->state == STATE_CLAIM)
			settle(work, STATE_CLAIMED);
	}
	return true;
}

/* The dynamic IDs that took the twin. */
static int remove_ids(struct apply *apply, uint64_t bits)
{
	int error = 0;

	for (unsigned int i = 0; !error && i < apply->question->request.ids; i++) {
		if (bits >> i & 1)
			error = device_remove_id(&apply->writer, &apply->question->request.id[i]);
	}
	return error;
}

static void release(struct apply *apply, const struct work *work)
{
	const struct pci_addr *addr = &work->function->addr;
	char driver[DRIVER_NAME];
	int error = remove_ids(apply, work->claim->release_ids);

	if (!error)
		error = device_unbind(&apply->writer, addr);
	/* It has no driver (any more), and is still there. */
	if (error == -ENOENT && device_is_there(&apply->writer, work->function))
		error = 0;
	/* A host driver that is built in or loaded takes it now, any other when udev comes. */
	if (!error)
		device_probe(&apply->writer, addr, "");
	if (!error)
		error = device_driver(&apply->writer, addr, driver);
	if (!error && !strcmp(driver, work->function->driver))
		error = -EBUSY;
	if (error)
		apply_fail(apply, work, REASON_UNBIND_FAILED, error);
	settle(work, error ? STATE_FAILED : STATE_RELEASED);
}

void undo_release_twins(struct apply *apply)
{
	struct worklist *list = &apply->shared->list;

	for (struct work *work = list->work; work < list->work + list->count; work++) {
		if (work->claim->state != STATE_RELEASE)
			continue;
		if (apply_stops(apply, PHASE_UNDO, work))
			return;
		release(apply, work);
	}
}
