/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reader ROOT NAME...: reads these files of each PCI function below ROOT once, and the link to its
 * directory, and does nothing with them: what anything costs that reads the same. NAME@ is a link,
 * NAME/ a directory.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char buf[4096];

static void read_one(int dir, const char *name, char kind)
{
	int fd;

	if (kind == '@') {
		if (readlinkat(dir, name, buf, sizeof(buf)) < 0)
			return;
	} else {
		fd = openat(dir, name, O_RDONLY | O_CLOEXEC | (kind == '/' ? O_DIRECTORY : 0));
		if (fd < 0)
			return;
		if (kind != '/' && read(fd, buf, sizeof(buf)) < 0)
			perror(name);
		close(fd);
	}
}

/* Takes the mark off each name. */
static void split(char **names, char *kinds)
{
	for (; *names; names++, kinds++) {
		size_t last = strlen(*names) - 1;

		*kinds = strchr("@/", (*names)[last]) ? (*names)[last] : '\0';
		if (*kinds)
			(*names)[last] = '\0';
	}
}

static void read_function(int devices, const char *address, char **names, const char *kinds)
{
	int dir = openat(devices, address, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (dir < 0)
		return;
	read_one(devices, address, '@');
	for (; *names; names++)
		read_one(dir, *names, *kinds++);
	close(dir);
}

int main(int argc, char **argv)
{
	char kinds[64] = "";
	char path[4096];
	struct dirent *entry;
	DIR *devices;

	if (argc < 3 || argc >= (int)sizeof(kinds)) {
		fprintf(stderr, "usage: reader ROOT NAME[@|/]...\n");
		return 2;
	}
	snprintf(path, sizeof(path), "%.4000s/sys/bus/pci/devices", argv[1]);
	devices = opendir(path);
	if (!devices) {
		perror(path);
		return 1;
	}
	split(argv + 2, kinds);
	while ((entry = readdir(devices))) {
		if (*entry->d_name != '.')
			read_function(dirfd(devices), entry->d_name, argv + 2, kinds);
	}
	closedir(devices);
	return 0;
}
