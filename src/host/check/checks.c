/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/check/checks.h"

#define CHECK_ROW(id, function, group) {id, function, group},
const struct check checks[CHECKS] = {CHECK_ROWS(CHECK_ROW)};
#define CHECK_HEADING(group, heading) heading,
const char *const check_headings[CHECK_GROUP_COUNT] = {CHECK_GROUPS(CHECK_HEADING)};
