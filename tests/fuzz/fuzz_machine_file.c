/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine file of nobody's: it becomes a tree or one error with a line number; whatever it says,
 * nothing appears beside the tree, no link leads out of it, and there are plain files only.
 */
#include "fuzz.h"
#include "host/capture/machine_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char parent[PATH_MAX];
static char tree[PATH_MAX + 8];

static int check_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	char real[PATH_MAX];

	(void)kind;
	(void)place;
	MUST(S_ISDIR(status->st_mode) || S_ISREG(status->st_mode) || S_ISLNK(status->st_mode));
	if (realpath(path, real))
		MUST(!strncmp(real, tree, strlen(tree)) && strchr("/", real[strlen(tree)]));
	return 0;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status;
	(void)kind;
	(void)place;
	return remove(path);
}

static unsigned int entries(const char *path)
{
	DIR *dir = opendir(path);
	unsigned int count = 0;

	MUST(dir);
	while (readdir(dir))
		count++;
	closedir(dir);
	return count - 2;
}

static void prepare(void)
{
	const char *where = access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm";

	snprintf(parent, sizeof(parent), "%s/gpupt-fuzz-XXXXXX", where);
	MUST(mkdtemp(parent));
	snprintf(tree, sizeof(tree), "%s/tree", parent);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct machine_error error;
	bool good;
	int dir;

	prepare();
	MUST(!mkdir(tree, 0700));
	dir = open(tree, O_DIRECTORY | O_CLOEXEC);
	MUST(dir >= 0);
	good = machine_file_read((const char *)data, size, dir, &error);
	MUST(good ? !*error.text : *error.text && strlen(error.text) < sizeof(error.text));
	MUST(error.line <= size + 1);
	close(dir);
	MUST(entries(parent) == 1);
	MUST(!nftw(tree, check_one, 16, FTW_PHYS));
	MUST(!nftw(parent, remove_one, 16, FTW_DEPTH | FTW_PHYS));
	return 0;
}
