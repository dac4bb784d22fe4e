// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE /* asprintf */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/note.h"
#include "host/boot/change.h"
#include "host/boot/edit.h"
#include "host/image/image.h"
#include "host/layout.h"

bool change_read(const struct host *host, struct change *change)
{
	int error = bootcfg_read(host->root, &change->cfg);

	change->host = host;
	if (change->cfg.file)
		snprintf(change->file, sizeof(change->file), "/%s", change->cfg.file);
	if (error) {
		host_error(*change->file ? change->file : "boot configuration", "it cannot be read: %s",
			errno_text(error));
		return false;
	}
	kernels_read(host->root, &change->kernels);
	return true;
}

void change_free(struct change *change)
{
	bootcfg_free(&change->cfg);
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
	for (size_t i = 0; command->word[i]; i++)
		printf(" %s", command->word[i]);
	putchar('\n');
	if (!run)
		return 0;
	status = edit_run(command->word);
	if (status < 0)
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
	int fd = openat(host->root, kernel->image, O_RDONLY | O_CLOEXEC);

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
			host_error(kernel->release, "this kernel has no image: booted, it claims nothing");
		else if (told && *wrong)
			host_error(kernel->image,
				error ? "the image cannot be read: %s" : "the image would claim nothing: %s",
				wrong);
		good = good && !*wrong;
	}
	return good;
}

/* Images first: with gpupt in them and nothing asked for they do nothing. */
static bool rebuild_images(const struct change *change)
{
	struct bootcfg_commands commands;
	bool done = bootcfg_image_commands(change->host->root, &commands);

	if (done && !commands.count) {
		host_error("images",
			"neither update-initramfs nor dracut is installed: nothing can put gpupt into them");
		done = false;
	}
	done = done && !run_commands(change, &commands);
	if (done && change->host->live && !change->dry_run)
		done = images_are_good(change, true);
	bootcfg_commands_free(&commands);
	return done;
}

static int put_text(const struct change *change, const char *text)
{
	int error;

	if (!change->cfg.file)
		return 0;
	error = text && *text ? edit_replace(change->host->root, change->cfg.file, text)
			      : edit_remove(change->host->root, change->cfg.file);
	if (error)
		host_error(change->file, "it cannot be written: %s; it is as it was", errno_text(error));
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

/* Whether a line of parameters has gpupt.slots= with just this list. */
static bool has_slots(const char *line, const char *slots)
{
	size_t length = strlen(slots);
	const char *found = line;

	while (length && (found = strstr(found, slots))) {
		if (found > line && found[-1] == '=' && (!found[length] || strchr(" \t\"", found[length])))
			return true;
		found++;
	}
	return !length;
}

/* Whether the boot menu has become what was asked for. */
static bool loader_says_so(const struct change *change)
{
	struct bootcfg cfg;
	bool does;

	if (!change->host->live)
		return true;
	does = !bootcfg_read(change->host->root, &cfg) &&
	       (!cfg.next || (*change->slots ? has_slots(cfg.next, change->slots)
					     : !*change->cfg.own || !has_slots(cfg.next, change->cfg.own)));
	bootcfg_free(&cfg);
	if (!does)
		host_error(bootcfg_name(change->cfg.kind),
			"the boot menu does not have the change, although its program succeeded; does "
			"another file set the same variable later?");
	return does;
}

static int undo(const struct change *change)
{
	puts("Taking the change back.");
	if (!put_text(change, change->cfg.text) && run_loader(change, change->cfg.own, change->cfg.own_iommu))
		host_error("change", "it was taken back: the boot configuration is as it was");
	else
		host_error("change",
			"it could not be taken back whole; look at %s, then run the command above",
			*change->file ? change->file : "the boot loader");
	return EXIT_NO;
}

static int apply(const struct change *change, const char *text)
{
	char below[PATH_MAX + 64];

	if (change->images && !rebuild_images(change)) {
		host_error("change", "the boot configuration was not touched");
		return EXIT_NO;
	}
	if (put_text(change, text))
		return EXIT_NO;
	if (!run_loader(change, change->slots, change->intel_iommu) || !loader_says_so(change))
		return undo(change);
	snprintf(below, sizeof(below), "below %s; the commands above remain to be run there.",
		change->host->root_path);
	if (change->host->live)
		printf("%s", change->done);
	else
		layout_paragraph(change->host, 0, TONE_GOOD, "Changed", below);
	return 0;
}

/* An interrupt ends the program that runs, and with it the step; then the change is taken back. */
static int apply_undisturbed(const struct change *change, const char *text)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		signal(signals[i], SIG_IGN);
	return apply(change, text);
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
	if (change->images)
		rebuild_images(change);
	run_loader(change, change->slots, change->intel_iommu);
	puts("Nothing was changed.");
	return 0;
}

static bool is_configured(const struct change *change, const char *text)
{
	if (change->cfg.file)
		return !strcmp(change->cfg.text ? change->cfg.text : "", text);
	return !strcmp(change->cfg.own, change->slots) && change->cfg.own_iommu == change->intel_iommu;
}

/* In the file, in the boot menu and in the images. */
static bool is_done(const struct change *change)
{
	return (!change->cfg.next || has_slots(change->cfg.next, change->slots)) &&
	       (!change->images || images_are_good(change, false));
}

static int show_and_apply(const struct change *change, const char *text)
{
	bool configured = is_configured(change, text);

	if (configured && is_done(change)) {
		puts("Nothing to do: boot configuration and images are so already.");
		return 0;
	}
	if (change->preview)
		change->preview(change);
	if (configured)
		puts("The configuration is so already; boot menu or images are not: made anew.");
	else
		show(change, text);
	if (change->dry_run)
		return rehearse_change(change);
	if (change->host->live && geteuid() != 0) {
		host_error(change->host->command, "only root may do that");
		return EXIT_UNKNOWN;
	}
	if (!change->yes && !ask()) {
		puts("Nothing was changed.");
		return EXIT_NO;
	}
	return apply_undisturbed(change, text);
}

int change_make(const struct change *change)
{
	char *text = change->cfg.file ? bootcfg_text(&change->cfg, change->slots, change->intel_iommu)
				      : strdup("");
	int status;

	if (!text) {
		host_error(change->host->command, "out of memory");
		return EXIT_UNKNOWN;
	}
	status = show_and_apply(change, text);
	free(text);
	return status;
}
