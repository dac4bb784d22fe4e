// SPDX-License-Identifier: GPL-2.0-or-later
/* A change as it was asked for, and what is there now. */
#define _GNU_SOURCE /* asprintf */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/note.h"
#include "core/text.h"
#include "host/boot/change.h"

bool change_read(const struct host *host, struct change *change)
{
	int error = bootcfg_read(host->root, &change->cfg);

	change->host = host;
	change->timeout = change->timeout ? change->timeout : CHANGE_TIMEOUT;
	if (asprintf(&change->file, "%s%s", change->cfg.file ? "/" : "",
		    change->cfg.file ? change->cfg.file : "") < 0) {
		change->file = NULL;
		host_error(host->command, "out of memory");
		return false;
	}
	if (error) {
		host_error(*change->file ? change->file : "boot configuration", "it cannot be read: %s",
			error == -EISDIR ? "it is a directory" : errno_text(error));
		return false;
	}
	kernels_read(host->root, &change->kernels);
	return true;
}

void change_free(struct change *change)
{
	bootcfg_free(&change->cfg);
	free(change->file);
	change->file = NULL;
}

bool change_set_timeout(struct change *change, const char *text)
{
	bool good = text_number(text, 10, &change->timeout) && change->timeout > 0 &&
		    change->timeout <= 86400;

	if (!good)
		host_error("--timeout", "expected seconds, 1 to 86400");
	return good;
}

bool change_may_ask(const struct change *change)
{
	if ((!change->host->quiet && !change->json) || change->yes || change->dry_run)
		return true;
	host_error(change->json ? "--json" : "--quiet",
		"there is a question to ask: give --yes or --dry-run, too");
	return false;
}

bool change_is_refused(const struct change *change)
{
	if (*change->cfg.wrong) {
		change->outcome->result = CHANGE_REFUSED;
		host_error(*change->file ? change->file : bootcfg_name(change->cfg.kind), "%s",
			change->cfg.wrong);
	}
	return *change->cfg.wrong;
}

bool change_same(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}
