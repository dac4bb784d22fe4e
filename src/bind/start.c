/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What klibc's crt0 calls, with the words that the kernel left on the stack: argc, then argv. Its
 * own prepares stdio and with it malloc, 1.5 KB that the binder does without: it uses neither,
 * nor atexit and the environment.
 */
#ifdef __KLIBC__
#include <stdint.h>
#include <unistd.h>

int main(int argc, char **argv);
void __libc_init(uintptr_t *stack, void (*at_exit)(void));

__attribute__((externally_visible, noreturn)) void __libc_init(uintptr_t *stack, void (*at_exit)(void))
{
	(void)at_exit;
	_exit(main((int)stack[0], (char **)(stack + 1)));
}
#endif
