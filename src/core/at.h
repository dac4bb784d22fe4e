/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * openat, fstatat and readlinkat, all that looks a name up: -1 and errno if it fails. The binder has
 * at.c; the host command has host/root.c in place of it, which stays below --root.
 */
#ifndef GPUPT_AT_H
#define GPUPT_AT_H

#include <stdbool.h>
#include <stddef.h>

struct stat;

int at_open(int dir, const char *name, int flags);
int at_stat(int dir, const char *name, struct stat *st);
long at_readlink(int dir, const char *name, char *buf, size_t size);
/* Done with it. False if it stays open all the same, till the process ends. */
bool at_close(int fd);

#endif
