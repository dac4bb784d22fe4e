/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/plan/plan_input.h"
#include "core/sysfs.h"
#include "host/boot/bootcfg.h"
#include "host/kernel_table.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

struct plan_input *plan_input_new(void)
{
	return calloc(1, sizeof(struct plan_input));
}

void plan_input_read_cmdline(const struct host *host, const char *file, struct plan_input *input)
{
	input->question.root = host->root;
	question_read(&input->question, file);
}

bool plan_input_set_cmdline(struct plan_input *input, const char *text)
{
	struct question *question = &input->question;

	question->length = strlen(text);
	if (question->length >= CMDLINE_MAX)
		return false;
	memcpy(question->cmdline, text, question->length + 1);
	return true;
}

/*
 * On a running system /etc/gpupt/modules is in the image only (contract, section 5): the table that the
 * next image would get; its length, or -errno if there are no modules.
 */
static long make_table(const struct question *question, const char *release, char text[TABLE_MAX])
{
	const struct host *host = question->context;
	char *made = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&made, &size);
	long length = -ENOENT;

	if (!out)
		return -ENOMEM;
	if (kernel_table_write(host, release, out, NULL) == MODTABLE_OK && !fflush(out) && size < TABLE_MAX) {
		memcpy(text, made, size);
		length = (long)size;
	}
	fclose(out);
	free(made);
	return length;
}

void plan_input_make(const struct host *host, struct plan_input *input)
{
	struct question *question = &input->question;
	struct decision *decision = NULL;

	question->root = host->root;
	question->running = true;
	question->make_table = make_table;
	question->context = host;
	question_parse(question);
	if (question_is_open(question)) {
		decision = &input->decision;
		decide(question, decision);
	}
	decision_report(question, decision, true, &input->report);
}

struct plan_input *plan_input_of(const struct host *host, const char *cmdline)
{
	struct plan_input *input = plan_input_new();

	if (!input)
		return NULL;
	if (!cmdline || !plan_input_set_cmdline(input, cmdline))
		plan_input_read_cmdline(host, NULL, input);
	plan_input_make(host, input);
	return input;
}

struct plan_input *plan_input_of_next_boot(const struct host *host, bool *known)
{
	struct plan_input *input;
	struct bootcfg cfg = {0};

	*known = !bootcfg_read(host->root, &cfg) && cfg.next;
	input = plan_input_of(host, *known ? cfg.next : NULL);
	/* It will only be reported. */
	if (input && input->question.request.mode == MODE_PLAN)
		memset(input->decision.plan.claim, 0, sizeof(input->decision.plan.claim));
	bootcfg_free(&cfg);
	return input;
}
