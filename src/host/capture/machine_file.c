/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/capture/machine_file.h"
#include "host/capture/machine_function.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct reader {
	struct tree tree;
	struct function_tree functions;
	unsigned long lines;
	bool formal; /* it began with its format, so it has an end */
	bool ended;
	char line[MACHINE_LINE];
};

/* What every machine has. */
static bool make_skeleton(struct tree *tree)
{
	return tree_dir(tree, "sys/bus/pci/devices") && tree_dir(tree, "sys/bus/pci/drivers") &&
	       tree_file(tree, "", "sys/bus/pci/drivers_probe") && tree_dir(tree, "run") &&
	       tree_file(tree, "", "proc/cmdline") && tree_file(tree, "", "dev/kmsg");
}

/* Four bytes of attributes, then UTF-16. */
static bool make_loader(struct tree *tree, const char *text)
{
	char bytes[4 + 2 * 128] = {6};
	size_t length = strlen(text);

	if (length > 127)
		return tree_fail(tree, "this name of a loader is too long");
	for (size_t i = 0; i < length; i++)
		bytes[4 + 2 * i] = text[i];
	return tree_bytes(tree, bytes, 4 + 2 * length + 2, MACHINE_LOADER);
}

/* A connector's directory, with the EDID of a monitor that calls itself so. */
static bool make_monitor(struct tree *tree, char *rest)
{
	unsigned char edid[128] = {0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, [57] = 0xfc};
	char *save;
	const char *dir = strtok_r(rest, " \t", &save);
	const char *name = dir ? strtok_r(NULL, "", &save) : NULL;

	if (!dir)
		return tree_fail(tree, "a connector's directory was expected");
	if (name && strlen(name) > 13)
		return tree_fail(tree, "a monitor's name has at most 13 characters");
	if (!tree_file(tree, "connected", "%s/status", dir))
		return false;
	if (!name)
		return true;
	memset(edid + 59, ' ', 13);
	memcpy(edid + 59, name, strlen(name));
	return tree_bytes(tree, edid, sizeof(edid), "%s/edid", dir);
}

static bool check_format(struct reader *reader, const char *number)
{
	if (reader->lines != 1)
		return tree_fail(&reader->tree, "only the first line says the format");
	if (strcmp(number, "1") != 0)
		return tree_fail(&reader->tree,
			"format \"%.20s\" is unknown here; this gpupt reads format %d: install a later one",
			number, MACHINE_FORMAT);
	reader->formal = true;
	return true;
}

static bool check_end(struct reader *reader, const char *number)
{
	char count[16];

	snprintf(count, sizeof(count), "%u", reader->functions.count);
	if (strcmp(number, count) != 0)
		return tree_fail(&reader->tree,
			"it ends with %.20s functions and shows %s: something is missing", number, count);
	reader->ended = true;
	return true;
}

static bool set_link(struct reader *reader, const char *path, const char *target)
{
	if (!target)
		return tree_fail(&reader->tree, "PATH TARGET was expected");
	return tree_link(&reader->tree, target, "%s", path);
}

/* file PATH [TEXT], link PATH TARGET */
static bool read_path(struct reader *reader, char kind, char *rest)
{
	char *save;
	const char *path = strtok_r(rest, " \t", &save);
	const char *text = path ? strtok_r(NULL, "", &save) : NULL;

	if (!path)
		return tree_fail(&reader->tree, "a path was expected");
	return kind == 'l' ? set_link(reader, path, text)
			   : tree_file(&reader->tree, text ? text : "", "%s", path);
}

