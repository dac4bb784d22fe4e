// SPDX-License-Identifier: GPL-2.0-or-later
/* The steps of a change: each one looked at, and taken back if one fails. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/boot/line.h"
#include "core/note.h"
#include "host/boot/change.h"
#include "host/boot/edit.h"
#include "host/boot/lock.h"
#include "host/boot/tool.h"
#include "host/layout.h"

/* With JSON on standard output what it prints there is for standard error. */
static int run_tool(const struct change *change, char *const *words)
{
	int status;

	fflush(stdout);
	if (change->json)
		dup2(STDERR_FILENO, STDOUT_FILENO);
	status = tool_run(words, change->timeout);
	if (change->json)
		message_mute();
	return status;
}

/* Prints a command, and runs it if this is the machine itself. 0, or a message was printed. */
static int run_command(const struct change *change, const struct bootcfg_command *command)
{
	bool run = change->host->live && !change->dry_run;
	int status;

	text_item(&change->outcome->commands, "\n", "%s", "");
	printf("%s", run ? "==>" : "would run:");
	for (size_t i = 0; command->word[i]; i++) {
		text_addf(&change->outcome->commands, "%s%s", i ? " " : "", command->word[i]);
		putchar(' ');
		layout_text(change->host, TONE_PLAIN, command->word[i]);
	}
	putchar('\n');
	if (!run)
		return 0;
	status = run_tool(change, command->word);
	if (status == -ETIMEDOUT)
		host_error(command->word[0],
			"it did not end within %u seconds, and was ended; --timeout gives it more",
			change->timeout);
	else if (status < 0)
		host_error(command->word[0], "it could not be started: %s", errno_text(status));
	else if (status)
		host_error(command->word[0], "it failed with exit status %d; what it said is above", status);
	return status;
}

static int run_commands(const struct change *change, const struct bootcfg_commands *commands)
{
	int status = 0;

	for (unsigned int i = 0; i < commands->count && !status; i++)
		status = run_command(change, &commands->command[i]);
	return status;
}

/* With gpupt in them and nothing asked for they do nothing. */
static bool rebuild_images(const struct change *change)
{
	struct bootcfg_commands commands;
	bool done = bootcfg_image_commands(change->host->root, &commands);

	done = done && !run_commands(change, &commands);
	if (done && change->host->live && !change->dry_run)
		done = change_images_are_good(change, true);
	bootcfg_commands_free(&commands);
	return done;
}

static void say_unwritten(const struct change *change, int error)
{
	if (error == -ESTALE)
		host_error(change->file,
			"somebody else has changed it meanwhile; it was not touched: look at it, and run this again");
	else if (error == -ELOOP)
		host_error(change->file,
			"it is a symbolic link, which is not replaced: put the file itself there");
	else
		host_error(change->file, "it cannot be written: %s; it is as it was",
			error == -EISDIR ? "it is no file" : errno_text(error));
}

/* What is in the file becomes text, if before is in it. 0, or a message was printed. */
static int put_text(const struct change *change, const char *before, const char *text)
{
	int error = change->cfg.file ? edit_replace(change->host->root, change->cfg.file, before, text) : 0;

	if (error)
		say_unwritten(change, error);
	return error;
}

static bool run_loader(const struct change *change, const char *slots, bool intel_iommu)
{
	struct bootcfg_commands commands;
	bool done = bootcfg_commands(&change->cfg, &change->kernels, slots, intel_iommu, &commands) &&
		    !run_commands(change, &commands);

	bootcfg_commands_free(&commands);
	return done;
}

/* Whether the boot menu has become what was asked for. */
static bool loader_says_so(const struct change *change)
{
	struct bootcfg cfg;
	char *hidden;
	bool does;

	if (!change->host->live)
		return true;
	does = !bootcfg_read(change->host->root, &cfg) &&
	       (!cfg.next || (*change->slots ? line_gets(cfg.next, change->slots)
					     : !*change->cfg.own || !line_gets(cfg.next, change->cfg.own)));
	hidden = cfg.next ? line_hidden(cfg.next) : NULL;
	bootcfg_free(&cfg);
	if (!does)
		host_error(bootcfg_name(change->cfg.kind),
			hidden && *hidden ? "in the boot menu they are behind a bare --, where the kernel "
					    "gives them to init: take the -- out first"
					  : "the boot menu does not have the change, although its program "
					    "succeeded; does another file set the same variable later?");
	free(hidden);
	return does;
}

