/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the fuzz targets share. A target is fuzz_NAME.c, its inputs to begin with corpus/NAME/. */
#ifndef GPUPT_FUZZ_H
#define GPUPT_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Stops the fuzzer, which keeps the input. */
#define MUST(condition) ((condition) ? (void)0 : fuzz_stop(#condition, __FILE__, __LINE__))
_Noreturn void fuzz_stop(const char *condition, const char *file, int line);

struct report;

/* The report is JSON in printable ASCII, its log lines few and printable. */
void fuzz_check_report(const struct report *report);

#endif
