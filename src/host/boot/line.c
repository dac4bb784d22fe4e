// SPDX-License-Identifier: GPL-2.0-or-later
/* A line of kernel parameters: what of it is gpupt's, and the same line with other slots. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/boot/line.h"

static bool is_ours(struct token name)
{
	return token_begins_name(name, "gpupt.") || token_is_name(name, "gpupt") ||
	       token_is_name(name, "vfio-pci.ids") || token_is_name(name, "intel_iommu");
}

char *line_ours(const char *line)
{
	struct cmdline cmdline = cmdline_start(line, strlen(line));
	struct param param;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	const char *between = "";

	if (!out)
		return NULL;
	while (cmdline_next(&cmdline, &param)) {
		if (!is_ours(param.name))
			continue;
		fprintf(out, "%s%.*s%s%.*s", between, (int)param.name.length, param.name.text,
			param.has_value ? "=" : "", (int)param.value.length, param.value.text);
		between = " ";
	}
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

/* What follows a bare --; "" without one. */
static const char *behind_dashes(const char *line)
{
	struct cmdline behind = cmdline_behind(cmdline_start(line, strlen(line)));

	return behind.at < behind.end ? behind.at : "";
}

char *line_hidden(const char *line)
{
	return line_ours(behind_dashes(line));
}

bool line_has_dashes(const char *line)
{
	return *behind_dashes(line) != '\0';
}

bool line_gets(const char *line, const char *slots)
{
	struct cmdline cmdline = cmdline_start(line, strlen(line));
	struct param param;
	bool any = false;

	while (cmdline_next(&cmdline, &param)) {
		if (!token_is_name(param.name, "gpupt.slots"))
			continue;
		if (token_is(param.value, slots))
			return true;
		any = true;
	}
	return !*slots && !any;
}

static bool is_same(struct token a, struct token b)
{
	return a.length == b.length && !memcmp(a.text, b.text, a.length);
}

bool line_has(const char *line, struct token name, struct token value)
{
	struct cmdline cmdline = cmdline_start(line, strlen(line));
	struct param param;
	char wanted[64];

	snprintf(wanted, sizeof(wanted), "%.*s", (int)name.length, name.text);
	while (cmdline_next(&cmdline, &param)) {
		if (token_is_name(param.name, wanted) && is_same(param.value, value))
			return true;
	}
	return false;
}

/* Adds to a list with commas. */
static bool join(char **list, struct token item)
{
	char *joined = NULL;

	if (asprintf(&joined, "%s%s%.*s", *list, **list && item.length ? "," : "", (int)item.length,
		    item.text) < 0)
		return false;
	free(*list);
	*list = joined;
	return true;
}

bool line_add_slots(const char *line, char **list)
{
	struct cmdline cmdline = cmdline_start(line, strlen(line));
	struct param param;
	bool done = true;

	while (done && cmdline_next(&cmdline, &param)) {
		if (token_is_name(param.name, "gpupt.slots"))
			done = join(list, param.value);
	}
	return done;
}

char *line_parameters(const char *slots, bool intel_iommu)
{
	char *text = NULL;

	if (asprintf(&text, "%s%s%s%s", *slots ? "gpupt.slots=" : "", slots, *slots && intel_iommu ? " " : "",
		    intel_iommu ? "intel_iommu=on" : "") < 0)
		return NULL;
	return text;
}

/* Copies the line up to a bare -- without the parameters that unwanted() chooses; returns where. */
static const char *copy_wanted(const char *line, line_unwanted *unwanted, FILE *out)
{
	struct cmdline cmdline = cmdline_start(line, strlen(line));
	const char *begin = line;
	struct token before = {"", 0};
	struct param param;
	bool first = true;

	for (;;) {
		const char *at = cmdline.at > begin ? cmdline.at : begin;
		const char *end;
		bool cut;

		if (!cmdline_next(&cmdline, &param)) {
			fwrite(begin, 1, (size_t)(at - begin), out);
			return at;
		}
		end = cmdline.at;
		while (end > at && cmdline_is_space(end[-1]))
			end--;
		cut = unwanted(before, &param);
		before = param.name;
		first = first && cut;
		if (!cut)
			continue;
		/* Those in front go with the space behind them, the others with that before them. */
		while (first && cmdline_is_space(*at))
			at++;
		while (first && cmdline_is_space(*end) && end[1])
			end++;
		while (!first && at > begin && cmdline_is_space(at[-1]))
			at--;
		fwrite(begin, 1, (size_t)(at - begin), out);
		begin = end;
	}
}

char *line_without(const char *line, line_unwanted *unwanted)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	const char *behind;
	const char *rest;

	if (!out)
		return NULL;
	rest = copy_wanted(line, unwanted, out);
	behind = behind_dashes(rest);
	if (*behind) {
		/* The kernel gives those to init, which has no use for them. */
		fwrite(rest, 1, (size_t)(behind - rest), out);
		rest = copy_wanted(behind, unwanted, out);
	}
	fputs(rest, out);
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

static bool is_slots(struct token before, const struct param *param)
{
	(void)before;
	return token_is_name(param->name, "gpupt.slots");
}

static bool is_blank(const char *text)
{
	while (cmdline_is_space(*text))
		text++;
	return !*text;
}

char *line_with_slots(const char *line, const char *slots, bool intel_iommu)
{
	char *own = line_parameters(slots, intel_iommu);
	char *others = line_without(line, is_slots);
	char *made = NULL;

	if (own && others && is_blank(others))
		*others = '\0';
	if (own && others && asprintf(&made, "%s%s%s", own, *own && *others ? " " : "", others) < 0)
		made = NULL;
	free(own);
	free(others);
	return made;
}
