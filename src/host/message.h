/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where messages and standard output go: with --quiet, and where JSON is the only output. */
#ifndef GPUPT_MESSAGE_H
#define GPUPT_MESSAGE_H

#include "host/json.h"

/* No warnings from here on. */
void message_quiet(void);

/* What is printed from here on goes nowhere, until message_unmute. Errors are said all the same. */
void message_mute(void);
void message_unmute(void);

/* Keeps what is said from here on, and then adds it: "messages": [{"level", "subject", "text"}]. */
void message_keep(void);
void message_json(struct json *json);

#endif
