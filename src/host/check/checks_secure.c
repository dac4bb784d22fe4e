// SPDX-License-Identifier: GPL-2.0-or-later
/* Checks for settings that take away what the IOMMU is there for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/at.h"
#include "core/sysfs.h"
#include "host/check/check.h"

static void judge_mode(const struct judge *judge, const char *dir, const char *name)
{
	char path[512]; /* a name has at most 255 bytes */
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (at_stat(judge->c->host->root, path, &st) < 0 || S_ISDIR(st.st_mode) || !(st.st_mode & 0002))
		return;
	finding_add(judge->f, VERDICT_FAIL,
		"chmod o-rw it, and give a group 0660 instead (gpupt export udev)",
		"every user may write to /%s (mode %04o), and so to the host's memory bus", path,
		(unsigned int)(st.st_mode & 07777));
}

static void judge_dir(const struct judge *judge, const char *dir)
{
	struct stat st;

	if (!at_stat(judge->c->host->root, dir, &st) && S_ISDIR(st.st_mode) && (st.st_mode & 0002))
		finding_add(judge->f, VERDICT_FAIL, "chmod 755 it",
			"every user may put nodes into /%s (mode %04o) that guests are given", dir,
			(unsigned int)(st.st_mode & 07777));
}

/* The container device /dev/vfio/vfio is for everybody, by the kernel's own choice. */
static int judge_group_node(void *context, const char *name)
{
	if (strcmp(name, "vfio") != 0)
		judge_mode(context, "dev/vfio", name);
	return 0;
}

static int judge_device_node(void *context, const char *name)
{
	judge_mode(context, "dev/vfio/devices", name);
	return 0;
}

/* MODE="0666", MODE:="666": of a rule whose last digit lets everybody write. */
static bool gives_to_all(const char *rule)
{
	const char *mode = strstr(rule, "MODE");
	const char *value = mode ? strchr(mode, '"') : NULL;

	return value && (strtol(value + 1, NULL, 8) & 0002);
}

static void look_for_rule(const struct judge *judge, const struct check_line *line)
{
	if (strstr(line->text, "vfio") && gives_to_all(line->text))
		finding_add(judge->f, VERDICT_FAIL, "use the rule of gpupt export udev: group kvm, mode 0660",
			"/%s makes VFIO's devices writable for every user", line->file);
}

void check_vfio_permissions(const struct checkup *c, struct finding *f)
{
	static const char *const rules[] = {"etc/udev/rules.d", "run/udev/rules.d", NULL};
	struct judge judge = {c, f};

	finding_ok(f, "no group in /dev/vfio is for everybody");
	judge_dir(&judge, "dev/vfio");
	judge_dir(&judge, "dev/vfio/devices");
	sysfs_list(c->host->root, "dev/vfio", judge_group_node, &judge);
	sysfs_list(c->host->root, "dev/vfio/devices", judge_device_node, &judge);
	check_lines(&judge, rules, ".rules", look_for_rule);
}

/* The kernel's own reading of a switch in parameters, of which the last one counts. */
static bool is_given(const char *text, size_t length, const char *name)
{
	struct cmdline cmdline = cmdline_start(text, length);
	struct param param;
	bool on = false;

	while (cmdline_next(&cmdline, &param)) {
		if (token_is_name(param.name, name))
			on = param_is_yes(&param);
	}
	return on;
}

/* A switch of a module: on the command line of this boot or the next, or in force now. */
static bool is_on(const struct checkup *c, const char *parameter, const char *attribute)
{
	char value[8];

	if (is_given(c->now->question.cmdline, c->now->question.length, parameter) ||
		is_given(c->next->question.cmdline, c->next->question.length, parameter))
		return true;
	return !sysfs_read_line(c->host->root, attribute, value, sizeof(value)) &&
	       (*value == 'Y' || *value == '1');
}

static void look_for_unsafe(const struct judge *judge, const struct check_line *line)
{
	if (!strncmp(line->text, "options", 7) &&
		is_given(line->text, strlen(line->text), "allow_unsafe_interrupts"))
		finding_add(judge->f, VERDICT_WARN, "take it out if the machine has interrupt remapping",
			"/%s allows unsafe interrupts: a guest can inject them into the host", line->file);
}

void check_unsafe_interrupts(const struct checkup *c, struct finding *f)
{
	struct judge judge = {c, f};

	finding_ok(f, "not allowed");
	if (is_on(c, "vfio_iommu_type1.allow_unsafe_interrupts",
		    "sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts"))
		finding_add(f, VERDICT_WARN, "take it out if the machine has interrupt remapping",
			"vfio_iommu_type1.allow_unsafe_interrupts is on: a guest can inject interrupts into the host");
	check_lines(&judge, check_modprobe_dirs, ".conf", look_for_unsafe);
}

void check_noiommu(const struct checkup *c, struct finding *f)
{
	finding_ok(f, "off");
	if (is_on(c, "vfio.enable_unsafe_noiommu_mode",
		    "sys/module/vfio/parameters/enable_unsafe_noiommu_mode"))
		finding_add(f, VERDICT_WARN, "switch it off: vfio.enable_unsafe_noiommu_mode=0",
			"VFIO's no-IOMMU mode is on: a guest's card can write anywhere in memory");
}

void check_acs_override(const struct checkup *c, struct finding *f)
{
	struct token value;

	finding_ok(f, "not in use");
	if (check_parameter(c->now, "pcie_acs_override", &value) ||
		check_parameter(c->next, "pcie_acs_override", &value))
		finding_add(f, VERDICT_WARN,
			"better a slot with a group of its own; if it has to be, trust the guests in such groups",
			"pcie_acs_override makes groups look isolated that the hardware does not isolate");
}
