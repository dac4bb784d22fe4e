/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What boot loaders and firmware tell in EFI variables below a root. */
#ifndef GPUPT_EFIVAR_H
#define GPUPT_EFIVAR_H

#include <stdbool.h>

#define EFIVAR_TEXT 256

/*
 * A text of the Boot Loader Interface: "LoaderInfo", "LoaderEntryDefault", "StubInfo"... Returns
 * buf: "" if the variable is not there; characters that are not ASCII become '?'.
 */
char *efivar_read(int root, const char *name, char buf[EFIVAR_TEXT]);

/* Whether Secure Boot is on. */
bool efivar_secure_boot(int root);

#endif
