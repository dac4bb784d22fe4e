// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include "modules/modtable.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <libkmod.h>

#include "modules/modoptions.h"

#define MAX_MODULES 256

struct table {
	struct kmod_ctx *ctx;
	const char *release;
	const char *dir; /* of the modules, as the image sees it: without the root */
	FILE *text; /* module and alias lines, held back until all is well */
	void (*warn)(const char *text);
	unsigned int records;
	unsigned int n_seen;
	struct kmod_module *seen[MAX_MODULES]; /* what was visited, referenced */
	bool listed[MAX_MODULES];	       /* ... and has a line */
};

static const char *const texts[] = {
	[MODTABLE_OK] = "has VFIO",
	[MODTABLE_NO_VFIO] = "has no vfio-pci, neither as a module nor built in",
	[MODTABLE_BAD_RELEASE] = "is not a kernel version",
	[MODTABLE_NO_KERNEL] = "has no directory below /lib/modules",
	[MODTABLE_NO_INDEX] = "has no modules.dep.bin: run depmod for it",
	[MODTABLE_FAILED] = "cannot be read",
};

const char *modtable_text(enum modtable_result result)
{
	return texts[result];
}

__attribute__((format(printf, 2, 3))) static void warn(struct table *t, const char *format, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	t->warn(text);
}

/* The number of @name among the visited modules, or -1. */
static int find(const struct table *t, const char *name)
{
	for (unsigned int i = 0; i < t->n_seen; i++)
		if (!strcmp(kmod_module_get_name(t->seen[i]), name))
			return (int)i;
	return -1;
}

static bool is_listed(const struct table *t, const char *name)
{
	int i = find(t, name);

	return i >= 0 && t->listed[i];
}

/*
 * Where @path is below the directory of modules, or NULL if it is not: depmod's
 * `external` directories are nothing that an image has. @length: without .xz & co.
 */
static const char *below(const struct table *t, const char *path, int *length)
{
	const char *dir = kmod_get_dirname(t->ctx);
	size_t n = strlen(dir);
	const char *suffix;

	if (strncmp(path, dir, n) != 0 || path[n] != '/' || strpbrk(path, " \t\n"))
		return NULL;
	path += n;
	suffix = strstr(strrchr(path, '/'), ".ko");
	*length = suffix ? (int)(suffix + strlen(".ko") - path) : (int)strlen(path);
	return path;
}

static void add_options(struct table *t, const char *name)
{
	if (!modoptions_write(t->ctx, name, t->text))
		warn(t, "modprobe.d gives %s an ids= option, which gpupt never passes on: "
			"name the cards on the kernel command line",
			name);
}

/* One module line. False: there is no such module. */
static bool list_module(struct table *t, struct kmod_module *mod)
{
	const char *name = kmod_module_get_name(mod);
	const char *path = kmod_module_get_path(mod);
	int length;

	if (!path) {
		if (kmod_module_get_initstate(mod) != KMOD_MODULE_BUILTIN)
			return false;
		fprintf(t->text, "module %s builtin\n", name);
		t->records++;
		return true;
	}
	path = below(t, path, &length);
	if (!path) {
		warn(t, "%s is not below %s and is left out", name, t->dir);
		return false;
	}
	fprintf(t->text, "module %s %s%.*s", name, t->dir, length, path);
	add_options(t, name);
	fputc('\n', t->text);
	t->records++;
	if (kmod_module_get_install_commands(mod))
		warn(t, "modprobe.d has an install line for %s: it is not run at boot", name);
	return true;
}

static void visit(struct table *t, struct kmod_module *mod);

/* Visits all of @list and frees it. */
static void visit_list(struct table *t, struct kmod_list *list)
{
	struct kmod_list *entry;

	kmod_list_foreach (entry, list) {
		struct kmod_module *mod = kmod_module_get_module(entry);

		visit(t, mod);
		kmod_module_unref(mod);
	}
	kmod_module_unref_list(list);
}

/*
 * First what @mod needs, then itself, as modprobe would. A softdep's `post:` is
 * left out: nothing here needs it, and it may name a driver of the host.
 * Marking before descending ends the circles that softdeps can make.
 */
static void visit(struct table *t, struct kmod_module *mod)
{
	struct kmod_list *pre = NULL, *post = NULL;
	unsigned int i = t->n_seen;

	if (find(t, kmod_module_get_name(mod)) >= 0 || i == MAX_MODULES)
		return;
	t->seen[t->n_seen++] = kmod_module_ref(mod);
	if (!kmod_module_get_softdeps(mod, &pre, &post)) {
		visit_list(t, pre);
		kmod_module_unref_list(post);
	}
	visit_list(t, kmod_module_get_dependencies(mod));
	t->listed[i] = list_module(t, mod);
}

