// SPDX-License-Identifier: GPL-2.0-or-later
/* What all checks share: the machine, read once, and findings. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/sysfs.h"
#include "host/check/check.h"
#include "host/slots.h"

void finding_ok(struct finding *f, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(f->text, sizeof(f->text), format, args);
	va_end(args);
}

static void append(char *text, size_t size, const char *between, const char *more)
{
	size_t used = strlen(text);

	snprintf(text + used, size - used, "%s%s", used ? between : "", more);
}

void finding_add(struct finding *f, enum verdict verdict, const char *hint, const char *format, ...)
{
	char more[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(more, sizeof(more), format, args);
	va_end(args);
	if (f->verdict == VERDICT_OK)
		f->text[0] = '\0';
	if (verdict > f->verdict)
		f->verdict = verdict;
	append(f->text, sizeof(f->text), "; ", more);
	if (!strstr(f->hint, hint))
		append(f->hint, sizeof(f->hint), "; ", hint);
}

bool check_parameter(const struct plan_input *input, const char *name, struct token *value)
{
	struct cmdline cmdline = cmdline_start(input->question.cmdline, input->question.length);
	struct param param;
	bool found = false;

	while (cmdline_next(&cmdline, &param)) {
		if (!token_is_name(param.name, name))
			continue;
		*value = param.value;
		found = true;
	}
	return found;
}

bool check_claims(const struct plan_input *input)
{
	for (unsigned int i = 0; i < input->decision.inventory.count; i++) {
		if (claim_is_good(&input->decision.plan.claim[i]))
			return true;
	}
	return false;
}

const struct function *check_claimed(const struct checkup *c, const char *address)
{
	const struct inventory *inventory = &c->next->decision.inventory;
	struct pci_addr addr;

	if (pci_addr_parse(address, &addr))
		return NULL;
	for (unsigned int i = 0; i < inventory->count; i++) {
		if (claim_is_good(&c->next->decision.plan.claim[i]) &&
			!pci_addr_compare(&inventory->function[i].addr, &addr))
			return &inventory->function[i];
	}
	return NULL;
}

char *check_slots_line(const struct checkup *c,
	bool (*wanted)(const struct function *function, const void *context), const void *context, char *buf,
	size_t size)
{
	const struct pci_addr *last = NULL;

	buf[0] = '\0';
	for (unsigned int i = 0; i < c->all.count; i++) {
		const struct function *function = &c->all.function[i];
		struct pci_slot slot = {.path.root = function->addr, .all_functions = true};
		char name[SLOT_TEXT];

		if (!wanted(function, context) || (last && pci_addr_same_slot(last, &function->addr)))
			continue;
		last = &function->addr;
		if (slots_name(&c->all, &slot, SLOT_BY_PATH, name) == SLOT_HERE) {
			append(buf, size, ",", *buf ? "" : "gpupt.slots=");
			append(buf, size, "", name);
		}
	}
	return buf;
}

/* A running plan that fails is a plan all the same: its notes are what the checks look at. */
static struct plan_input *make_plan(const struct host *host, const char *cmdline)
{
	struct plan_input *input = plan_input_new();

	if (!input)
		return NULL;
	if (!cmdline || !plan_input_set_cmdline(input, cmdline))
		plan_input_read_cmdline(host, NULL, input);
	plan_input_make(host, input);
	return input;
}

static void ignore(const char *text)
{
	(void)text;
}

static enum modtable_result try_modules(const struct host *host, const char *release)
{
	FILE *out = fopen("/dev/null", "w");
	enum modtable_result result;

	if (!out)
		return MODTABLE_FAILED;
	result = modtable_write(host->root_path, release, out, ignore);
	fclose(out);
	return result;
}

static void read_kernel(const struct host *host, const struct kernel *kernel, struct check_kernel *into)
{
	struct image image;
	int fd;

	into->modules = try_modules(host, kernel->release);
	if (!*kernel->image) {
		into->error = -ENOENT;
		return;
	}
	fd = at_open(host->root, kernel->image, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		into->error = -errno;
		return;
	}
	into->error = image_read(fd, &image);
	into->sound = !into->error;
	if (into->sound)
		image_judge(&image, kernel->release, &into->facts);
	image_free(&image);
	close(fd);
}

int checkup_read(const struct host *host, struct checkup *c)
{
	c->host = host;
	inventory_read_all(host->root, &c->all);
	if (c->all.error)
		return c->all.error;
	c->cfg_error = bootcfg_read(host->root, &c->cfg);
	c->now = make_plan(host, NULL);
	c->next = make_plan(host, c->cfg.next);
	if (!c->now || !c->next)
		return -ENOMEM;
	c->kernels_error = kernels_read(host->root, &c->kernels);
	for (unsigned int i = 0; i < c->kernels.count; i++)
		read_kernel(host, &c->kernels.kernel[i], &c->kernel[i]);
	c->report_wrong = bootreport_read(host, &c->report, &c->report_missing);
	return 0;
}

void checkup_free(struct checkup *c)
{
	if (!c->report_wrong && c->now)
		bootreport_free(&c->report);
	bootcfg_free(&c->cfg);
	free(c->now);
	free(c->next);
}
