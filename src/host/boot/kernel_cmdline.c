// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/boot/kernel_cmdline.h"
#include "host/boot/line.h"
#include "host/boot/shell.h"

/* Whether a line holds parameters: no comment, and not empty. */
static bool has_parameters(const char *line)
{
	line += strspn(line, " \t\r");
	return *line && *line != '\n' && *line != '#';
}

char *kernel_cmdline_join(const char *text, bool first_only)
{
	char *joined = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&joined, &size);
	const char *between = "";

	if (!out)
		return NULL;
	for (const char *line = text; *line; line = shell_next_line(line)) {
		if (has_parameters(line) || first_only) {
			fprintf(out, "%s%.*s", between, (int)strcspn(line, "\r\n"), line);
			between = " ";
		}
		if (first_only)
			break;
	}
	if (fclose(out) == 0)
		return joined;
	free(joined);
	return NULL;
}

bool kernel_cmdline_begins_with_comment(const char *text)
{
	return text[strspn(text, " \t\r")] == '#';
}

bool kernel_cmdline_has_more(const char *text)
{
	for (const char *line = shell_next_line(text); *line; line = shell_next_line(line)) {
		if (has_parameters(line))
			return true;
	}
	return false;
}

/* One line, its end as it was. What was nothing but slots goes, with its end. */
static bool put_line(const char *line, const char *slots, bool intel_iommu, FILE *out)
{
	size_t length = strcspn(line, "\r\n");
	char *old = strndup(line, length);
	char *made = old ? line_with_slots(old, slots, intel_iommu) : NULL;
	bool put = made != NULL;

	if (put && (*made || !length))
		fprintf(out, "%s%.*s", made, (int)(shell_next_line(line) - line - (long)length),
			line + length);
	free(old);
	free(made);
	return put;
}

char *kernel_cmdline_text(const char *text, const char *slots, bool intel_iommu)
{
	char *made = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&made, &size);
	bool put = !*slots && !intel_iommu;
	bool done = out;
	char *own;

	if (!out)
		return NULL;
	for (const char *line = text; *line && done; line = shell_next_line(line)) {
		if (!has_parameters(line)) {
			fprintf(out, "%.*s", (int)(shell_next_line(line) - line), line);
			continue;
		}
		done = put_line(line, put ? "" : slots, !put && intel_iommu, out);
		put = true;
	}
	own = put ? NULL : line_with_slots("", slots, intel_iommu);
	if (own)
		fprintf(out, "%s%s\n", !*text || text[strlen(text) - 1] == '\n' ? "" : "\n", own);
	done = done && (put || own);
	free(own);
	if (fclose(out) == 0 && done)
		return made;
	free(made);
	return NULL;
}
