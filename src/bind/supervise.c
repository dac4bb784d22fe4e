/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bind/supervise.h"
#include "bind/child.h"
#include "bind/earlier.h"
#include "core/text.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

struct context {
	const struct task *task;
	struct shared *shared;
};

static struct apply make_apply(const struct context *context)
{
	struct apply apply = {.writer = {context->task->question.root, context->task->fixtures},
		.question = &context->task->question,
		.shared = context->shared};

	return apply;
}

/* In the child: everything. */
static void work(void *context)
{
	const struct task *task = ((struct context *)context)->task;
	struct shared *shared = ((struct context *)context)->shared;
	struct decision *decision = &shared->decision;
	struct apply apply = make_apply(context);

	decide(&task->question, decision);
	worklist_make(&decision->inventory, &decision->plan, &shared->list);
	shared->planned = true;
	if (!task->is_dry)
		shared->stands = earlier_stands(task->question.root, &decision->inventory, &decision->plan,
			task->is_plan, &shared->earlier_status);
	if (!task->is_plan && !shared->stands)
		apply_plan(&apply);
	shared->done = true;
}

/* In another child, for it may hang or die as the first: what that one did not come to the end of. */
static void work_on_the_rest(void *context)
{
	struct apply apply = make_apply(context);

	apply_rest(&apply);
	apply.shared->done = true;
}

/* What nobody came to the end of. The slot is the unit of success; what is bound at the deadline is told. */
static void settle(struct shared *shared, bool timeout, bool hold)
{
	struct worklist *list = &shared->list;

	for (struct work *work = list->work; work < list->work + list->count; work++) {
		struct claim *claim = work->claim;
		bool bound = claim->progress == PROGRESS_BOUND && claim->reason == REASON_NONE;

		if (claim->state != STATE_CLAIM && claim->state != STATE_RELEASE)
			continue;
		if (bound && (timeout || !worklist_slot_failed(list, work))) {
			claim->state = STATE_CLAIMED;
			continue;
		}
		claim->state = hold && claim->progress != PROGRESS_NONE ? STATE_HELD : STATE_FAILED;
		if (claim->reason == REASON_NONE)
			claim->reason = work->release || work == shared->at ? REASON_UNBIND_FAILED
									    : REASON_SIBLING_FAILED;
		if (timeout) {
			claim->state = STATE_TIMEOUT;
			claim->reason = REASON_TIMEOUT;
		}
	}
}

static void note_death(struct notes *notes, int signal, bool planned)
{
	static char text[120];

	if (signal)
		text_print(text, sizeof(text), "its child was killed by signal %u", (unsigned int)signal);
	else
		text_print(text, sizeof(text), "its child ended before it was done");
	text_print(text + strlen(text), sizeof(text) - strlen(text), "%s",
		planned ? ": what it had not completed is undone" : ": nothing is claimed");
	note_add(notes, NOTE_CHILD_FAILED, "gpupt-bind", text);
}

enum outcome supervise(struct task *task, const struct shared **result)
{
	struct shared *shared = mmap(
		NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct context context = {task, shared};
	struct notes *notes = &task->question.notes;
	int detail = -errno;
	enum child_end end = CHILD_NOT_STARTED;

	if (shared != MAP_FAILED)
		end = child_run(work, &context, &shared->done, &detail);
	if (end == CHILD_NOT_STARTED) {
		note_error(notes, NOTE_CHILD_FAILED, "gpupt-bind", "its child cannot be started", detail);
		return OUTCOME_UNKNOWN;
	}
	if (end == CHILD_DIED)
		note_death(notes, detail, shared->planned && !task->is_plan);
	if (!shared->planned)
		return end == CHILD_TIMEOUT ? OUTCOME_TIMEOUT : OUTCOME_UNKNOWN;
	if (end == CHILD_DIED && !task->is_plan) {
		apply_fail_rest(shared);
		end = child_run(work_on_the_rest, &context, &shared->done, &detail);
	}
	if (!task->is_plan && (end != CHILD_DONE || shared->expired))
		settle(shared, end == CHILD_TIMEOUT || shared->expired, task->question.request.hold);
	*result = shared;
	return OUTCOME_KNOWN;
}
