/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the next boot gives to guests, at the end of a list. */
#ifndef GPUPT_NEXT_BOOT_H
#define GPUPT_NEXT_BOOT_H

#include "host/host.h"
#include "host/json.h"

/* A paragraph on standard output. */
void next_boot_print(const struct host *host);

/* "next_boot": the addresses of the functions. */
void next_boot_json(const struct host *host, struct json *json);

#endif
