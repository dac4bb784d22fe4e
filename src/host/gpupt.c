/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The host command: a table of subcommands. */
#include "host/host.h"

#include <stddef.h>

static const struct command commands[] = {
	{"list", cmd_list, "the GPUs of this machine, what goes with them and who has them", true},
	{"plan", cmd_plan, "what the next boot will do, and the parameter for a slot", true},
	{"check", cmd_check, "is this machine ready? what to do where it is not", true},
	{"status", cmd_status, "what the boot claimed, and whether that still holds", false},
	{"enable", cmd_enable, "give cards to guests from the next boot on", false},
	{"disable", cmd_disable, "take them out of the boot configuration again", false},
	{"rehearse", cmd_rehearse, "boot this machine's kernel and image in QEMU, with stand-in cards",
		false},
	{"probe", cmd_probe, "does a claimed card work through VFIO, as a guest will have it?", false},
	{"export", cmd_export, "configuration for a virtualisation platform", true},
	{"capture", cmd_capture, "this machine as one text file, for a report or a test", true},
	{"import", cmd_import, "the parameter for what driverctl, modprobe or Unraid do", false},
	{"demo", cmd_demo, "list, plan and check on a machine that comes with gpupt", false},
	{"modules", cmd_modules, "print the module table of a kernel, as an image gets it", false},
	{"help", cmd_help, "the help of a command", false},
	{NULL, NULL, NULL, false},
};

int main(int argc, char **argv)
{
	return host_main(argc, argv, commands);
}
