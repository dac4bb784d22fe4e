// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/boot/grub_file.h"
#include "host/boot/files.h"
#include "host/boot/line.h"
#include "host/boot/shell.h"

#define VARIABLE "GRUB_CMDLINE_LINUX_DEFAULT"
#define MARK "# gpupt enable"

static const char head[] = "# Written by `gpupt enable`, taken out again by `gpupt disable`.\n"
			   "# If a boot with it goes wrong: add gpupt=off in GRUB's menu (key e), or boot\n"
			   "# the recovery entry, which does not get these parameters.\n";

struct line {
	char *text; /* with its newline */
	bool ours;  /* gpupt.slots was in it, or is now */
};

struct lines {
	unsigned int count;
	struct line *line;
};

/* How often a text is in the first bytes of a line. */
static unsigned int mentions(const char *line, const char *end)
{
	unsigned int count = 0;

	while ((line = strstr(line, "gpupt.slots")) && line < end) {
		line++;
		count++;
	}
	return count;
}

/* Whether gpupt.slots is in the line and gpupt may change that. */
static bool is_candidate(const char *line, const char *end, bool marked)
{
	const char *mark = strstr(line, MARK);

	return line[strspn(line, " \t")] != '#' && mentions(line, end) && (!marked || (mark && mark < end));
}

static bool is_slots(struct token before, const struct param *param)
{
	/* intel_iommu=on is ours where it follows them, as we write it. */
	return token_is_name(param->name, "gpupt.slots") ||
	       (token_is_name(before, "gpupt.slots") && token_is_name(param->name, "intel_iommu") &&
		       token_is(param->value, "on"));
}

/* The values in one assignment; false if not every mention of gpupt.slots is one of them. */
static bool find_slots(
	const struct assignment *a, unsigned int wanted, char **list, bool *iommu, bool *memory)
{
	char *value = shell_value_line(a);
	struct cmdline cmdline = cmdline_start(value ? value : "", value ? strlen(value) : 0);
	struct token before = {"", 0};
	struct param param;
	unsigned int found = 0;

	while (cmdline_next(&cmdline, &param)) {
		if (token_is_name(param.name, "gpupt.slots"))
			found++;
		else if (is_slots(before, &param))
			*iommu = true;
		before = param.name;
	}
	*memory = value && line_add_slots(value, list);
	free(value);
	return found == wanted;
}

bool grub_file_own(const char *text, bool marked, struct bootcfg *cfg)
{
	unsigned int number = 0;
	bool memory = true;

	for (const char *line = text; line && *line && memory; line = shell_next_line(line)) {
		const char *end = line + strcspn(line, "\n");
		struct assignment a;

		number++;
		if (!is_candidate(line, end, marked))
			continue;
		if (!shell_assignment(line, &a) ||
			!find_slots(&a, mentions(line, end), &cfg->own, &cfg->own_iommu, &memory))
			snprintf(cfg->wrong, sizeof(cfg->wrong),
				"line %u has gpupt.slots in a form that gpupt does not change: %.*s", number,
				(int)(end - line > 120 ? 120 : end - line), line);
	}
	return memory;
}

static bool add_line(struct lines *lines, char *text, bool ours)
{
	struct line *grown = text ? reallocarray(lines->line, lines->count + 1, sizeof(*grown)) : NULL;

	if (!grown) {
		free(text);
		return false;
	}
	lines->line = grown;
	grown[lines->count++] = (struct line){text, ours};
	return true;
}

/* An assignment with another value, the rest of its line as it was. */
static char *rewrite(const char *line, const struct assignment *a, const char *front, struct token value)
{
	const char *end = a->value.text + a->value.length;
	char *text = NULL;

	if (asprintf(&text, "%.*s%s%s%.*s%.*s", (int)(a->value.text - line), line, front, *front ? " " : "",
		    (int)value.length, value.text, (int)(shell_next_line(line) - end), end) < 0)
		return NULL;
	return text;
}

static char *strip(const char *line)
{
	struct assignment a;
	char *value = NULL;
	char *kept = NULL;
	char *text = NULL;

	if (!shell_assignment(line, &a))
		return NULL;
	value = shell_value_line(&a);
	kept = value ? line_without(value, is_slots) : NULL;
	if (kept)
		text = rewrite(line, &a, "", token_of(shell_line_value(kept)));
	free(value);
	free(kept);
	return text;
}

static bool read_lines(const char *text, bool marked, struct lines *lines)
{
	for (const char *line = text; line && *line; line = shell_next_line(line)) {
		const char *next = shell_next_line(line);
		bool ours = is_candidate(line, line + strcspn(line, "\n"), marked);

		if (!add_line(lines, ours ? strip(line) : strndup(line, (size_t)(next - line)), ours))
			return false;
	}
	return true;
}

static bool assigns_variable(const char *line, struct assignment *a)
{
	return line[strspn(line, " \t")] != '#' && shell_assignment(line, a) && token_is(a->name, VARIABLE);
}

/* The last line that sets the variable, if it adds to what that had and is one to write in. */
static struct line *find_place(struct lines *lines, bool marked)
{
	for (unsigned int i = lines->count; i-- > 0;) {
		struct line *line = &lines->line[i];
		struct assignment a;

		if (!assigns_variable(line->text, &a))
			continue;
		return !a.append && a.quote == '"' && shell_refers(a.value, VARIABLE) &&
				       (line->ours || !marked)
			       ? line
			       : NULL;
	}
	return NULL;
}

