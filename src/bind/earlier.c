/* SPDX-License-Identifier: GPL-2.0-or-later */
/* It reads what core/report.c writes, one claim a line, and no other JSON. */
#include "bind/earlier.h"
#include "core/sysfs.h"
#include "core/text.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define EARLIER_MAX 1048576

static char text[EARLIER_MAX];

static bool is_ours(long length, bool is_plan)
{
	char head[96];
	size_t n = text_print(head, sizeof(head),
		"{\n  \"format\": 1, \"version\": \"" GPUPT_VERSION "\", \"mode\": \"%s\", ",
		is_plan ? "plan" : "boot");

	return length > (long)n && !strncmp(text, head, n) && !strcmp(text + length - 3, "\n}\n");
}

/* Whether the line has "name": "value". */
static bool line_says(const char *line, const char *name, const char *value)
{
	char member[64];
	const char *found;

	text_print(member, sizeof(member), "\"%s\": \"%s\"", name, value);
	found = strstr(line, member);
	return found && found < strchr(line, '\n');
}

/* From the function's address on; NULL if the report does not speak of it. */
static const char *find_claim(const struct pci_addr *addr)
{
	char address[PCI_ADDR_TEXT];
	char member[PCI_ADDR_TEXT + 16];

	text_print(member, sizeof(member), "\"address\": \"%s\"", pci_addr_format(addr, address));
	return strstr(text, member);
}

static unsigned int count_claimed(void)
{
	static const char member[] = "\"state\": \"claimed\"";
	unsigned int count = 0;

	for (const char *at = strstr(text, member); at; at = strstr(at + 1, member))
		count++;
	return count;
}

static bool tells_what_is(const struct inventory *inventory, const struct plan *plan)
{
	unsigned int claimed = count_claimed();

	for (unsigned int i = 0; i < inventory->count; i++) {
		enum state state = plan->claim[i].state;
		const char *line;

		if (state == STATE_NONE)
			continue;
		line = find_claim(&inventory->function[i].addr);
		if (!line || (state == STATE_RELEASE && line_says(line, "state", "released")))
			return false;
		if (!line_says(line, "state", "claimed"))
			continue;
		if (state != STATE_CLAIMED)
			return false;
		claimed--;
	}
	return !claimed;
}

static int exit_status(void)
{
	const char *head = text + 2;

	if (line_says(head, "result", "claimed") || line_says(head, "result", "ready"))
		return 0;
	if (line_says(head, "result", "nothing") || line_says(head, "result", "off"))
		return strstr(text, "\"level\": \"error\"") != NULL;
	return 1;
}

bool earlier_stands(
	int root, const struct inventory *inventory, const struct plan *plan, bool is_plan, int *status)
{
	long length = sysfs_read_file(root, REPORT_FILE, text, sizeof(text));

	if (length == -ENOENT)
		return false;
	if (!is_ours(length, is_plan) || !tells_what_is(inventory, plan)) {
		unlinkat(root, REPORT_FILE, 0);
		return false;
	}
	*status = exit_status();
	return true;
}