static bool read_words(struct reader *reader, const char *word, char *rest)
{
	struct tree *tree = &reader->tree;

	if (!strcmp(word, "|"))
		return tree_more(tree, rest);
	if (!strcmp(word, "file") || !strcmp(word, "link"))
		return read_path(reader, *word, rest);
	if (!strcmp(word, "dir"))
		return tree_dir(tree, "%s", rest);
	if (!strcmp(word, "driver"))
		return machine_driver(tree, rest);
	if (!strcmp(word, "cmdline"))
		return tree_file(tree, rest, "proc/cmdline");
	if (!strcmp(word, "loader"))
		return make_loader(tree, rest);
	if (!strcmp(word, "monitor"))
		return make_monitor(tree, rest);
	if (!strcmp(word, "gpupt-machine"))
		return check_format(reader, rest);
	if (!strcmp(word, "end") && reader->formal)
		return check_end(reader, rest);
	return tree_fail(tree, "\"%.40s\" begins no line of a machine", word);
}

/* A line without its newline. */
static bool read_line(struct reader *reader)
{
	char *line = reader->line;
	char *word = line + strspn(line, " \t");
	size_t length = strcspn(word, " \t");
	char *rest = word + length;

	if (!*word || *word == '#')
		return true;
	if (reader->ended)
		return tree_fail(&reader->tree, "something follows the end");
	if (memchr(word, ':', length) && !memchr(word, '/', length))
		return machine_function_line(&reader->functions, line);
	if (*rest)
		*rest++ = '\0';
	return read_words(reader, word, rest);
}

/* The next line into reader->line; 1, 0 at the end, -1 if it is none. */
static int next_line(struct reader *reader, const char **at, const char *end)
{
	const char *newline = memchr(*at, '\n', (size_t)(end - *at));
	size_t length = (size_t)((newline ? newline : end) - *at);

	if (*at == end)
		return 0;
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)(*at)[i];

		if ((c < 0x20 && c != '\t') || c > 0x7e)
			return tree_fail(&reader->tree, "byte 0x%02x is no text", c) - 1;
	}
	if (length >= MACHINE_LINE)
		return tree_fail(&reader->tree, "it is longer than %d bytes", MACHINE_LINE) - 1;
	if (!newline && reader->formal)
		return tree_fail(&reader->tree, "it is cut: this line has no end") - 1;
	memcpy(reader->line, *at, length);
	reader->line[length] = '\0';
	*at = newline ? newline + 1 : end;
	return 1;
}

static bool read_lines(struct reader *reader, const char *text, size_t length)
{
	const char *end = text + length;
	int got;

	do {
		if (++reader->lines > MACHINE_LINES)
			return tree_fail(&reader->tree, "there are more than %d lines", MACHINE_LINES);
		got = next_line(reader, &text, end);
		if (got > 0 && !read_line(reader))
			return false;
	} while (got > 0);
	if (!got && reader->formal && !reader->ended)
		return tree_fail(&reader->tree, "it is cut: the line \"end COUNT\" is missing");
	return !got;
}

bool machine_file_read(const char *text, size_t length, int dir, struct machine_error *error)
{
	struct reader *reader = calloc(1, sizeof(*reader));
	bool good;

	memset(error, 0, sizeof(*error));
	if (!reader) {
		snprintf(error->text, sizeof(error->text), "out of memory");
		return false;
	}
	reader->tree.root = dir;
	reader->tree.last = -1;
	reader->functions.tree = &reader->tree;
	good = make_skeleton(&reader->tree) && read_lines(reader, text, length);
	error->line = reader->lines;
	snprintf(error->text, sizeof(error->text), "%s", reader->tree.why);
	if (reader->tree.last >= 0)
		close(reader->tree.last);
	free(reader);
	return good;
}

char *machine_file_load(const char *file, size_t *length)
{
	FILE *in = fopen(file, "re");
	char *text = in ? malloc(MACHINE_BYTES + 1) : NULL;
	int error = errno;

	if (text) {
		*length = fread(text, 1, MACHINE_BYTES + 1, in);
		error = ferror(in) ? errno : *length > MACHINE_BYTES ? EFBIG : 0;
		if (error) {
			free(text);
			text = NULL;
		}
	}
	if (in)
		fclose(in);
	errno = error;
	return text;
}