/* Whether the configuration is still the one whose change was shown. */
static bool is_as_shown(const struct change *change)
{
	const struct bootcfg *shown = &change->cfg;
	struct bootcfg now;
	bool good = !bootcfg_read(change->host->root, &now) && now.kind == shown->kind &&
		    change_same(now.text, shown->text) && change_same(now.own, shown->own) &&
		    (shown->file || change_same(now.next, shown->next));

	bootcfg_free(&now);
	if (!good)
		host_error(*change->file ? change->file : "boot configuration",
			"somebody else has changed it since it was shown; nothing was written: run this again");
	return good;
}

/* The program may have written the file itself. */
static bool file_is(const struct change *change, const char *text)
{
	struct bootcfg now;
	bool does;

	if (!change->cfg.file)
		return true;
	does = !bootcfg_read(change->host->root, &now) && change_same(now.text, text);
	bootcfg_free(&now);
	if (!does)
		host_error(change->file, "it is not what was written, now that the program has run");
	return does;
}

/* text: what the file has now. A second interrupt ends this too. */
static int undo(const struct change *change, const char *text, int lock)
{
	const char *before = change->cfg.text ? change->cfg.text : "";
	bool whole;

	puts("Taking the change back.");
	tool_interrupted();
	whole = !put_text(change, *text ? text : NULL, before);
	if (whole && change->cfg.file)
		edit_forget(change->host->root, change->cfg.file);
	whole = whole && run_loader(change, change->cfg.own, change->cfg.own_iommu);
	if (whole)
		lock_clear(lock);
	host_error("change",
		whole ? "it was taken back: the boot configuration is as it was"
		      : "it could not be taken back whole; look at %s, then run the command above",
		*change->file ? change->file : "the boot loader");
	return EXIT_NO;
}

/* An interrupt between two steps. */
static bool stopped(void)
{
	int signal = tool_interrupted();

	if (signal)
		host_error("change", "it was interrupted (signal %d)", signal);
	return signal != 0;
}

/* Keeps the text from before, and writes the new one. */
static bool write_change(const struct change *change, const char *text)
{
	int root = change->host->root;
	int error;

	if (!change->cfg.file)
		return true;
	error = edit_keep(root, change->cfg.file, change->cfg.text);
	if (error)
		say_unwritten(change, error);
	else
		error = put_text(change, change->cfg.text, text);
	if (error)
		edit_forget(root, change->cfg.file);
	return !error;
}

int change_apply(const struct change *change, const char *text, int lock)
{
	lock_mark(lock, change->host->command);
	if ((change->images && !change_has_generator(change)) || !is_as_shown(change) ||
		!write_change(change, text)) {
		lock_clear(lock);
		return EXIT_NO;
	}
	/* Only now: they take minutes, and unified ones have the line in them. */
	if ((change->images && !rebuild_images(change)) || stopped()) {
		if (change->cfg.file)
			return undo(change, text, lock);
		host_error("change", "the boot configuration was not touched");
		lock_clear(lock);
		return EXIT_NO;
	}
	if (stopped() || !run_loader(change, change->slots, change->intel_iommu) || stopped() ||
		!file_is(change, text) || !loader_says_so(change))
		return undo(change, text, lock);
	if (change->cfg.file)
		edit_forget(change->host->root, change->cfg.file);
	return 0;
}

int change_rehearse(const struct change *change)
{
	if (change->images && change_has_generator(change))
		rebuild_images(change);
	run_loader(change, change->slots, change->intel_iommu);
	puts("Nothing was changed.");
	return 0;
}