static bool put_slots(struct lines *lines, bool marked, const char *own)
{
	struct line *place = find_place(lines, marked);
	struct line *last = lines->count ? &lines->line[lines->count - 1] : NULL;
	struct assignment a;
	char *text = NULL;

	if (place && shell_assignment(place->text, &a)) {
		text = rewrite(place->text, &a, own, a.value);
		free(place->text);
		place->text = text;
		return text;
	}
	if (last && !strchr(last->text, '\n') && !add_line(lines, strdup("\n"), false))
		return false;
	if (asprintf(&text, "%s" VARIABLE "=\"%s $" VARIABLE "\"%s\n", lines->count ? "" : head, own,
		    marked ? " " MARK : "") < 0)
		return false;
	return add_line(lines, text, true);
}

/* Whether a line does nothing any more, now that the slots are out. */
static bool is_idle(const struct line *line)
{
	struct assignment a;

	return line->ours && shell_assignment(line->text, &a) &&
	       (a.append ? !a.value.text[strspn(a.value.text, " \t")] ||
				       strspn(a.value.text, " \t") >= a.value.length
			 : shell_is_only(a.value, a.name));
}

/* Whether nothing but what we wrote ourselves is left. */
static bool is_left_over(const char *text)
{
	for (const char *line = text; *line; line = shell_next_line(line)) {
		size_t length = strcspn(line, "\n");

		if (length && !memmem(head, sizeof(head) - 1, line, length))
			return false;
	}
	return true;
}

static char *join_lines(const struct lines *lines, bool marked)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	for (unsigned int i = 0; i < lines->count; i++) {
		if (!is_idle(&lines->line[i]))
			fputs(lines->line[i].text, out);
	}
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	if (!marked && is_left_over(text))
		*text = '\0';
	return text;
}

char *grub_file_text(const char *text, bool marked, const char *slots, bool intel_iommu)
{
	struct lines lines = {0, NULL};
	char *own = line_parameters(slots, intel_iommu);
	char *made = NULL;

	if (own && read_lines(text, marked, &lines) && (!*slots || put_slots(&lines, marked, own)))
		made = join_lines(&lines, marked);
	for (unsigned int i = 0; i < lines.count; i++)
		free(lines.line[i].text);
	free(lines.line);
	free(own);
	return made;
}

/* Reads one file of assignments. False: its text cannot be understood where it matters. */
static bool read_settings(int root, const char *name, struct vars *vars)
{
	int error;
	char *text = files_read(root, name, &error);
	bool understood = text || error == -ENOENT;

	for (const char *line = text; line && *line && understood; line = shell_next_line(line)) {
		size_t length = strcspn(line, "\n");
		struct assignment a;
		char *value;

		if (line[strspn(line, " \t")] == '#')
			continue;
		if (!shell_assignment(line, &a)) {
			understood = !memmem(line, length, "GRUB_CMDLINE_LINUX", 18);
			continue;
		}
		value = a.quote == '\'' ? strndup(a.value.text, a.value.length) : vars_expand(vars, a.value);
		understood = value && vars_set(vars, a.name, shell_unescape(value, a.quote), a.append);
		free(value);
	}
	free(text);
	return understood;
}

struct dropins {
	unsigned int count;
	char *name[64];
};

static int add_dropin(void *context, const char *name)
{
	struct dropins *dropins = context;
	size_t length = strlen(name);

	if (length > 4 && !strcmp(name + length - 4, ".cfg") && *name != '.' && dropins->count < 64)
		dropins->name[dropins->count++] = strdup(name);
	return 0;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* In the order in which the shell reads them. */
static void list_dropins(int root, struct dropins *dropins)
{
	dropins->count = 0;
	sysfs_list(root, GRUB_DROPINS, add_dropin, dropins);
	qsort(dropins->name, dropins->count, sizeof(*dropins->name), compare);
}

static bool read_dropins(int root, struct vars *vars)
{
	struct dropins dropins;
	bool understood = true;

	list_dropins(root, &dropins);
	for (unsigned int i = 0; i < dropins.count; i++) {
		char path[GRUB_PATH];

		snprintf(path, sizeof(path), GRUB_DROPINS "/%s", dropins.name[i]);
		understood = understood && read_settings(root, path, vars);
		free(dropins.name[i]);
	}
	return understood;
}

/* Whether nothing is left of a variable once this file was read. */
static bool sets_anew(int root, const char *path)
{
	static const char mark[] = "gpupt.slots";
	struct vars vars = {0, NULL};
	const char *value = NULL;

	if (vars_set(&vars, token_of(VARIABLE), mark, false) && read_settings(root, path, &vars))
		value = vars_get(&vars, token_of(VARIABLE));
	value = value && !strstr(value, mark) ? path : NULL;
	vars_free(&vars);
	return value;
}

const char *grub_hides_dropin(int root, char path[GRUB_PATH])
{
	struct dropins dropins;
	char found[GRUB_PATH] = "";

	list_dropins(root, &dropins);
	for (unsigned int i = 0; i < dropins.count; i++) {
		snprintf(path, GRUB_PATH, GRUB_DROPINS "/%s", dropins.name[i]);
		if (strcmp(path, GRUB_DROPIN) > 0 && sets_anew(root, path))
			strcpy(found, path);
		free(dropins.name[i]);
	}
	return strcpy(path, found);
}

char *grub_settings(int root, bool dropins)
{
	static const char *const name[] = {"GRUB_CMDLINE_LINUX", VARIABLE};
	struct vars vars = {0, NULL};
	bool understood = read_settings(root, GRUB_FILE, &vars) && (!dropins || read_dropins(root, &vars));
	const char *value[2];
	char *line = NULL;

	for (size_t i = 0; i < 2; i++) {
		value[i] = vars_get(&vars, token_of(name[i]));
		value[i] = value[i] ? value[i] : "";
	}
	if (understood && asprintf(&line, "%s %s", value[0], value[1]) < 0)
		line = NULL;
	vars_free(&vars);
	return line;
}
