/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mkmachine FILE DIR: makes the tree of a machine below DIR (which must not exist), as
 * gpupt --machine FILE does for itself. host/capture/machine_file.h has the format.
 */
#include "host/capture/machine_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct machine_error error;
	size_t length = 0;
	char *text = argc == 3 ? machine_file_load(argv[1], &length) : NULL;
	int dir;

	if (!text) {
		fprintf(stderr, "usage: mkmachine FILE DIR\n");
		return 2;
	}
	dir = mkdir(argv[2], 0755) ? -1 : open(argv[2], O_DIRECTORY | O_CLOEXEC);
	if (dir < 0) {
		perror(argv[2]);
		return 1;
	}
	if (!machine_file_read(text, length, dir, &error)) {
		fprintf(stderr, "mkmachine: %s: line %lu: %s\n", argv[1], error.line, error.text);
		return 1;
	}
	free(text);
	close(dir);
	return 0;
}
