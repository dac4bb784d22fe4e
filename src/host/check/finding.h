/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a check found: what was seen where all is well, or one remark for each thing that is not. */
#ifndef GPUPT_FINDING_H
#define GPUPT_FINDING_H

#include "host/text.h"

#include <stdbool.h>

enum verdict {
	VERDICT_OK,
	VERDICT_SKIP, /* not looked at: there is nothing to look at, or (a remark) it may not be read */
	VERDICT_WARN,
	VERDICT_FAIL
};

struct remark {
	enum verdict verdict;
	char *text;
	char *hint; /* what to do about it: a command where there is one */
};

struct finding {
	enum verdict verdict; /* the worst of all */
	unsigned int count;
	struct remark *remark;
	char *seen; /* without remarks: what was seen, or why nothing was looked at */
};

/* What was seen where all is well. */
void finding_ok(struct finding *f, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* There is nothing to look at, and why. */
void finding_skip(struct finding *f, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* One more thing that is not well, or (VERDICT_SKIP) that should have been looked at and could not. */
void finding_add(struct finding *f, enum verdict verdict, const char *hint, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* All remarks in one, and each hint once, for programs; the texts are emptied first. */
void finding_join(const struct finding *f, struct text *text, struct text *hint);

/*
 * For people: a remark, and all functions of which the same is said: "0000:02:00.0, .1: TEXT". The others
 * tell it again.
 */
void finding_tell(const struct finding *f, unsigned int remark, struct text *text);
bool finding_tells_again(const struct finding *f, unsigned int remark);

void finding_free(struct finding *f);

/* "ok", "skip", "warn", "fail". */
const char *finding_verdict_name(enum verdict verdict);

#endif
