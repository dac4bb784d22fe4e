// SPDX-License-Identifier: GPL-2.0-or-later
/* walk ROOT NAME...: the first line of each file below ROOT, as the host command finds it; with
 * -DROOT_OPENAT2=-1 as on a kernel before 5.6. */
#include "../../src/host/root.c"

int main(int argc, char **argv)
{
	int root = open(argv[1], O_RDONLY | O_DIRECTORY);
	int below;

	root_confine(root);
	below = at_open(root, "a/b", O_RDONLY | O_DIRECTORY);
	for (int i = 2; i < argc; i++) {
		char text[64];
		char real[PATH_MAX];
		bool relative = !strncmp(argv[i], "@", 1);
		int fd = at_open(relative ? below : root, argv[i] + relative, O_RDONLY);
		ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text));
		struct stat st;

		if (n < 0)
			printf("%s: %s\n", argv[i], strerror(errno));
		else
			printf("%s: %.*s %s\n", argv[i], (int)n - 1, text,
				relative || root_real(root, argv[i], real, sizeof(real)) ? "" : real);
		if (fd >= 0)
			close(fd);
		if ((n < 0 && errno != EISDIR) !=
			(at_stat(relative ? below : root, argv[i] + relative, &st) < 0))
			puts("stat says otherwise");
	}
	return 0;
}
