/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine as text that people can review: what gpupt capture writes, gpupt --machine reads, and
 * tests/machines is made of. Lines, # begins a comment:
 *
 *	gpupt-machine 1		the format; only gpupt capture writes it, as the first line, and then
 *		the last is: end COUNT, the number of functions
 *	ADDRESS VENDOR:DEVICE [KEY=VALUE]...	a function; deeper indentation: behind the last
 *		one that is less deep. A domain other than the parent's has a root bus of its own, as
 *		below VMD. ADDRESS may be a range, 0000:81:00.0-1f.7; group=+N then counts up. Keys:
 *			class=6 digits
 *			sub=VENDOR:DEVICE, or - for no such attributes (default 0000:0000)
 *			group=NUMBER, driver=NAME, override=NAME
 *			header=HH	header type, two digits: a config space of 64 bytes
 *			physfn=ADDRESS	a virtual function's physical one
 *			resource=START-END:FLAGS[,...]	memory and ports, in order, may be empty
 *			reset_method=NAME[,NAME]...
 *			any other: an attribute file with that value
 *	driver NAME	a registered driver, perhaps without devices
 *	cmdline TEXT	proc/cmdline
 *	loader TEXT	what the boot loader calls itself (EFI's LoaderInfo)
 *	monitor DIR [NAME]	a connector (.../drm/card0/card0-DP-1) with a monitor that calls itself so
 *	file PATH TEXT	a file with that line; dir PATH; link PATH TARGET
 *	| TEXT	one more line for that file
 */
#ifndef GPUPT_MACHINE_FILE_H
#define GPUPT_MACHINE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#define MACHINE_FORMAT 1
#define MACHINE_LINES 100000
#define MACHINE_LINE 131200 /* bytes, the newline included: the longest command line and its word */
#define MACHINE_BYTES (16UL << 20)
#define MACHINE_LOADER "sys/firmware/efi/efivars/LoaderInfo-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"

struct machine_error {
	unsigned long line;
	char text[256]; /* a sentence without subject */
};

/* The file's bytes, which free() releases, or NULL with errno (EFBIG: more than a machine has). */
char *machine_file_load(const char *file, size_t *length);

/* Makes the machine's tree in an empty directory; false at the first thing that is wrong. */
bool machine_file_read(const char *text, size_t length, int dir, struct machine_error *error);

#endif
