/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/list/next_boot.h"
#include "core/note.h"
#include "host/boot/bootcfg.h"
#include "host/layout.h"
#include "host/plan/gifts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* Whether only root can tell, and why. */
static bool only_root_knows(const struct host *host, struct text *text)
{
	struct bootcfg cfg = {0};
	int error = bootcfg_read(host->root, &cfg);
	bool denied = error == -EACCES || cfg.denied;

	if (cfg.denied)
		text_addf(text, "not known: %s; sudo gpupt list", cfg.why);
	else if (denied)
		text_addf(text, "not known: /%s: %s; sudo gpupt list", cfg.file ? cfg.file : "etc",
			errno_text(error));
	bootcfg_free(&cfg);
	return denied;
}

void next_boot_print(const struct host *host)
{
	struct text cards = {NULL, 0, 0};
	struct text text = {NULL, 0, 0};
	bool known;
	struct plan_input *plan = plan_input_of_next_boot(host, &known);

	if (!plan)
		return;
	if (!known && only_root_knows(host, &text))
		text_add(&text, " tells.");
	else if (gifts_of_plan(host, plan, &cards))
		text_addf(&text, "%s%s.", text_string(&cards),
			known ? "" : ", if it has the parameters of this one");
	else if (plan->question.request.mode == MODE_OFF)
		text_add(&text, "nothing: gpupt=off.");
	else if (plan->question.request.mode == MODE_PLAN)
		text_add(&text, "nothing: gpupt=plan only reports what it would be.");
	else if (plan->question.request.asked || plan->question.notes.count)
		text_add(&text, "nothing, although it is asked to: gpupt plan says why.");
	else
		text_add(&text, "nothing. gpupt enable SLOT chooses a card.");
	putchar('\n');
	layout_paragraph(host, 0, TONE_STRONG, "Enabled for the next boot:", text_string(&text));
	text_free(&text);
	text_free(&cards);
	free(plan);
}

void next_boot_json(const struct host *host, struct json *json)
{
	bool known;
	struct plan_input *plan = plan_input_of_next_boot(host, &known);
	char address[PCI_ADDR_TEXT];

	json_array(json, "next_boot");
	for (unsigned int i = 0; plan && i < plan->decision.inventory.count; i++) {
		if (claim_is_good(&plan->decision.plan.claim[i]))
			json_string(json, NULL,
				pci_addr_format(&plan->decision.inventory.function[i].addr, address));
	}
	json_close(json);
	free(plan);
}
