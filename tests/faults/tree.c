/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tree.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void tree_text(const struct kernel *kernel, const char *file, char *text, size_t size)
{
	int fd = openat(kernel->root, file, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, text, size - 1);

	text[n > 0 ? n : 0] = '\0';
	if (fd >= 0)
		close(fd);
}

/* The value of "name": in a line of the report, without quotes; "" if it is not there. */
static void field(const char *line, const char *name, char *value, size_t size)
{
	char key[32];
	const char *at;

	snprintf(key, sizeof(key), "\"%s\": ", name);
	at = strstr(line, key);
	at = at ? at + strlen(key) : "";
	at += *at == '"';
	snprintf(value, size, "%.*s", (int)strcspn(at, "\", }"), at);
}

static void add(void *context, const char *address)
{
	struct tree *tree = context;

	if (tree->count == TREE_FUNCTIONS) {
		fprintf(stderr, "more than %d functions\n", TREE_FUNCTIONS);
		exit(3);
	}
	snprintf(tree->function[tree->count++].address, sizeof(tree->function->address), "%s", address);
}

/* One that cannot even be looked up may be named though it is not there. */
static struct tree_function *find(struct tree *tree, const char *address)
{
	for (unsigned int i = 0; i < tree->count; i++) {
		if (!strcmp(tree->function[i].address, address))
			return &tree->function[i];
	}
	add(tree, address);
	tree->function[tree->count - 1].gone = true;
	return &tree->function[tree->count - 1];
}

/* One claim and one note a line. */
static void read_report_line(struct tree *tree, const char *line)
{
	char address[24];
	const char *killed;
	struct tree_function *function;

	if (strstr(line, "\"format\": "))
		field(line, "result", tree->result, sizeof(tree->result));
	if (strstr(line, "\"level\": \"error\""))
		tree->errors = true;
	killed = strstr(line, "killed by signal ");
	if (killed)
		snprintf(
			tree->signal, sizeof(tree->signal), "%d", atoi(killed + strlen("killed by signal ")));
	field(line, "address", address, sizeof(address));
	if (!address[0])
		return;
	function = find(tree, address);
	field(line, "state", function->state, sizeof(function->state));
	field(line, "reason", function->reason, sizeof(function->reason));
	field(line, "why", function->why, sizeof(function->why));
	field(line, "driver", function->planned, sizeof(function->planned));
}

void tree_read(const struct kernel *kernel, const struct tree *before, struct tree *tree)
{
	static char report[65536];
	char *rest = report;
	char *line;

	memset(tree, 0, sizeof(*tree));
	if (!before)
		kernel_each(kernel, add, tree);
	for (unsigned int i = 0; before && i < before->count; i++)
		add(tree, before->function[i].address);
	for (unsigned int i = 0; i < tree->count; i++) {
		struct tree_function *function = &tree->function[i];

		function->gone = kernel_look(
					 kernel, function->address, function->driver, function->override) < 0;
	}
	tree_text(kernel, "run/gpupt/report.json", report, sizeof(report));
	tree->reported = report[0];
	while ((line = strsep(&rest, "\n")))
		read_report_line(tree, line);
}
