/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * floor CARDS: the least that claims cards for vfio-pci: writes the overrides and inserts the
 * modules, and looks at nothing. What it costs is the kernel's own work. MODULES is the list of
 * files, as strings with a comma behind each.
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

extern int finit_module(int fd, const char *options, int flags);

static const char *const module[] = {MODULES};

static int write_override(int card, int function)
{
	char name[] = "/sys/bus/pci/devices/0000:00:00.0/driver_override";
	int fd;

	name[27] = (char)('0' + card);
	name[32] = (char)('0' + function);
	fd = open(name, O_WRONLY);
	if (fd < 0 || write(fd, "vfio-pci\n", 9) != 9)
		return 1;
	close(fd);
	return 0;
}

int main(int argc, char **argv)
{
	int cards = argc == 2 ? argv[1][0] - '0' : 0;

	for (int card = 1; card <= cards; card++) {
		if (write_override(card, 0) || write_override(card, 1))
			return 1;
	}
	for (unsigned int i = 0; i < sizeof(module) / sizeof(module[0]); i++) {
		int fd = open(module[i], O_RDONLY);

		if (fd < 0 || finit_module(fd, "", COMPRESSED))
			return 2;
		close(fd);
	}
	return 0;
}