static bool visit_name(struct table *t, const char *name)
{
	struct kmod_module *mod;

	if (!kmod_module_new_from_name(t->ctx, name, &mod)) {
		visit(t, mod);
		kmod_module_unref(mod);
	}
	return is_listed(t, name);
}

static void visit_alias(struct table *t, const char *line, FILE *aliases)
{
	char pattern[256], name[128];

	if (sscanf(line, "alias %255s %127s", pattern, name) != 2 ||
		strncmp(pattern, "vfio_pci:", strlen("vfio_pci:")) != 0)
		return;
	if (!visit_name(t, name))
		return;
	fprintf(aliases, "alias %s %s\n", pattern, name);
	t->records++;
}

/* Visits the modules of one index's `alias vfio_pci:` lines, and writes these to @aliases. */
static void visit_aliases(struct table *t, enum kmod_index index, FILE *aliases)
{
	char line[1024];
	int fd = memfd_create("gpupt-aliases", MFD_CLOEXEC);
	FILE *in = fd >= 0 ? fdopen(fd, "r") : NULL;

	if (!in) {
		if (fd >= 0)
			close(fd);
		return;
	}
	if (!kmod_dump_index(t->ctx, index, fd)) {
		rewind(in);
		while (fgets(line, sizeof(line), in))
			visit_alias(t, line, aliases);
	}
	fclose(in);
}

/* Everything in its order. The aliases come behind all modules. */
static enum modtable_result fill(struct table *t)
{
	char *aliases = NULL;
	size_t size;
	FILE *f = open_memstream(&aliases, &size);
	bool has_vfio;

	if (!f)
		return MODTABLE_FAILED;
	if (!visit_name(t, "vfio_iommu_type1"))
		warn(t, "kernel %s has no vfio_iommu_type1", t->release);
	has_vfio = visit_name(t, "vfio_pci");
	visit_aliases(t, KMOD_INDEX_MODULES_BUILTIN_ALIAS, f);
	visit_aliases(t, KMOD_INDEX_MODULES_ALIAS, f);
	visit_name(t, "pci_stub");
	if (fclose(f) || t->n_seen == MAX_MODULES || fputs(aliases, t->text) < 0) {
		free(aliases);
		return MODTABLE_FAILED;
	}
	free(aliases);
	return has_vfio ? MODTABLE_OK : MODTABLE_NO_VFIO;
}

static enum modtable_result write_table(struct table *t, FILE *out)
{
	char *text = NULL;
	size_t size;
	enum modtable_result result;

	t->text = open_memstream(&text, &size);
	if (!t->text)
		return MODTABLE_FAILED;
	result = fill(t);
	if (fclose(t->text))
		result = MODTABLE_FAILED;
	if (result == MODTABLE_OK) {
		fprintf(out, "gpupt-modules 1 %s\n%send %u\n", t->release, text, t->records);
		if (fflush(out) || ferror(out))
			result = MODTABLE_FAILED;
	}
	free(text);
	while (t->n_seen)
		kmod_module_unref(t->seen[--t->n_seen]);
	return result;
}

/* The directory of modules: /lib/modules, or /usr/lib/modules where /lib is no link to it. */
static enum modtable_result find_dir(const char *root, const char *release, char *dir)
{
	char index[PATH_MAX + 32];

	if (!*release || *release == '.' || strpbrk(release, "/ \t\n"))
		return MODTABLE_BAD_RELEASE;
	for (unsigned int i = 0; i < 2; i++) {
		int n = snprintf(
			dir, PATH_MAX, "%s%s/lib/modules/%s", root, i ? "/usr" : "", release);

		if (n < 0 || n >= PATH_MAX)
			return MODTABLE_BAD_RELEASE;
		if (access(dir, F_OK))
			continue;
		snprintf(index, sizeof(index), "%s/modules.dep.bin", dir);
		return access(index, R_OK) ? MODTABLE_NO_INDEX : MODTABLE_OK;
	}
	return MODTABLE_NO_KERNEL;
}

enum modtable_result modtable_write(const char *root, const char *release, FILE *out,
	void (*warn_text)(const char *text))
{
	struct table t = {.release = release, .warn = warn_text};
	char dir[PATH_MAX];
	enum modtable_result result;

	if (!strcmp(root, "/"))
		root = "";
	result = find_dir(root, release, dir);
	if (result != MODTABLE_OK)
		return result;
	t.dir = dir + strlen(root);
	t.ctx = modoptions_open(dir, root);
	if (!t.ctx)
		return MODTABLE_FAILED;
	kmod_load_resources(t.ctx);
	result = write_table(&t, out);
	kmod_unref(t.ctx);
	return result;
}
