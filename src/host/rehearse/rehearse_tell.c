// SPDX-License-Identifier: GPL-2.0-or-later
/* What came of a rehearsal, for people and for programs. */
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>

#include "host/json.h"
#include "host/message.h"
#include "host/rehearse/rehearse.h"

void rehearse_say(const struct rehearse *rehearse, enum tone tone, const char *label, const char *format, ...)
{
	char text[2 * PATH_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	layout_paragraph(rehearse->host, 0, tone, label, text);
}

/* What the image itself shows of the cause. */
static void explain(const struct rehearse *rehearse)
{
	static const char label[] = "What the image shows:";
	const struct image_facts *facts = &rehearse->facts;

	if (!facts->binder)
		rehearse_say(rehearse, TONE_STRONG, label,
			"gpupt is not in it; install gpupt and rebuild the image.");
	else if (*facts->table)
		rehearse_say(
			rehearse, TONE_STRONG, label, "module table: %s; see gpupt check.", facts->table);
	else if (*facts->modules)
		rehearse_say(rehearse, TONE_STRONG, label, "module %s; see gpupt check.", facts->modules);
	else if (*facts->order)
		rehearse_say(rehearse, TONE_STRONG, label, "%s.", facts->order);
	else if (!facts->runner)
		rehearse_say(rehearse, TONE_STRONG, label, "the binder is there, and nothing that runs it.");
}

static void print_lines(const struct rehearsal *rehearsal)
{
	for (unsigned int i = 0; i < rehearsal->lines; i++)
		printf("  %s\n", rehearsal->line[i]);
}

static int tell_claimed(const struct rehearse *rehearse)
{
	const char *wrong = rehearsal_wrong(&rehearse->rehearsal);

	printf("After %u s the binder said:\n", rehearse->rehearsal.seconds);
	print_lines(&rehearse->rehearsal);
	if (wrong) {
		rehearse_say(rehearse, TONE_BAD, "No:", "%s.", wrong);
		explain(rehearse);
		return EXIT_NO;
	}
	rehearse_say(rehearse, TONE_GOOD,
		"Yes:", "the stand-in at 02:00 was claimed before udev, and its twin at 01:00 was not.");
	rehearse_say(rehearse, TONE_PLAIN, "",
		"This proves the kernel, the image and the modules in it. It does not prove "
		"that this machine's own slots are named rightly and have their IOMMU on: that is gpupt plan, "
		"and gpupt check.");
	return 0;
}

int rehearse_tell(const struct rehearse *rehearse)
{
	const struct rehearsal *rehearsal = &rehearse->rehearsal;

	switch (rehearsal->end) {
	case REHEARSAL_NO_QEMU:
		host_error("qemu-system-x86_64",
			"it is not installed: apt install qemu-system-x86, or dnf install "
			"qemu-system-x86-core");
		return EXIT_UNKNOWN;
	case REHEARSAL_NO_START:
		host_error("QEMU", "it did not start the kernel: %s", rehearsal->last);
		return EXIT_UNKNOWN;
	case REHEARSAL_TIMEOUT:
		host_error("rehearsal",
			"after %u s the binder had said nothing (--timeout gives it longer); the "
			"last line of the console: %s",
			rehearsal->timeout, *rehearsal->last ? rehearsal->last : "none");
		explain(rehearse);
		return EXIT_UNKNOWN;
	case REHEARSAL_PANIC:
		rehearse_say(rehearse, TONE_BAD, "No:", "the kernel panicked after %u s: %s",
			rehearsal->seconds, rehearsal->last);
		print_lines(rehearsal);
		return EXIT_NO;
	case REHEARSAL_SILENT:
		rehearse_say(rehearse, TONE_BAD, "No:",
			"after %u s the image had gone on past udev, and the binder had not "
			"run.",
			rehearsal->seconds);
		print_lines(rehearsal);
		explain(rehearse);
		return EXIT_NO;
	default:
		return tell_claimed(rehearse);
	}
}

int rehearse_json(const struct rehearse *rehearse, int status)
{
	const struct rehearsal *rehearsal = &rehearse->rehearsal;
	static const char *const results[] = {"no", "no", "no", "panic", "silent", "no"};
	struct json json;

	json_begin(&json);
	json_string(&json, "result", status ? results[rehearsal->end] : "yes");
	json_text(&json, "kernel", rehearse->kernel ? rehearse->kernel : "");
	json_text(&json, "image", rehearse->image ? rehearse->image : "");
	json_number(&json, "seconds", (int)rehearsal->seconds);
	json_array(&json, "lines");
	for (unsigned int i = 0; i < rehearsal->lines; i++)
		json_string(&json, NULL, rehearsal->line[i]);
	json_close(&json);
	json_text(&json, "last", rehearsal->last);
	json_string(&json, "why", rehearsal->end == REHEARSAL_SPOKE ? rehearsal_wrong(rehearsal) : NULL);
	json_messages(&json);
	return json_end(&json) ? EXIT_UNKNOWN : status;
}
