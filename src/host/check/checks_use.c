// SPDX-License-Identifier: GPL-2.0-or-later
/* Checks of what is in the way of who starts a guest, and of its life on this host. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/at.h"
#include "core/sysfs.h"
#include "host/check/check.h"
#include "host/vfio_nodes.h"

#define GROUP_MAX 4096

/* A group that owns a claimed card's node: its name, and who is in it; false if it is root's, or has none. */
static bool members_of(int root, unsigned int gid, char *name, char *members)
{
	char *text = host_alloc(1, 1u << 20);
	char *save;
	unsigned int number;
	bool found = false;

	if (gid && sysfs_read_file(root, "etc/group", text, 1u << 20) > 0) {
		for (char *line = strtok_r(text, "\n", &save); line && !found;
			line = strtok_r(NULL, "\n", &save)) {
			*members = '\0';
			found = sscanf(line, "%63[^:]:%*[^:]:%u:%4095s", name, &number, members) >= 2 &&
				number == gid;
		}
	}
	free(text);
	return found && *members;
}

struct limit {
	const char *group;
	const char *members;
	bool raised;
};

/* Whether a word of a list with commas is this one. */
static bool is_listed(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (; list; list = strchr(list, ',') ? strchr(list, ',') + 1 : NULL) {
		if (strcspn(list, ",") == length && !strncmp(list, word, length))
			return true;
	}
	return false;
}

static struct limit *limit; /* of check_lines, whose judges know only the check */

/* "@kvm hard memlock unlimited", "*  -  memlock  16777216", in KiB. */
static void look_for_limit(const struct judge *judge, const struct check_line *line)
{
	char who[64];
	char what[32];

	(void)judge;
	if (sscanf(line->text, "%63s %*31s %31s", who, what) != 2 || strcmp(what, "memlock") != 0)
		return;
	if (!strcmp(who, "*") || (*who == '@' && !strcmp(who + 1, limit->group)) ||
		is_listed(limit->members, who))
		limit->raised = true;
}

static bool is_raised(const struct checkup *c, struct finding *f, const char *group, const char *members)
{
	static const char *const dirs[] = {"etc/security/limits.d", NULL};
	struct judge judge = {c, f};
	struct limit looked = {group, members, false};

	limit = &looked;
	check_file_lines(&judge, "etc/security/limits.conf", look_for_limit);
	check_lines(&judge, dirs, ".conf", look_for_limit);
	return looked.raised;
}

/* Who is not root needs it for all of the guest's memory; the default of Linux is 8 MiB. */
static bool judge_node(const struct checkup *c, struct finding *f, const char *node)
{
	char group[64];
	char members[GROUP_MAX];
	struct stat st;

	if (!*node || at_stat(c->host->root, node + 1, &st) < 0 || !(st.st_mode & 0020) ||
		!members_of(c->host->root, st.st_gid, group, members))
		return false;
	if (!is_raised(c, f, group, members)) {
		struct text hint = {NULL, 0, 0};

		text_addf(&hint,
			"echo '@%s - memlock unlimited' >/etc/security/limits.d/gpupt.conf, or as many KiB as "
			"the guest has memory and a little more; it holds from the next login",
			group);
		finding_add(f, VERDICT_WARN, text_string(&hint),
			"%s is for group %s (%s), whose locked memory has no limit of its own: their guests "
			"end with 'cannot allocate memory'",
			node, group, members);
		text_free(&hint);
	}
	return true;
}

void check_locked_memory(const struct checkup *c, struct finding *f)
{
	struct vfio_nodes nodes;
	char seen[sizeof(nodes.group)] = "";
	bool shared = false;

	if (check_nothing_asked(c, f))
		return;
	for (unsigned int i = 0; i < c->all.count; i++) {
		if (!check_is_claimed(c, &c->all.function[i]))
			continue;
		vfio_nodes_read(c->host, &c->all.function[i], &nodes);
		if (strcmp(seen, nodes.group) != 0)
			shared |= judge_node(c, f, nodes.group);
		strcpy(seen, nodes.group);
	}
	if (shared)
		finding_ok(f, "who may open a claimed card may lock memory for a guest");
	else
		finding_ok(f, "claimed cards are for root's guests, who may lock memory");
}

/* logind.conf: "IdleAction=suspend". */
static void look_for_idle(const struct judge *judge, const struct check_line *line)
{
	const char *value = line->text + strlen("IdleAction=");

	if (!strncmp(line->text, "IdleAction=", strlen("IdleAction=")) && strcmp(value, "ignore") != 0 &&
		strcmp(value, "lock") != 0)
		finding_add(judge->f, VERDICT_WARN,
			"IdleAction=ignore there, or systemd-inhibit while a guest runs",
			"/%s: the machine goes to sleep when it is idle (%s), and a card in a guest does not "
			"survive that",
			line->file, value);
}

void check_suspend(const struct checkup *c, struct finding *f)
{
	static const char *const dirs[] = {"etc/systemd/logind.conf.d", "run/systemd/logind.conf.d",
		"usr/lib/systemd/logind.conf.d", NULL};
	struct judge judge = {c, f};
	unsigned int times = 0;

	if (check_nothing_asked(c, f))
		return;
	finding_ok(f, "the machine does not go to sleep by itself, and has not since it was booted");
	if (!sysfs_read_number(c->host->root, "sys/power/suspend_stats/success", 10, &times) && times)
		finding_add(f, VERDICT_WARN, "stop the guests first, then gpupt probe before the next one",
			"the machine was asleep %u time%s since it was booted: the claimed cards lost power, and "
			"no driver woke them up",
			times, times == 1 ? "" : "s");
	check_file_lines(&judge, "etc/systemd/logind.conf", look_for_idle);
	check_lines(&judge, dirs, ".conf", look_for_idle);
}
