/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/owner.h"

#include <string.h>

enum owner owner_of(const struct host *host, const struct function *function)
{
	(void)host;
	if (!function->driver[0])
		return OWNER_NONE;
	return function_has_guest_driver(function) ? OWNER_GUEST : OWNER_HOST;
}

const char *owner_name(enum owner owner)
{
	static const char *const names[] = {"none", "host", "guest"};

	return names[owner];
}

bool owner_lets_guest_start(const struct host *host, const struct function *function)
{
	return owner_of(host, function) != OWNER_HOST || !strcmp(function->driver, "pcieport");
}
