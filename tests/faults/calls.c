/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names of the system calls that the binder makes. */
#include "tracer.h"

#include <sys/syscall.h>

static const struct {
	long number;
	const char *name;
} names[] = {{SYS_read, "read"}, {SYS_write, "write"}, {SYS_openat, "openat"}, {SYS_close, "close"},
	{SYS_newfstatat, "newfstatat"}, {SYS_readlinkat, "readlinkat"}, {SYS_getdents64, "getdents64"},
	{SYS_mmap, "mmap"}, {SYS_munmap, "munmap"}, {SYS_pipe, "pipe"}, {SYS_fork, "fork"},
	{SYS_poll, "poll"}, {SYS_wait4, "wait4"}, {SYS_fstatfs, "fstatfs"}, {SYS_uname, "uname"},
	{SYS_mkdirat, "mkdirat"}, {SYS_renameat, "renameat"}, {SYS_fchmodat, "fchmodat"},
	{SYS_unlinkat, "unlinkat"}, {SYS_times, "times"}, {SYS_gettimeofday, "gettimeofday"},
	{SYS_kill, "kill"}, {SYS_exit, "exit"}, {SYS_exit_group, "exit_group"}, {SYS_ioctl, "ioctl"},
	{SYS_fstat, "fstat"}, {SYS_lseek, "lseek"}, {SYS_fcntl, "fcntl"}, {SYS_brk, "brk"},
	{SYS_execve, "execve"}, {SYS_umask, "umask"}, {SYS_pread64, "pread64"}, {SYS_setitimer, "setitimer"},
	{SYS_rt_sigaction, "rt_sigaction"}, {SYS_rt_sigreturn, "rt_sigreturn"}};

const char *tracer_call_name(long number)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (names[i].number == number)
			return names[i].name;
	}
	return "?";
}
