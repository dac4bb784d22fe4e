// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE /* asprintf */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/note.h"
#include "core/sysfs.h"
#include "core/text.h"
#include "host/boot/change.h"
#include "host/boot/edit.h"
#include "host/boot/lock.h"
#include "host/boot/tool.h"
#include "host/image/image.h"
#include "host/layout.h"

bool change_read(const struct host *host, struct change *change)
{
	int error = bootcfg_read(host->root, &change->cfg);

	change->host = host;
	change->timeout = change->timeout ? change->timeout : CHANGE_TIMEOUT;
	if (asprintf(&change->file, "%s%s", change->cfg.file ? "/" : "",
		    change->cfg.file ? change->cfg.file : "") < 0) {
		change->file = NULL;
		host_error(host->command, "out of memory");
		return false;
	}
	if (error) {
		host_error(*change->file ? change->file : "boot configuration", "it cannot be read: %s",
			error == -EISDIR ? "it is a directory" : errno_text(error));
		return false;
	}
	kernels_read(host->root, &change->kernels);
	return true;
}

void change_free(struct change *change)
{
	bootcfg_free(&change->cfg);
	free(change->file);
	change->file = NULL;
}

bool change_set_timeout(struct change *change, const char *text)
{
	bool good = text_number(text, 10, &change->timeout) && change->timeout > 0 &&
		    change->timeout <= 86400;

	if (!good)
		host_error("--timeout", "expected seconds, 1 to 86400");
	return good;
}

bool change_may_ask(const struct change *change)
{
	if (!change->host->quiet || change->yes || change->dry_run)
		return true;
	host_error("--quiet", "there is a question to ask: give --yes or --dry-run, too");
	return false;
}

static char *parameters(const char *slots, bool intel_iommu)
{
	return bootcfg_line("", slots, intel_iommu);
}

