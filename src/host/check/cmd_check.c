// SPDX-License-Identifier: GPL-2.0-or-later
/* gpupt check: is this machine ready? */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "host/check/check.h"
#include "host/check/check_text.h"
#include "host/json.h"

static const char usage[] =
	"usage: gpupt check [--all] [--json]\n"
	"Looks at everything that has to be right for the next boot to give the cards\n"
	"that the boot configuration names to guests: the answer, then what is not well,\n"
	"worst first, and what mends it. It changes nothing. Only root may read some\n"
	"images.\n"
	"\n"
	"  --all          every check, also what is well\n"
	"  --json         for programs\n";

static const struct option options[] = {
	{"all", no_argument, NULL, 'a'},
	{"json", no_argument, NULL, 'j'},
	{NULL, 0, NULL, 0},
};

#define CHECK_ROW(id, function, group) {id, function, group},
static const struct check checks[CHECKS] = {CHECK_ROWS(CHECK_ROW)};

/* ok, warn or fail: what should have been looked at and could not be is no ok. */
static enum verdict overall(const struct finding *findings)
{
	struct check_count count = check_count(findings);

	if (count.remark[VERDICT_FAIL])
		return VERDICT_FAIL;
	return count.remark[VERDICT_WARN] || count.remark[VERDICT_SKIP] ? VERDICT_WARN : VERDICT_OK;
}

static void json_finding(struct json *json, const char *id, const struct finding *f)
{
	struct text text = {NULL, 0, 0};
	struct text hint = {NULL, 0, 0};

	finding_join(f, &text, &hint);
	json_object(json, NULL);
	json_string(json, "id", id);
	json_string(json, "result", finding_verdict_name(f->verdict));
	json_string(json, "text", text_string(&text));
	json_string(json, "hint", text_string(&hint));
	json_close(json);
	text_free(&text);
	text_free(&hint);
}

static int print_json(const struct finding *findings)
{
	struct json json;

	json_begin(&json);
	json_string(&json, "result", finding_verdict_name(overall(findings)));
	json_array(&json, "checks");
	for (unsigned int i = 0; i < CHECKS; i++)
		json_finding(&json, checks[i].id, &findings[i]);
	json_close(&json);
	return json_end(&json);
}

/* contract, section 7: what could not be read could not be found out, unless it is no anyway. */
static int exit_status(const struct finding *findings)
{
	struct check_count count = check_count(findings);

	if (count.remark[VERDICT_FAIL])
		return EXIT_NO;
	return count.remark[VERDICT_SKIP] ? EXIT_UNKNOWN : 0;
}

/* Kernels, images and what an administrator wrote are not in a captured machine. */
static bool is_not_captured(const struct host *host, const struct check *check)
{
	return host->machine &&
	       (check->group == GROUP_IMAGE || check->group == GROUP_OTHERS ||
		       check->run == check_running_kernel || check->run == check_boot_config ||
		       check->run == check_vfio_permissions || check->run == check_locked_memory ||
		       check->run == check_suspend);
}

struct asked {
	bool all;
	bool json;
};

static int check(const struct host *host, struct checkup *c, const struct asked *asked)
{
	struct finding findings[CHECKS] = {{.verdict = VERDICT_OK}};
	int error = checkup_read(host, c);
	int status;

	if (error) {
		host_error("check", "this machine cannot be looked at: %s", errno_text(error));
		return EXIT_UNKNOWN;
	}
	for (unsigned int i = 0; i < CHECKS; i++) {
		if (is_not_captured(host, &checks[i]))
			finding_skip(&findings[i], "a captured machine does not show it");
		else
			checks[i].run(c, &findings[i]);
	}
	status = exit_status(findings);
	if (!asked->json)
		check_text_print(c, checks, findings, asked->all);
	else if (print_json(findings))
		status = EXIT_UNKNOWN;
	for (unsigned int i = 0; i < CHECKS; i++)
		finding_free(&findings[i]);
	return status;
}

int cmd_check(struct host *host, int argc, char **argv)
{
	struct asked asked = {false, false};
	struct checkup *c;
	int option;
	int status;

	while ((option = host_option(host, argc, argv, options, usage)) >= 0)
		*(option == 'a' ? &asked.all : &asked.json) = true;
	if (option == HOST_EXIT)
		return host->status;
	if (!host_no_arguments(host, argc, argv))
		return EXIT_USAGE;
	asked.all = asked.all || host->verbose;
	c = host_alloc(1, sizeof(*c));
	status = check(host, c, &asked);
	checkup_free(c);
	free(c);
	return status;
}
