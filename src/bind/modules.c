/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bind/modules.h"
#include "core/at.h"
#include "bind/publish.h"
#include "core/sysfs.h"
#include "core/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define PATH_TEXT 512
#define COMPRESSED_FILE 4 /* MODULE_INIT_COMPRESSED_FILE of linux/module.h, since 5.17 */

#ifdef __KLIBC__
extern int finit_module(int fd, const char *options, int flags);
#else
#include <sys/syscall.h>
static int finit_module(int fd, const char *options, int flags)
{
	return (int)syscall(SYS_finit_module, fd, options, flags);
}
#endif

/* Nothing that the kernel's parser of options would split, or take for a quotation. */
static bool is_clean(struct token token)
{
	for (size_t i = 0; i < token.length; i++) {
		if (token.text[i] == '"' || cmdline_is_space(token.text[i]))
			return false;
	}
	return true;
}

/* Only vfio's own are quoted with the value: it may be a secret of another. */
static void note_dropped(const struct insertion *insertion, struct token module, const struct param *param)
{
	bool whole = param->has_value && token_begins_name(module, "vfio");
	char subject[QUOTE_MAX + 1];

	text_print(subject, sizeof(subject), "%.*s.%.*s%s%.*s", (int)module.length, module.text,
		(int)param->name.length, param->name.text, whole ? "=" : "",
		whole ? (int)param->value.length : 0, param->value.text);
	note_add(insertion->notes, NOTE_OPTION, subject,
		"dropped: the kernel would split an option with a quote or a space in it");
}

/* Adds NAME or NAME=VALUE. False if there is no room. */
static bool add_option(const struct insertion *insertion, struct token module, const struct param *param,
	struct module_options *options)
{
	size_t room = sizeof(options->text) - options->used;
	size_t length;

	if (token_is_name(param->name, "ids"))
		return true;
	if (!is_clean(param->name) || !is_clean(param->value)) {
		note_dropped(insertion, module, param);
		return true;
	}
	length = text_print(options->text + options->used, room, "%s%.*s%s%.*s", options->used ? " " : "",
		(int)param->name.length, param->name.text, param->has_value ? "=" : "",
		(int)param->value.length, param->value.text);
	if (length >= room)
		return false;
	options->used += length;
	return true;
}

int modules_options(
	const struct insertion *insertion, const struct table_record *record, struct module_options *options)
{
	struct cmdline from = cmdline_start(record->options.text, record->options.length);
	struct param param;
	char prefix[72];
	size_t length = text_print(
		prefix, sizeof(prefix), "%.*s.", (int)record->name.length, record->name.text);

	options->used = 0;
	options->text[0] = '\0';
	while (cmdline_next(&from, &param)) {
		if (!add_option(insertion, record->name, &param, options))
			return -E2BIG;
	}
	from = cmdline_start(insertion->cmdline.text, insertion->cmdline.length);
	while (cmdline_next(&from, &param)) {
		if (!token_begins_name(param.name, prefix))
			continue;
		param.name.text += length;
		param.name.length -= length;
		if (!add_option(insertion, record->name, &param, options))
			return -E2BIG;
	}
	return 0;
}

/* The file's spelling that is there: "" or a compression; *flags for the kernel. */
static int open_module(struct insertion *insertion, struct token path, char name[PATH_TEXT], int *flags)
{
	static const char *const suffixes[] = {"", ".xz", ".zst", ".gz"};
	const unsigned int count = sizeof(suffixes) / sizeof(suffixes[0]);

	for (unsigned int i = 0; i < count; i++) {
		unsigned int spelling = (insertion->spelling + i) % count;
		int fd;

		if (text_print(name, PATH_TEXT, "%.*s%s", (int)path.length, path.text, suffixes[spelling]) >=
			PATH_TEXT)
			return -ENAMETOOLONG;
		fd = openat(insertion->root, name + 1, O_RDONLY | O_CLOEXEC);
		if (fd < 0 && errno == ENOENT)
			continue;
		insertion->spelling = spelling;
		*flags = spelling ? COMPRESSED_FILE : 0;
		return fd < 0 ? -errno : fd;
	}
	return -ENOENT;
}

static bool is_there(const struct insertion *insertion, struct token module)
{
	char name[96];

	text_print(name, sizeof(name), "sys/module/%.*s", (int)module.length, module.text);
	return sysfs_exists(insertion->root, name) == 1;
}

/* What would have been inserted, one a line. */
static int record_insertion(
	struct insertion *insertion, struct token module, const char *path, const char *options)
{
	char line[PATH_TEXT + OPTIONS_MAX + 80];
	size_t length = text_print(line, sizeof(line), "%.*s %s%s%s\n", (int)module.length, module.text, path,
		*options ? " " : "", options);

	if (insertion->record < 0)
		insertion->record = publish_create(insertion->root, RUN_DIR "/inserted", O_APPEND);
	if (insertion->record < 0)
		return insertion->record;
	return write(insertion->record, line, length) == (ssize_t)length ? 0 : -EIO;
}

/* The kernel knows whether it is there already; a tree that shows one is asked. */
static int insert(struct insertion *insertion, const struct table_record *record)
{
	struct module_options options;
	char path[PATH_TEXT];
	int flags;
	int fd;
	int error = modules_options(insertion, record, &options);

	if (error || !record->path.length || (insertion->fixtures && is_there(insertion, record->name)))
		return error;
	fd = open_module(insertion, record->path, path, &flags);
	if (fd < 0)
		error = fd;
	else if (insertion->fixtures)
		error = record_insertion(insertion, record->name, path, options.text);
	else if (finit_module(fd, options.text, flags))
		error = -errno;
	if (fd >= 0)
		at_close(fd);
	return error && is_there(insertion, record->name) ? 0 : error;
}

/*
 * The table's order is the order of insertion; it ends each target's dependencies with the
 * target. So a target needs the lines between the target before it and itself.
 */
static int insert_section(struct insertion *insertion, const char *target, bool dependencies_only)
{
	struct table_record record = {0};
	size_t at = 0;
	size_t start = 0;
	int error = 0;

	while (table_next(insertion->table, &at, &record)) {
		if (record.kind != TABLE_MODULE || !table_is_target(insertion->table, record.name))
			continue;
		if (token_is(record.name, target))
			break;
		start = at;
	}
	if (!token_is(record.name, target))
		return -ENOENT;
	while (!error && start < at && table_next(insertion->table, &start, &record)) {
		if (record.kind == TABLE_MODULE && !(dependencies_only && start == at))
			error = insert(insertion, &record);
	}
	return error;
}

int modules_insert(struct insertion *insertion, const char *target)
{
	int error = 0;

	/* A variant stands on vfio and vfio-pci-core, which come before vfio-pci. */
	if (!table_is_plain(token_of(target)))
		error = insert_section(insertion, "vfio_pci", true);
	return error ? error : insert_section(insertion, target, false);
}
