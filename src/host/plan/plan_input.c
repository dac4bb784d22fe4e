/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/plan/plan_input.h"
#include "core/sysfs.h"
#include "modules/modtable.h"

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
	long length;

	if (!file)
		length = sysfs_read_file(host->root, "proc/cmdline", input->cmdline, CMDLINE_MAX);
	else if (!strcmp(file, "-"))
		length = sysfs_read_fd(STDIN_FILENO, input->cmdline, CMDLINE_MAX);
	else
		length = sysfs_read_file(AT_FDCWD, file, input->cmdline, CMDLINE_MAX);
	if (length < 0) {
		note_error(&input->notes, NOTE_CMDLINE, file ? file : "/proc/cmdline",
			"the command line cannot be read", (int)length);
		length = 0;
	}
	input->length = (size_t)length;
}

bool plan_input_set_cmdline(struct plan_input *input, const char *text)
{
	input->length = strlen(text);
	if (input->length >= CMDLINE_MAX)
		return false;
	memcpy(input->cmdline, text, input->length + 1);
	return true;
}

/* The parameter is no longer gpupt's; names are matched whole (contract, section 3). */
static void disarm_slots(struct plan_input *input)
{
	struct cmdline cmdline = cmdline_start(input->cmdline, input->length);
	struct param param;

	while (cmdline_next(&cmdline, &param)) {
		if (token_is_name(param.name, "gpupt.slots"))
			input->cmdline[param.name.text - input->cmdline] = '_';
	}
}

bool plan_input_replace_slots(struct plan_input *input, const char *list)
{
	static const char name[] = "gpupt.slots=";
	size_t added = strlen(name) + strlen(list) + 1;

	if (input->length + added >= CMDLINE_MAX)
		return false;
	disarm_slots(input);
	/* In front, since a bare -- ends what the kernel reads. */
	memmove(input->cmdline + added, input->cmdline, input->length + 1);
	memcpy(input->cmdline, name, strlen(name));
	memcpy(input->cmdline + strlen(name), list, strlen(list));
	input->cmdline[added - 1] = ' ';
	input->length += added;
	return true;
}

void plan_input_release(const struct host *host, char *buf, size_t size)
{
	struct utsname name;

	if (!sysfs_read_line(host->root, "proc/sys/kernel/osrelease", buf, size))
		return;
	buf[0] = '\0';
	if (!uname(&name) && strlen(name.release) < size)
		strcpy(buf, name.release);
}

static void ignore(const char *text)
{
	(void)text;
}

/* The table that the next image would get; its length, or -errno if there are no modules. */
static long make_table(const struct host *host, const char *release, char text[TABLE_MAX])
{
	char *made = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&made, &size);
	long length = -ENOENT;

	if (!out)
		return -ENOMEM;
	if (modtable_write(host->root_path, release, out, ignore) == MODTABLE_OK && !fflush(out) &&
		size < TABLE_MAX) {
		memcpy(text, made, size);
		length = (long)size;
	}
	fclose(out);
	free(made);
	return length;
}

/* On a running system /etc/gpupt/modules is in the image only (contract, section 5). */
static void read_table(const struct host *host, struct plan_input *input)
{
	char release[128];
	long length = sysfs_read_file(host->root, TABLE_FILE, input->table.text, TABLE_MAX);

	plan_input_release(host, release, sizeof(release));
	if (length == -ENOENT)
		length = make_table(host, release, input->table.text);
	table_check(&input->table, length, release);
}

/* The binder plans with notes of its own and adds them to those of the command line. */
static void plan(const struct host *host, struct plan_input *input)
{
	struct notes *notes = calloc(1, sizeof(*notes));

	read_table(host, input);
	inventory_read(host->root, &input->request, &input->table, &input->inventory);
	/* The next boot is planned here, where udev has run long ago; a tree of files shows a boot. */
	plan_make(&input->request, &input->inventory, &input->table, !sysfs_is_real(host->root, "sys"),
		&input->plan, notes ? notes : &input->notes);
	if (notes)
		notes_append(&input->notes, notes);
	plan_warn(&input->inventory, &input->plan, &input->notes);
	free(notes);
}

void plan_input_make(const struct host *host, struct plan_input *input)
{
	request_parse(input->cmdline, input->length, &input->request, &input->notes);
	if (input->request.asked && input->request.mode != MODE_OFF)
		plan(host, input);
	input->report = (struct report){.request = &input->request,
		.inventory = &input->inventory,
		.plan = &input->plan,
		.notes = &input->notes,
		.is_plan = true};
	input->report.result = plan_result(&input->request, &input->inventory, &input->plan, &input->notes);
}
