/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gpupt-bind: claims PCI functions for guests before any other driver comes near, and says so.
 * It runs once, in the initramfs. See gpupt-bind(8).
 */
#include "bind/options.h"
#include "bind/session.h"

int main(int argc, char **argv)
{
	struct options options;
	int status = options_parse(argc, argv, &options);

	if (status >= 0)
		return status;
	return session_run(&options);
}
