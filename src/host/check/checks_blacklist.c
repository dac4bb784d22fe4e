// SPDX-License-Identifier: GPL-2.0-or-later
/* Blacklists, wherever they stand, judged by what they do to the machine at hand (drivers.h). */
#include <stdlib.h>
#include <string.h>

#include "host/check/check.h"
#include "host/check/drivers.h"

#define SOURCES_MAX 64

/* One place that keeps drivers away. */
struct source {
	char *what; /* "/etc/modprobe.d/gpu.conf", "modprobe.blacklist=nouveau" */
	char *mend; /* "take the line out of ..." */
	driver_set set;
};

struct sources {
	unsigned int count;
	struct source source[SOURCES_MAX];
	driver_set gone; /* of all together */
};

/* More of them than there is room for say nothing new: there are fewer drivers. */
static void add(struct sources *sources, driver_set set, const char *what, const char *mend)
{
	if (!set || sources->count == SOURCES_MAX)
		return;
	sources->source[sources->count++] = (struct source){host_strdup(what), host_strdup(mend), set};
	sources->gone |= set;
}

/* The module of "blacklist MODULE", or of "install MODULE" with a command that loads nothing. */
static struct token blacklisted(const char *text)
{
	static const char *const nothing[] = {"/false", "/true", " :", "\t:", " exit"};
	size_t verb = strcspn(text, " \t");
	struct token name = {text + verb + strspn(text + verb, " \t"), 0};

	if (verb == 9 && !strncmp(text, "blacklist", verb))
		name.length = strcspn(name.text, " \t");
	for (size_t i = 0; i < sizeof(nothing) / sizeof(*nothing); i++) {
		if (verb == 7 && !strncmp(text, "install", verb) && strstr(name.text, nothing[i]))
			name.length = strcspn(name.text, " \t");
	}
	return name;
}

/* check_lines hands on a checkup and a finding: the sources stand behind them. */
struct collector {
	struct judge judge;
	struct sources sources;
};

static void look_for_blacklist(const struct judge *judge, const struct check_line *line)
{
	struct sources *sources = &((struct collector *)judge)->sources;
	struct text what = {NULL, 0, 0};
	struct text mend = {NULL, 0, 0};

	text_addf(&what, "/%s", line->file);
	text_addf(&mend, "take the line out of /%s", line->file);
	add(sources, drivers_named(blacklisted(line->text)), text_string(&what), text_string(&mend));
	text_free(&what);
	text_free(&mend);
}

static driver_set named_in(struct token list)
{
	struct token item;
	driver_set set = 0;

	while (token_next_item(&list, &item))
		set |= drivers_named(item);
	return set;
}

static bool is_list(struct token name)
{
	return token_is_name(name, "module_blacklist") || token_is_name(name, "modprobe.blacklist") ||
	       token_is_name(name, "rd.driver.blacklist") || token_is_name(name, "rdblacklist");
}

static void look_at_cmdline(const struct plan_input *next, struct sources *sources)
{
	struct cmdline cmdline = cmdline_start(next->question.cmdline, next->question.length);
	struct param param;

	while (cmdline_next(&cmdline, &param)) {
		struct text what = {NULL, 0, 0};
		struct text mend = {NULL, 0, 0};
		driver_set set = is_list(param.name) ? named_in(param.value) : 0;

		if (token_is_name(param.name, "nomodeset"))
			set = drivers_of_modesetting();
		text_addn(&what, param.name.text, param.name.length);
		if (param.has_value) {
			text_add(&what, "=");
			text_addn(&what, param.value.text, param.value.length);
		}
		text_addf(&mend, "take %s off the kernel command line", text_string(&what));
		add(sources, set, text_string(&what), text_string(&mend));
		text_free(&what);
		text_free(&mend);
	}
}

static bool is_claimed(const struct function *function, const void *context)
{
	return check_is_claimed(context, function);
}

static void judge_missed(const struct checkup *c, struct finding *f, const struct source *source,
	driver_set one, const struct function *function)
{
	struct text hint = {NULL, 0, 0};
	char address[PCI_ADDR_TEXT];

	text_add(&hint, source->mend);
	text_add(&hint, ": gpupt claims before any driver comes");
	if (check_claims(c->next)) {
		text_add(&hint, "; what replaces it: ");
		check_slots_line(c, is_claimed, c, &hint);
	} else {
		text_add(&hint, "; gpupt enable SLOT replaces it");
	}
	finding_add(f, VERDICT_WARN, text_string(&hint),
		"%s keeps %s from loading, and the host's own %s needs it", source->what, drivers_name(one),
		pci_addr_format(&function->addr, address));
	text_free(&hint);
}

static void judge_claimed(
	const struct checkup *c, struct finding *f, const struct source *source, driver_set one)
{
	struct text hint = {NULL, 0, 0};

	text_addf(&hint, "%s: gpupt claims before any driver comes; what replaces it: ", source->mend);
	check_slots_line(c, is_claimed, c, &hint);
	finding_add(f, VERDICT_WARN, text_string(&hint),
		"%s keeps %s from loading, which is no longer needed", source->what, drivers_name(one));
	text_free(&hint);
}

/* A driver that is kept away from claimed cards only, and that nothing else would take in its place. */
static void judge_source(
	const struct checkup *c, struct finding *f, const struct source *source, driver_set gone)
{
	for (driver_set one = 1; one; one <<= 1) {
		const struct function *function = NULL;

		if (!(source->set & one))
			continue;
		switch (drivers_judge(c, one, gone, &function)) {
		case DRIVER_MISSED:
			judge_missed(c, f, source, one, function);
			break;
		case DRIVER_CLAIMED:
			judge_claimed(c, f, source, one);
			break;
		case DRIVER_UNUSED:
		case DRIVER_SPARED:
			break;
		}
	}
}

void check_blacklist(const struct checkup *c, struct finding *f)
{
	struct collector *collector = host_alloc(1, sizeof(*collector));
	struct sources *sources = &collector->sources;

	finding_ok(f, "no driver that a card of the host needs is kept away");
	collector->judge = (struct judge){c, f};
	check_lines(&collector->judge, check_modprobe_dirs, ".conf", look_for_blacklist);
	look_at_cmdline(c->next, sources);
	for (unsigned int i = 0; i < sources->count; i++) {
		judge_source(c, f, &sources->source[i], sources->gone);
		free(sources->source[i].what);
		free(sources->source[i].mend);
	}
	free(collector);
}

void check_module_blacklist(const struct checkup *c, struct finding *f)
{
	struct token list;
	struct token item;

	finding_ok(f, "module_blacklist= spares VFIO");
	if (!check_parameter(c->next, "module_blacklist", &list))
		return;
	while (token_next_item(&list, &item)) {
		struct text name = {NULL, 0, 0};

		text_addn(&name, item.text, item.length);
		if (token_begins_name(item, "vfio"))
			finding_add(f, VERDICT_FAIL,
				"take it out of module_blacklist= on the kernel command line",
				"the command line forbids the kernel to load %s", text_string(&name));
		text_free(&name);
	}
}
