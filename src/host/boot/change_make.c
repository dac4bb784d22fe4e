// SPDX-License-Identifier: GPL-2.0-or-later
/* What will become of the configuration: shown, and asked for. */
#define _GNU_SOURCE /* asprintf */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/boot/line.h"
#include "core/note.h"
#include "host/boot/both_lines.h"
#include "host/boot/change.h"
#include "host/boot/edit.h"
#include "host/boot/lock.h"
#include "host/boot/tool.h"
#include "host/layout.h"

static void say_done(const struct change *change)
{
	char *below = NULL;

	if (change->host->live)
		printf("%s", change->done);
	else if (asprintf(&below, "below %s; the commands above remain to be run there.",
			 change->host->root_path) >= 0)
		layout_paragraph(change->host, 0, TONE_GOOD, "Changed", below);
	free(below);
}

static bool ask(void)
{
	char answer[16];

	printf("Make this change? [y/N] ");
	fflush(stdout);
	if (fgets(answer, sizeof(answer), stdin))
		return *answer == 'y' || *answer == 'Y';
	putchar('\n');
	return false;
}

/* Where there is no text of ours to edit, as with grubby, parameters are shown. */
static void show(const struct change *change, const char *text)
{
	char *before;
	char *after;

	if (change->cfg.file) {
		edit_show(change->host, change->file, change->cfg.text, text);
		return;
	}
	before = line_with_slots("", change->cfg.own, change->cfg.own_iommu);
	after = line_with_slots("", change->slots, change->intel_iommu);
	if (before && after)
		edit_show(change->host,
			change->cfg.kind == BOOTCFG_ADDON ? "kernel parameters of the addon"
							  : "kernel parameters of all entries",
			before, after);
	free(before);
	free(after);
}

static bool is_configured(const struct change *change, const char *text)
{
	if (change->cfg.file)
		return change_same(change->cfg.text, text);
	return !strcmp(change->cfg.own, change->slots) && change->cfg.own_iommu == change->intel_iommu;
}

/* In the file, in the boot menu and in the images. */
static bool is_done(const struct change *change)
{
	return bootcfg_is_in_effect(&change->cfg, change->host->root, change->slots) &&
	       (!change->images || change_images_are_good(change, false));
}

/* Shows what will become of it; whether there is something to do. */
static bool show_change(const struct change *change, const char *text)
{
	bool configured = is_configured(change, text);

	if (configured && is_done(change)) {
		puts("Nothing to do: boot configuration and images are so already.");
		return false;
	}
	if (change->preview)
		change->preview(change);
	if (configured)
		puts("The configuration is so already; boot menu or images are not: made anew.");
	else
		show(change, text);
	return true;
}

static int ask_and_apply(const struct change *change, const char *text, int lock)
{
	int status;

	if (!change->yes && !ask()) {
		change->outcome->result = CHANGE_REFUSED;
		puts("Nothing was changed.");
		return EXIT_NO;
	}
	/* From here on an interrupt ends the program that runs, and with it the step. */
	tool_hold_interrupts();
	status = change_apply(change, text, lock);
	if (!status) {
		lock_clear(lock);
		change->outcome->result = CHANGE_DONE;
		say_done(change);
	}
	return status;
}

static int show_and_apply(const struct change *change, const char *text, int lock)
{
	if (!show_change(change, text)) {
		change->outcome->result = CHANGE_NOTHING;
		if (lock >= 0) {
			if (change->cfg.file)
				edit_forget(change->host->root, change->cfg.file);
			lock_clear(lock);
		}
		return 0;
	}
	if (change->dry_run) {
		change->outcome->result = CHANGE_WOULD;
		return change_rehearse(change);
	}
	if (change->host->live && geteuid() != 0) {
		host_needs_root(change->host);
		return EXIT_UNKNOWN;
	}
	return ask_and_apply(change, text, lock);
}

static void tell_leftover(void *context, const char *file, const char *text)
{
	(void)context;
	host_warning(file, "%s", text);
}

/* The lock; or -1, with *status 0 where none is needed, else a message and the exit status. */
static int take_lock(const struct change *change, int *status)
{
	int holder;
	int lock;

	*status = 0;
	if (change->dry_run || (change->host->live && geteuid() != 0))
		return -1;
	lock = lock_take(change->host->root, &holder);
	if (lock >= 0)
		return lock;
	*status = lock == -EWOULDBLOCK ? EXIT_NO : EXIT_UNKNOWN;
	if (lock == -EWOULDBLOCK && holder)
		host_error(change->host->command,
			"process %d is changing the boot configuration now; when it has ended, run this again",
			holder);
	else if (lock == -EWOULDBLOCK)
		host_error(change->host->command,
			"another gpupt is changing the boot configuration now; when it has ended, run this again");
	else if (lock == -EACCES || lock == -EPERM)
		host_needs_root(change->host);
	else
		host_error("/" LOCK_FILE, "it cannot be made: %s; nothing was changed", errno_text(lock));
	return -1;
}

int change_make(const struct change *change)
{
	char *text = change->cfg.file ? bootcfg_text(&change->cfg, change->slots, change->intel_iommu)
				      : strdup("");
	int status;
	int lock;

	if (!text) {
		host_error(change->host->command, "out of memory");
		return EXIT_UNKNOWN;
	}
	if (*change->cfg.note)
		layout_paragraph(change->host, 0, TONE_WARN, "Note:", change->cfg.note);
	both_lines_tell(change->host, true);
	lock_leftovers(change->host->root, change->cfg.file, tell_leftover, NULL);
	lock = take_lock(change, &status);
	if (!status)
		status = show_and_apply(change, text, lock);
	lock_release(lock);
	free(text);
	return status;
}
