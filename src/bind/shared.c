/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bind/shared.h"
#include "bind/child.h"

bool apply_stops(struct apply *apply, enum phase phase, struct work *at)
{
	struct shared *shared = apply->shared;

	if (!shared->expired && clock_expired())
		shared->expired = true;
	shared->phase = (uint8_t)phase;
	shared->at = at;
	return shared->expired;
}

void apply_fail(struct apply *apply, const struct work *work, enum reason reason, int error)
{
	if (work->claim->reason != REASON_NONE)
		return;
	if (error && !device_is_there(&apply->writer, work->function))
		reason = REASON_VANISHED;
	work->claim->reason = (uint8_t)reason;
}

enum reason apply_reason_for(enum phase phase)
{
	static const uint8_t reasons[] = {[PHASE_READ] = REASON_READ_FAILED,
		[PHASE_OVERRIDE] = REASON_OVERRIDE_FAILED,
		[PHASE_MODULES] = REASON_MODULE_FAILED,
		[PHASE_UNBIND] = REASON_UNBIND_FAILED,
		[PHASE_BIND] = REASON_PROBE_FAILED,
		[PHASE_VERIFY] = REASON_READ_FAILED,
		[PHASE_UNDO] = REASON_UNBIND_FAILED};

	return reasons[phase];
}
