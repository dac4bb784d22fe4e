/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading attributes, links and directories below the root directory that a program was given.
 * Names are relative to the directory descriptor. Nothing here writes. Unless said otherwise:
 * 0, or -errno.
 */
#ifndef GPUPT_SYSFS_H
#define GPUPT_SYSFS_H

#include <stdbool.h>
#include <stddef.h>

#define SYSFS_DEVICES "sys/bus/pci/devices"
#define SYSFS_DRIVERS "sys/bus/pci/drivers"

/* A directory to be looked into; -errno if it cannot be opened. The caller closes it. */
int sysfs_open_dir(int dir, const char *name);

/* The same for names in it only: it cannot be listed. */
int sysfs_open_path(int dir, const char *name);

/* The first line of a file, terminated; what does not fit is -ENAMETOOLONG. */
int sysfs_read_line(int dir, const char *name, char *buf, size_t size);

/*
 * The same of a file that is read again later: *file is its descriptor, or -1 if it is not open, before
 * and after.
 */
int sysfs_read_line_of(int dir, const char *name, int *file, char *buf, size_t size);

/* A whole file of up to size - 1 bytes, terminated; its length, or -errno (-EFBIG). */
long sysfs_read_file(int dir, const char *name, char *buf, size_t size);

/* The same for what is there to be read at once and ends with a newline: that is enough. */
long sysfs_read_text(int dir, const char *name, char *buf, size_t size);

/* The first bytes of a file with one read; how many, or -errno. */
long sysfs_read_bytes(int dir, const char *name, void *buf, size_t size);

/* As sysfs_read_file, from a descriptor, which stays open. */
long sysfs_read_fd(int fd, char *buf, size_t size);

/* "0x10de" with base 16, "1" with base 10. -EPROTO if it is not a number. */
int sysfs_read_number(int dir, const char *name, unsigned int base, unsigned int *value);

/* Where a link points to, terminated. */
int sysfs_read_link(int dir, const char *name, char *buf, size_t size);

/* The last component of where a link points to: a driver's name, a group's number. */
int sysfs_link_name(int dir, const char *name, char *buf, size_t size);

/* 1, 0, or -errno if that cannot be known. */
int sysfs_exists(int dir, const char *name);

/* Calls for each name in a directory but . and ..; stops at the first result that is not 0. */
int sysfs_list(int dir, const char *name, int (*each)(void *context, const char *name), void *context);

/* Whether name is on a real sysfs, not in a tree of fixtures. */
bool sysfs_is_real(int dir, const char *name);
bool sysfs_is_real_fd(int fd);

#endif
