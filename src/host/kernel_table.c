/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/kernel_table.h"
#include "core/sysfs.h"
#include "host/root.h"

#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

struct walk {
	const struct host *host;
	const char *dir;
};

/* What libkmod cannot open leads nowhere. */
static bool leads_out(const struct host *host, const char *name)
{
	char path[PATH_MAX];
	struct stat st;

	if ((size_t)snprintf(path, sizeof(path), "%s/%s", host->root_path, name) >= sizeof(path))
		return true;
	return !stat(path, &st) && !root_is_plain(host->root, host->root_path, name);
}

static int entry_leads_out(void *context, const char *name)
{
	const struct walk *walk = context;
	char path[512];

	if ((size_t)snprintf(path, sizeof(path), "%s/%s", walk->dir, name) >= sizeof(path))
		return 1;
	return leads_out(walk->host, path);
}

/* The directory, or something in it. */
static bool dir_leads_out(const struct host *host, const char *dir)
{
	struct walk walk = {host, dir};

	return leads_out(host, dir) || sysfs_list(host->root, dir, entry_leads_out, &walk) == 1;
}

enum modtable_result kernel_table_write(
	const struct host *host, const char *release, FILE *out, void (*warn)(const char *text))
{
	char modules[256];
	const char *const dirs[] = {
		modules, "etc/modprobe.d", "run/modprobe.d", "usr/lib/modprobe.d", "lib/modprobe.d"};

	if ((size_t)snprintf(modules, sizeof(modules), "lib/modules/%s", release) >= sizeof(modules))
		return MODTABLE_BAD_RELEASE;
	for (size_t i = 0; !host->live && i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		if (dir_leads_out(host, dirs[i])) {
			if (warn)
				warn("a link leads out of the root: its modules are not read");
			return MODTABLE_NO_KERNEL;
		}
	}
	return modtable_write(host->root_path, release, out, warn);
}
