/* SPDX-License-Identifier: GPL-2.0-or-later */
/* _exit() of a measured binder: its child's counts are written first. See run. */
#include <stdlib.h>

void __gcov_dump(void);
_Noreturn void __real__exit(int status);
_Noreturn void __wrap__exit(int status);

_Noreturn void __wrap__exit(int status)
{
	__gcov_dump();
	__real__exit(status);
}
