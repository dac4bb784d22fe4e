/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All that the platforms want to know of the functions that are exported. */
#ifndef GPUPT_DEVICE_SET_H
#define GPUPT_DEVICE_SET_H

#include "host/export/choice.h"
#include "host/export/export.h"

/* The picked functions, as the formats see them. export_free releases. */
void device_set_fill(const struct choice *choice, struct device_set *set);

/* The device nodes that the host's drivers made for the set's devices, as they are now. */
void device_nodes_read(int root, const struct inventory *all, struct device_set *set);

#endif
