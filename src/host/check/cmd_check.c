// SPDX-License-Identifier: GPL-2.0-or-later
/* gpupt check: is this machine ready? */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "host/check/check.h"
#include "host/json.h"
#include "host/layout.h"

static const char usage[] = "usage: gpupt check [--json]\n"
			    "Looks at everything that has to be right for the next boot to give the cards\n"
			    "that the boot configuration names to guests, and says what to do where it is\n"
			    "not. It changes nothing. Only root may read some images.\n"
			    "\n"
			    "  --json         for programs\n";

static const struct option options[] = {
	{"json", no_argument, NULL, 'j'},
	{NULL, 0, NULL, 0},
};

static const struct check checks[] = {
	{"iommu", check_iommu},
	{"groups", check_groups},
	{"vfio-modules", check_vfio_modules},
	{"module-blacklist", check_module_blacklist},
	{"image", check_image},
	{"image-binder", check_image_binder},
	{"image-table", check_image_table},
	{"image-modules", check_image_modules},
	{"image-order", check_image_order},
	{"image-early", check_image_early},
	{"parameters", check_parameters},
	{"boot-config", check_boot_config},
	{"last-boot", check_last_boot},
	{"bound", check_bound},
	{"refused", check_refused},
	{"identity", check_identity},
	{"bare-address", check_bare_address},
	{"old-ids", check_old_ids},
	{"ids-twin", check_ids_twin},
	{"driverctl", check_driverctl},
	{"modprobe-ids", check_modprobe_ids},
	{"blacklist", check_blacklist},
	{"init-top", check_init_top},
	{"cmdline-d", check_cmdline_d},
	{"host-display", check_host_display},
	{"passphrase", check_passphrase},
	{"vfio-permissions", check_vfio_permissions},
	{"unsafe-interrupts", check_unsafe_interrupts},
	{"noiommu", check_noiommu},
	{"acs-override", check_acs_override},
};

#define CHECKS (sizeof(checks) / sizeof(*checks))

static const char *const verdict_name[] = {"ok", "warn", "fail"};

static enum verdict worst(const struct finding *findings)
{
	enum verdict verdict = VERDICT_OK;

	for (size_t i = 0; i < CHECKS; i++) {
		if (findings[i].verdict > verdict)
			verdict = findings[i].verdict;
	}
	return verdict;
}

static int print_json(const struct finding *findings)
{
	struct json json;

	json_begin(&json);
	json_string(&json, "result", verdict_name[worst(findings)]);
	json_array(&json, "checks");
	for (size_t i = 0; i < CHECKS; i++) {
		json_object(&json, NULL);
		json_string(&json, "id", checks[i].id);
		json_string(&json, "result", verdict_name[findings[i].verdict]);
		json_string(&json, "text", findings[i].text);
		json_string(&json, "hint", findings[i].hint);
		json_close(&json);
	}
	json_close(&json);
	return json_end(&json);
}

static void print_finding(const struct host *host, const char *id, const struct finding *finding)
{
	static const enum tone tone[] = {TONE_GOOD, TONE_WARN, TONE_BAD};
	char label[32];

	snprintf(label, sizeof(label), "%-5s", verdict_name[finding->verdict]);
	layout_text(host, tone[finding->verdict], label);
	if (finding->verdict == VERDICT_OK) {
		printf(" %-18s", id);
		layout_text(host, TONE_PLAIN, finding->text);
		putchar('\n');
		return;
	}
	putchar(' ');
	layout_text(host, TONE_STRONG, id);
	putchar('\n');
	layout_paragraph(host, 6, TONE_PLAIN, "", finding->text);
	if (*finding->hint)
		layout_paragraph(host, 6, TONE_PLAIN, "->", finding->hint);
}

static void print_text(const struct host *host, const struct finding *findings)
{
	unsigned int count[3] = {0};

	for (size_t i = 0; i < CHECKS; i++) {
		print_finding(host, checks[i].id, &findings[i]);
		count[findings[i].verdict]++;
	}
	printf("\n%zu checks: %u ok, %u to look at, %u failed\n", CHECKS, count[VERDICT_OK],
		count[VERDICT_WARN], count[VERDICT_FAIL]);
}

/* contract, section 7: without sysfs, or the right to read an image, it cannot be found out. */
static int exit_status(const struct checkup *c, const struct finding *findings)
{
	for (unsigned int i = 0; i < c->kernels.count; i++) {
		if (c->kernel[i].error == -EACCES || c->kernel[i].error == -EPERM)
			return EXIT_UNKNOWN;
	}
	return worst(findings) == VERDICT_FAIL ? EXIT_NO : 0;
}

static int check(const struct host *host, struct checkup *c, bool json)
{
	struct finding *findings = calloc(CHECKS, sizeof(*findings));
	int error = findings ? checkup_read(host, c) : -ENOMEM;
	int status = EXIT_UNKNOWN;

	if (error) {
		host_error("check", "this machine cannot be looked at: %s", errno_text(error));
		free(findings);
		return EXIT_UNKNOWN;
	}
	for (size_t i = 0; i < CHECKS; i++)
		checks[i].run(c, &findings[i]);
	status = exit_status(c, findings);
	if (!json)
		print_text(host, findings);
	else if (print_json(findings))
		status = EXIT_UNKNOWN;
	free(findings);
	return status;
}

int cmd_check(struct host *host, int argc, char **argv)
{
	struct checkup *c;
	bool json = false;
	int option;
	int status;

	while ((option = host_option(host, argc, argv, options, usage)) >= 0)
		json = true;
	if (option == HOST_EXIT)
		return host->status;
	if (!host_no_arguments(host, argc, argv))
		return EXIT_USAGE;
	c = calloc(1, sizeof(*c));
	if (!c) {
		host_error("check", "out of memory");
		return EXIT_UNKNOWN;
	}
	status = check(host, c, json);
	checkup_free(c);
	free(c);
	return status;
}
