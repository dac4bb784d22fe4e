/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mkmachine FILE DIR: makes the tree of a machine below DIR (which must not exist), as
 * gpupt --machine FILE does for itself. host/capture/machine_file.h has the format.
 */
#include "host/capture/machine_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct machine_error error;
	FILE *in = argc == 3 ? fopen(argv[1], "r") : NULL;
	int dir;

	if (!in) {
		fprintf(stderr, "usage: mkmachine FILE DIR\n");
		return 2;
	}
	dir = mkdir(argv[2], 0755) ? -1 : open(argv[2], O_DIRECTORY | O_CLOEXEC);
	if (dir < 0) {
		perror(argv[2]);
		return 1;
	}
	if (!machine_file_read(in, dir, &error)) {
		fprintf(stderr, "mkmachine: %s: line %lu: %s\n", argv[1], error.line, error.text);
		return 1;
	}
	fclose(in);
	close(dir);
	return 0;
}
