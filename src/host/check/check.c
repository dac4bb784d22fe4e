// SPDX-License-Identifier: GPL-2.0-or-later
/* What all checks share: the machine, read once, and findings. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/kernel_table.h"
#include "host/check/check.h"
#include "core/at.h"
#include "host/plan/plan_advice.h"
#include "host/slots.h"

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

bool check_is_claimed(const struct checkup *c, const struct function *function)
{
	const struct inventory *inventory = &c->next->decision.inventory;
	const struct function *planned = inventory_at(inventory, &function->addr);

	return planned && claim_is_good(&c->next->decision.plan.claim[planned - inventory->function]);
}

bool check_nothing_asked(const struct checkup *c, struct finding *f)
{
	if (c->next->question.request.mode == MODE_OFF)
		finding_skip(f, "gpupt=off: nothing is asked for");
	else if (!c->next->question.request.asked)
		finding_skip(f, "nothing is asked for");
	else
		return false;
	return true;
}

void check_add_note(const struct checkup *c, const struct note *note, enum verdict verdict, struct finding *f)
{
	struct text advice = {NULL, 0, 0};
	char text[NOTE_TEXT];

	plan_advise(c->next, &c->all, note, &advice);
	if (!advice.length)
		text_add(&advice, "gpupt plan shows it all");
	finding_add(f, verdict, text_string(&advice), "%s: %s", note->subject, note_text(note, text));
	text_free(&advice);
}

/* The lowest GPU in the slot of a function; NULL if there is none: nothing for a guest. */
static const struct function *gpu_beside(const struct inventory *all, const struct function *function)
{
	for (unsigned int i = 0; i < all->count; i++) {
		if (pci_addr_same_slot(&all->function[i].addr, &function->addr) &&
			pci_is_gpu(all->function[i].class))
			return &all->function[i];
	}
	return NULL;
}

void check_slots_line(const struct checkup *c,
	bool (*wanted)(const struct function *function, const void *context), const void *context,
	struct text *line)
{
	const struct pci_addr *last = NULL;

	for (unsigned int i = 0; i < c->all.count; i++) {
		const struct function *function = &c->all.function[i];
		struct pci_slot slot = {.path.root = function->addr, .all_functions = true, .card = true};
		char name[SLOT_TEXT];

		if (!wanted(function, context) || (last && pci_addr_same_slot(last, &function->addr)) ||
			!gpu_beside(&c->all, function) ||
			slots_name(&c->all, &slot, SLOT_BY_PATH, name) != SLOT_HERE)
			continue;
		text_addf(line, "%s%s", last ? "," : "gpupt.slots=", name);
		last = &function->addr;
	}
}

enum modtable_result check_modules(const struct host *host, const char *release)
{
	FILE *out = fopen("/dev/null", "w");
	enum modtable_result result;

	if (!out)
		return MODTABLE_FAILED;
	result = kernel_table_write(host, release, out, NULL);
	fclose(out);
	return result;
}

static void read_kernel(const struct host *host, const struct kernel *kernel, struct check_kernel *into)
{
	struct image image;
	int fd;

	into->modules = check_modules(host, kernel->release);
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
	strcpy(into->system, image.system);
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
	c->now = plan_input_of(host, NULL);
	c->next = plan_input_of(host, c->cfg.next);
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
