/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GPUPT_XML_H
#define GPUPT_XML_H

#include "host/text.h"

/* Any bytes as character data or in an attribute's quotes; what XML cannot hold becomes "?". */
void xml_add(struct text *text, const char *bytes);

#endif
