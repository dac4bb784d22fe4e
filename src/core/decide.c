/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/decide.h"
#include "core/inventory.h"
#include "core/plan.h"
#include "core/sysfs.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

void question_read(struct question *question, const char *file)
{
	long length;

	if (!file)
		length = sysfs_read_text(question->root, "proc/cmdline", question->cmdline, CMDLINE_MAX);
	else if (!strcmp(file, "-"))
		length = sysfs_read_fd(STDIN_FILENO, question->cmdline, CMDLINE_MAX);
	else
		length = sysfs_read_file(AT_FDCWD, file, question->cmdline, CMDLINE_MAX);
	if (length < 0) {
		note_error(&question->notes, NOTE_CMDLINE, file ? file : "/proc/cmdline",
			"the command line cannot be read", (int)length);
		length = 0;
	}
	question->length = (size_t)length;
}

void question_parse(struct question *question)
{
	request_parse(question->cmdline, question->length, &question->request, &question->notes);
}

bool question_is_open(const struct question *question)
{
	return question->request.asked && question->request.mode != MODE_OFF;
}

/* The running kernel's; a tree of fixtures may say which one it shows. */
void decide_release(int root, char *buf, size_t size)
{
	struct utsname name;

	if (!sysfs_read_line(root, "proc/sys/kernel/osrelease", buf, size))
		return;
	buf[0] = '\0';
	if (!uname(&name) && strlen(name.release) < size)
		memcpy(buf, name.release, strlen(name.release) + 1);
}

static void read_table(const struct question *question, struct table *table)
{
	char release[128];
	long length = sysfs_read_text(question->root, TABLE_FILE, table->text, TABLE_MAX);

	decide_release(question->root, release, sizeof(release));
	if (length == -ENOENT && question->make_table)
		length = question->make_table(question, release, table->text);
	table_check(table, length, release);
}

void decide(const struct question *question, struct decision *decision)
{
	decision->notes.count = 0;
	read_table(question, &decision->table);
	inventory_read(question->root, &question->request, &decision->table, question->running,
		&decision->inventory);
	/* On a machine that is up udev has run long ago; a tree of fixtures shows a boot. */
	plan_make(&question->request, &decision->inventory, &decision->table,
		!(question->running && sysfs_is_real(question->root, "sys")), &decision->plan,
		&decision->notes);
}

static struct inventory nothing_read; /* not const: zeros would be bytes in the image */
static struct plan nothing_planned;

void decision_report(
	struct question *question, const struct decision *decision, bool is_plan, struct report *report)
{
	if (decision) {
		notes_append(&question->notes, &decision->notes);
		plan_warn(&decision->inventory, &decision->plan, &question->notes);
	}
	*report = (struct report){.request = &question->request,
		.inventory = decision ? &decision->inventory : &nothing_read,
		.plan = decision ? &decision->plan : &nothing_planned,
		.notes = &question->notes,
		.is_plan = is_plan};
	report->result = plan_result(report->request, report->inventory, report->plan, report->notes);
}
