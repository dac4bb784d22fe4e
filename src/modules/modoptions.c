// SPDX-License-Identifier: GPL-2.0-or-later
#include "modules/modoptions.h"

#include <limits.h>
#include <string.h>
#include <libkmod.h>

#define N_DIRS 5

/* libkmod's own list: the first directory that has a file of a name wins. */
static const char *const config_dirs[N_DIRS] = {
	"/etc/modprobe.d",
	"/run/modprobe.d",
	"/usr/local/lib/modprobe.d",
	"/usr/lib/modprobe.d",
	"/lib/modprobe.d",
};

struct kmod_ctx *modoptions_open(const char *dir, const char *root)
{
	char text[N_DIRS][PATH_MAX];
	const char *paths[N_DIRS + 1] = {NULL};

	for (unsigned int i = 0; i < N_DIRS; i++) {
		snprintf(text[i], sizeof(text[i]), "%s%s", root, config_dirs[i]);
		paths[i] = text[i];
	}
	return kmod_new(dir, paths);
}

static unsigned int count_options(const struct kmod_ctx *ctx)
{
	struct kmod_config_iter *i = kmod_config_get_options(ctx);
	unsigned int n = 0;

	if (!i)
		return 0;
	while (kmod_config_iter_next(i))
		n++;
	kmod_config_iter_free_iter(i);
	return n;
}

/*
 * libkmod adds MODULE.PARAMETER=VALUE of /proc/cmdline to what modprobe.d says, and
 * that is the machine that builds the image, not the boot that the image is for.
 * It parses the command line after all files, so a context without any files tells
 * how many entries at the end are not ours.
 */
static unsigned int count_ours(const struct kmod_ctx *ctx)
{
	static const char *const no_dirs[] = {NULL};
	struct kmod_ctx *bare = kmod_new(kmod_get_dirname(ctx), no_dirs);
	unsigned int all = count_options(ctx);
	unsigned int foreign = bare ? count_options(bare) : all;

	kmod_unref(bare);
	return all > foreign ? all - foreign : 0;
}

/* The length of the first option in @s, which may have spaces within quotes. */
static size_t option_length(const char *s)
{
	bool quoted = false;
	size_t n;

	for (n = 0; s[n] && (quoted || s[n] != ' '); n++)
		if (s[n] == '"')
			quoted = !quoted;
	return n;
}

static bool write_without_ids(const char *options, FILE *out)
{
	bool clean = true;

	for (;;) {
		size_t n;

		options += strspn(options, " \t\r");
		n = option_length(options);
		if (!n)
			return clean;
		if (!strncmp(options + (*options == '"'), "ids=", 4))
			clean = false;
		else
			fprintf(out, " %.*s", (int)n, options);
		options += n;
	}
}

bool modoptions_write(const struct kmod_ctx *ctx, const char *name, FILE *out)
{
	struct kmod_config_iter *i = kmod_config_get_options(ctx);
	unsigned int ours = count_ours(ctx);
	bool clean = true;

	if (!i)
		return true;
	while (ours-- && kmod_config_iter_next(i))
		if (!strcmp(kmod_config_iter_get_key(i), name))
			clean &= write_without_ids(kmod_config_iter_get_value(i), out);
	kmod_config_iter_free_iter(i);
	return clean;
}
