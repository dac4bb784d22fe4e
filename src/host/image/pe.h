/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sections of a PE file, which a unified kernel image is: .linux, .initrd, .cmdline, .osrel, .uname.
 * Every offset in it is somebody else's: all are checked against the size of the file.
 */
#ifndef GPUPT_PE_H
#define GPUPT_PE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether it begins as a PE file does. */
bool pe_is(const unsigned char *data, size_t length);

/*
 * The first section of this name (at most 8 bytes). 0, -ENOENT: it has none, or -EBADMSG: it is no PE
 * file, or damaged.
 */
int pe_section(const unsigned char *data, size_t length, const char *name, size_t *offset, size_t *size);

/*
 * The begin of a section of a file below root as text, terminated, "" if there is none; its length,
 * or -errno: -EBADMSG, or what the file could not be opened for.
 */
long pe_read(int root, const char *path, const char *name, char *buf, size_t size);

/* Whether it is a PE file with signatures; by whom is not looked at. */
bool pe_has_signatures(const unsigned char *data, size_t length);

/* The same of a file below root. */
bool pe_is_signed(int root, const char *path);

#endif
