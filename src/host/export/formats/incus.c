/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/export/export.h"

void export_incus(const struct device_set *set, struct out *out)
{
	export_profile(set, "incus", out);
}
