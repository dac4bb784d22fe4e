// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include "modules/modlist.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <libkmod.h>

#include "modules/modoptions.h"

void modlist_warn(const struct modlist *list, const char *format, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (list->warn)
		list->warn(text);
}

/* The number of @name among the visited modules, or -1. */
static int find(const struct modlist *list, const char *name)
{
	for (unsigned int i = 0; i < list->n_seen; i++)
		if (!strcmp(kmod_module_get_name(list->seen[i]), name))
			return (int)i;
	return -1;
}

static bool is_listed(const struct modlist *list, const char *name)
{
	int i = find(list, name);

	return i >= 0 && list->listed[i];
}

const char *modlist_below(const struct modlist *list, const char *path, int *length)
{
	const char *dir = kmod_get_dirname(list->ctx);
	size_t n = strlen(dir);
	const char *suffix;

	if (strncmp(path, dir, n) != 0 || path[n] != '/' || strpbrk(path, " \t\n"))
		return NULL;
	path += n;
	suffix = strstr(strrchr(path, '/'), ".ko");
	*length = suffix ? (int)(suffix + strlen(".ko") - path) : (int)strlen(path);
	return path;
}

static void add_options(struct modlist *list, const char *name)
{
	if (!modoptions_write(list->ctx, name, list->lines))
		modlist_warn(list,
			"modprobe.d gives %s an ids= option, which gpupt never passes on: "
			"name the cards on the kernel command line",
			name);
}

/* One module line. False: there is no such module. */
static bool list_module(struct modlist *list, struct kmod_module *mod)
{
	const char *name = kmod_module_get_name(mod);
	const char *path = kmod_module_get_path(mod);
	int length;

	if (!path) {
		if (kmod_module_get_initstate(mod) != KMOD_MODULE_BUILTIN)
			return false;
		fprintf(list->lines, "module %s builtin\n", name);
		list->records++;
		return true;
	}
	path = modlist_below(list, path, &length);
	if (!path) {
		modlist_warn(list, "%s is not below %s and is left out", name, list->dir);
		return false;
	}
	fprintf(list->lines, "module %s %s%.*s", name, list->dir, length, path);
	add_options(list, name);
	fputc('\n', list->lines);
	list->records++;
	if (kmod_module_get_install_commands(mod))
		modlist_warn(list, "modprobe.d has an install line for %s: it is not run at boot", name);
	return true;
}

static bool visit(struct modlist *list, struct kmod_module *mod);

/* Visits all of @modules and frees it. True: all have a line. */
static bool visit_all(struct modlist *list, struct kmod_list *modules)
{
	struct kmod_list *entry;
	bool all = true;

	kmod_list_foreach(entry, modules)
	{
		struct kmod_module *mod = kmod_module_get_module(entry);

		all &= visit(list, mod);
		kmod_module_unref(mod);
	}
	kmod_module_unref_list(modules);
	return all;
}

/*
 * First what @mod needs, then itself, as modprobe would. A softdep's `post:` is
 * left out: nothing here needs it, and it may name a driver of the host.
 * Marking before descending ends the circles that softdeps can make.
 */
static bool visit(struct modlist *list, struct kmod_module *mod)
{
	struct kmod_list *pre = NULL, *post = NULL;
	const char *name = kmod_module_get_name(mod);
	unsigned int i = list->n_seen;

	if (find(list, name) >= 0 || i == MODLIST_MAX)
		return is_listed(list, name);
	list->seen[list->n_seen++] = kmod_module_ref(mod);
	if (!kmod_module_get_softdeps(mod, &pre, &post)) {
		visit_all(list, pre);
		kmod_module_unref_list(post);
	}
	if (visit_all(list, kmod_module_get_dependencies(mod)))
		list->listed[i] = list_module(list, mod);
	else
		modlist_warn(list, "%s is left out, since what it needs is", name);
	return list->listed[i];
}

static bool visit_name(struct modlist *list, const char *name)
{
	struct kmod_module *mod;
	bool listed;

	if (kmod_module_new_from_name(list->ctx, name, &mod))
		return false;
	listed = visit(list, mod);
	kmod_module_unref(mod);
	return listed;
}

/* libkmod 30 prints the index of modules with the word `alias`, that of built-ins without. */
static void visit_alias(struct modlist *list, const char *line, FILE *aliases)
{
	char pattern[256], name[128];

	if (!strncmp(line, "alias ", strlen("alias ")))
		line += strlen("alias ");
	if (sscanf(line, "%255s %127s", pattern, name) != 2 ||
		strncmp(pattern, "vfio_pci:", strlen("vfio_pci:")) != 0)
		return;
	if (!visit_name(list, name))
		return;
	fprintf(aliases, "alias %s %s\n", pattern, name);
	list->records++;
}

/*
 * Visits the modules of one index's `alias vfio_pci:` lines, and writes these to @aliases.
 * 0 or -errno; an index that is not there (old depmod, nothing built in) is empty.
 */
static int visit_aliases(struct modlist *list, enum kmod_index index, FILE *aliases)
{
	int fd = memfd_create("gpupt-aliases", MFD_CLOEXEC);
	FILE *in = fd >= 0 ? fdopen(fd, "r") : NULL;

	if (!in) {
		int err = -errno;

		if (fd >= 0)
			close(fd);
		return err;
	}
	if (!kmod_dump_index(list->ctx, index, fd)) {
		char line[1024];

		/* libkmod's writes have moved the place that both share. */
		for (int err = fseek(in, 0, SEEK_SET); !err && fgets(line, sizeof(line), in);)
			visit_alias(list, line, aliases);
	}
	fclose(in);
	return 0;
}

/* Everything in its order. The aliases come behind all modules. */
int modlist_fill(struct modlist *list)
{
	char *aliases = NULL;
	size_t size;
	FILE *f = open_memstream(&aliases, &size);
	int err;

	if (!f)
		return -ENOMEM;
	if (!visit_name(list, "vfio_iommu_type1"))
		modlist_warn(list, "kernel %s has no vfio_iommu_type1", list->release);
	list->has_vfio = visit_name(list, "vfio_pci");
	err = visit_aliases(list, KMOD_INDEX_MODULES_BUILTIN_ALIAS, f);
	if (!err)
		err = visit_aliases(list, KMOD_INDEX_MODULES_ALIAS, f);
	visit_name(list, "pci_stub");
	if (fclose(f) || fputs(aliases, list->lines) < 0)
		err = -ENOMEM;
	else if (list->n_seen == MODLIST_MAX)
		err = -E2BIG;
	free(aliases);
	return err;
}
