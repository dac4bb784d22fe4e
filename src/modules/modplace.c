// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include "modules/modplace.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* In the order of struct modplace's decompresses. */
static const struct {
	const char *suffix, *config, *program;
} formats[MODPLACE_FORMATS] = {
	{".xz", "CONFIG_MODULE_COMPRESS_XZ=y\n", "xz"},
	{".zst", "CONFIG_MODULE_COMPRESS_ZSTD=y\n", "zstd"},
	{".gz", "CONFIG_MODULE_COMPRESS_GZIP=y\n", "gzip"},
};

static void read_config(struct modplace *place, FILE *config)
{
	bool decompress = false;
	char line[256];

	while (fgets(line, sizeof(line), config)) {
		decompress |= !strcmp(line, "CONFIG_MODULE_DECOMPRESS=y\n");
		for (int i = 0; i < MODPLACE_FORMATS; i++)
			place->decompresses[i] |= !strcmp(line, formats[i].config);
	}
	for (int i = 0; i < MODPLACE_FORMATS; i++)
		place->decompresses[i] &= decompress;
}

struct modplace modplace_for(const char *root, const char *dir, const char *release, const char *into)
{
	struct modplace place = {.into = into};
	char paths[3][PATH_MAX];
	FILE *config = NULL;

	snprintf(paths[0], PATH_MAX, "%s/boot/config-%s", root, release);
	snprintf(paths[1], PATH_MAX, "%s/config", dir);
	snprintf(paths[2], PATH_MAX, "%s/config-%s", dir, release);
	for (int i = 0; i < 3 && !config; i++)
		config = fopen(paths[i], "re");
	if (config) {
		read_config(&place, config);
		fclose(config);
	}
	return place;
}

int modplace_create(const char *into, const char *path)
{
	char whole[PATH_MAX];
	int n = snprintf(whole, sizeof(whole), "%s%s", into, path);
	int fd;

	if (n < 0 || n >= (int)sizeof(whole))
		return -ENAMETOOLONG;
	for (char *p = whole + strlen(into) + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		if (mkdir(whole, 0755) && errno != EEXIST)
			return -errno;
		*p = '/';
	}
	/* Not through a link that leads out of the image. */
	if (unlink(whole) && errno != ENOENT)
		return -errno;
	fd = open(whole, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	return fd < 0 ? -errno : fd;
}

void modplace_remove(const char *into, const char *path)
{
	char whole[PATH_MAX];

	snprintf(whole, sizeof(whole), "%s%s", into, path);
	unlink(whole);
}

static int copy_bytes(int in, int out)
{
	char buffer[65536];

	for (;;) {
		ssize_t n = read(in, buffer, sizeof(buffer));

		if (n <= 0)
			return n ? -errno : 0;
		for (ssize_t done = 0, k; done < n; done += k) {
			k = write(out, buffer + done, (size_t)(n - done));
			if (k < 0)
				return -errno;
		}
	}
}

/* PROGRAM -dcq from @in to @out: xz, zstd and gzip all know these. */
static int run_decompressor(const char *program, int in, int out)
{
	char *const argv[] = {(char *)program, "-dcq", NULL};
	posix_spawn_file_actions_t actions;
	int status = 0;
	pid_t pid;

	if (posix_spawn_file_actions_init(&actions))
		return -ENOMEM;
	if (posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO) ||
		posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO) ||
		posix_spawnp(&pid, program, &actions, NULL, argv, environ))
		status = -1;
	posix_spawn_file_actions_destroy(&actions);
	if (!status && waitpid(pid, &status, 0) < 0)
		return -errno;
	return status ? -ENOEXEC : 0;
}

/* The format of @source by its name, or -1: not compressed. */
static int format_of(const char *source)
{
	size_t length = strlen(source);

	for (int i = 0; i < MODPLACE_FORMATS; i++) {
		size_t n = strlen(formats[i].suffix);

		if (length > n && !strcmp(source + length - n, formats[i].suffix))
			return i;
	}
	return -1;
}

static int copy_as(const struct modplace *place, int in, const char *path, const char *program)
{
	int out = modplace_create(place->into, path);
	struct stat st;
	int err;

	if (out < 0)
		return out;
	err = program ? run_decompressor(program, in, out) : copy_bytes(in, out);
	/* The same time in every build of the image. */
	if (!err && !fstat(in, &st))
		futimens(out, (struct timespec[2]){st.st_mtim, st.st_mtim});
	if (close(out) && !err)
		err = -errno;
	return err;
}

/* Only one of them, lest depmod take the other: drop what has another suffix than @format. */
static void drop_others(const struct modplace *place, const char *path, int format)
{
	char other[PATH_MAX];

	for (int i = -1; i < MODPLACE_FORMATS; i++) {
		snprintf(other, sizeof(other), "%s%s", path, i < 0 ? "" : formats[i].suffix);
		if (i != format)
			modplace_remove(place->into, other);
	}
}

int modplace_copy(const struct modplace *place, const char *source, const char *path)
{
	int format = format_of(source);
	bool keep = format >= 0 && place->decompresses[format];
	const char *program = format < 0 || keep ? NULL : formats[format].program;
	char target[PATH_MAX];
	int in, err;

	snprintf(target, sizeof(target), "%s%s", path, keep ? formats[format].suffix : "");
	in = open(source, O_RDONLY | O_CLOEXEC);
	if (in < 0)
		return -errno;
	err = copy_as(place, in, target, program);
	close(in);
	if (err)
		modplace_remove(place->into, target);
	else
		drop_others(place, path, keep ? format : -1);
	return err;
}