/* Prints a command, and runs it if this is the machine itself. 0, or a message was printed. */
static int run_command(const struct change *change, const struct bootcfg_command *command)
{
	bool run = change->host->live && !change->dry_run;
	int status;

	printf("%s", run ? "==>" : "would run:");
	for (size_t i = 0; command->word[i]; i++) {
		putchar(' ');
		layout_text(change->host, TONE_PLAIN, command->word[i]);
	}
	putchar('\n');
	if (!run)
		return 0;
	status = tool_run(command->word, change->timeout);
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

/* What is wrong with the image of a kernel; "" if it will run the binder. *error: of reading it. */
static const char *wrong_image(
	const struct host *host, const struct kernel *kernel, struct image_facts *facts, int *error)
{
	struct image image;
	int fd = at_open(host->root, kernel->image, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		*error = -errno;
		return errno_text(*error);
	}
	*error = image_read(fd, &image);
	image_judge(&image, kernel->release, facts);
	image_free(&image);
	close(fd);
	if (*error)
		return errno_text(*error);
	if (!facts->binder || !facts->runner)
		return "gpupt is not in it";
	return *facts->table ? facts->table : *facts->modules ? facts->modules : facts->order;
}

/* Whether each kernel's image, as it is now, will run the binder; told: say so where not. */
static bool images_are_good(const struct change *change, bool told)
{
	struct kernels kernels;
	bool good = true;

	kernels_read(change->host->root, &kernels);
	for (unsigned int i = 0; i < kernels.count; i++) {
		const struct kernel *kernel = &kernels.kernel[i];
		struct image_facts facts;
		int error = 0;
		const char *wrong = *kernel->image ? wrong_image(change->host, kernel, &facts, &error) : "";

		if (told && !*kernel->image)
			host_warning(kernel->release, "this kernel has no image: booted, it claims nothing");
		else if (told && *wrong)
			host_error(kernel->image,
				error ? "the image cannot be read: %s" : "the image would claim nothing: %s",
				wrong);
		good = good && !*wrong;
	}
	return good;
}

static bool has_generator(const struct change *change)
{
	struct bootcfg_commands commands;
	bool has = bootcfg_image_commands(change->host->root, &commands) && commands.count;

	bootcfg_commands_free(&commands);
	if (!has) {
		host_error("images",
			"neither update-initramfs nor dracut nor mkinitcpio is installed: nothing can put "
			"gpupt into them");
		host_error("change", "the boot configuration was not touched");
	}
	return has;
}

/* With gpupt in them and nothing asked for they do nothing. */
static bool rebuild_images(const struct change *change)
{
	struct bootcfg_commands commands;
	bool done = bootcfg_image_commands(change->host->root, &commands);

	done = done && !run_commands(change, &commands);
	if (done && change->host->live && !change->dry_run)
		done = images_are_good(change, true);
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
	       (!cfg.next ||
		       (*change->slots ? bootcfg_gets(cfg.next, change->slots)
				       : !*change->cfg.own || !bootcfg_gets(cfg.next, change->cfg.own)));
	hidden = cfg.next ? bootcfg_hidden(cfg.next) : NULL;
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

static bool same(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

/* Whether the configuration is still the one whose change was shown. */
static bool is_as_shown(const struct change *change)
{
	const struct bootcfg *shown = &change->cfg;
	struct bootcfg now;
	bool good = !bootcfg_read(change->host->root, &now) && now.kind == shown->kind &&
		    same(now.text, shown->text) && same(now.own, shown->own) &&
		    (shown->file || same(now.next, shown->next));

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
	does = !bootcfg_read(change->host->root, &now) && same(now.text, text);
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

static int apply(const struct change *change, const char *text, int lock)
{
	lock_mark(lock, change->host->command);
	if ((change->images && !has_generator(change)) || !is_as_shown(change) ||
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

/* grubby has no file of ours: its change is shown as parameters. */
static void show(const struct change *change, const char *text)
{
	char *before;
	char *after;

	if (change->cfg.file) {
		edit_show(change->host, change->file, change->cfg.text, text);
		return;
	}
	before = parameters(change->cfg.own, change->cfg.own_iommu);
	after = parameters(change->slots, change->intel_iommu);
	if (before && after)
		edit_show(change->host, "kernel parameters of all entries", before, after);
	free(before);
	free(after);
}

/* What would be done, with nothing done. */
static int rehearse_change(const struct change *change)
{
	if (change->images && has_generator(change))
		rebuild_images(change);
	run_loader(change, change->slots, change->intel_iommu);
	puts("Nothing was changed.");
	return 0;
}

static bool is_configured(const struct change *change, const char *text)
{
	if (change->cfg.file)
		return same(change->cfg.text, text);
	return !strcmp(change->cfg.own, change->slots) && change->cfg.own_iommu == change->intel_iommu;
}

/* In the file, in the boot menu and in the images. */
static bool is_done(const struct change *change)
{
	return bootcfg_is_in_effect(&change->cfg, change->host->root, change->slots) &&
	       (!change->images || images_are_good(change, false));
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
		puts("Nothing was changed.");
		return EXIT_NO;
	}
	/* From here on an interrupt ends the program that runs, and with it the step. */
	tool_hold_interrupts();
	status = apply(change, text, lock);
	if (!status) {
		lock_clear(lock);
		say_done(change);
	}
	return status;
}

static int show_and_apply(const struct change *change, const char *text, int lock)
{
	if (!show_change(change, text)) {
		if (lock >= 0) {
			if (change->cfg.file)
				edit_forget(change->host->root, change->cfg.file);
			lock_clear(lock);
		}
		return 0;
	}
	if (change->dry_run)
		return rehearse_change(change);
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
	else
		host_error("/" LOCK_FILE, "it cannot be made: %s; nothing was changed", errno_text(lock));
	return -1;
}

bool change_is_refused(const struct change *change)
{
	if (*change->cfg.wrong)
		host_error(*change->file ? change->file : bootcfg_name(change->cfg.kind), "%s",
			change->cfg.wrong);
	return *change->cfg.wrong;
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
	lock_leftovers(change->host->root, change->cfg.file, tell_leftover, NULL);
	lock = take_lock(change, &status);
	if (!status)
		status = show_and_apply(change, text, lock);
	lock_release(lock);
	free(text);
	return status;
}
