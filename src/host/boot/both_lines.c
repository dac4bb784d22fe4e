/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/boot/both_lines.h"
#include "core/note.h"
#include "host/boot/bootcfg.h"
#include "host/boot/line.h"
#include "host/layout.h"
#include "host/plan/plan_input.h"
#include "host/text.h"

#include <stdio.h>
#include <stdlib.h>

static void tell(const struct host *host, const char *label, const char *cmdline, const char *from)
{
	char *ours = line_ours(cmdline);
	struct text text = {NULL, 0, 0};

	text_addf(&text, "%s (%s)", ours && *ours ? ours : "nothing of gpupt", from);
	layout_paragraph(host, 0, TONE_STRONG, label, text_string(&text));
	text_free(&text);
	free(ours);
}

static void tell_this(const struct host *host)
{
	struct plan_input *input = plan_input_new();

	if (!input)
		return;
	plan_input_read_cmdline(host, NULL, input);
	if (!input->question.notes.count)
		tell(host, "This boot:", input->question.cmdline, "/proc/cmdline");
	free(input);
}

/* The loader, and its file if it has one. */
static void tell_next(const struct host *host, const struct bootcfg *cfg)
{
	struct text from = {NULL, 0, 0};

	text_addf(
		&from, "%s%s%s", bootcfg_name(cfg->kind), cfg->file ? ": /" : "", cfg->file ? cfg->file : "");
	if (cfg->next) {
		tell(host, "Next boot:", cfg->next, text_string(&from));
	} else {
		if (*cfg->why)
			text_addf(&from, ": %s", cfg->why);
		text_add(&from, "; taken to be as this one");
		layout_paragraph(host, 0, TONE_STRONG, "Next boot: not known,", text_string(&from));
	}
	text_free(&from);
}

void both_lines_tell(const struct host *host, bool first)
{
	struct bootcfg cfg = {0};
	int error;

	if (!host->verbose)
		return;
	if (!first)
		putchar('\n');
	tell_this(host);
	error = bootcfg_read(host->root, &cfg);
	if (error)
		layout_paragraph(host, 0, TONE_STRONG, "Next boot: not known,", errno_text(error));
	else
		tell_next(host, &cfg);
	bootcfg_free(&cfg);
	if (first)
		putchar('\n');
}
