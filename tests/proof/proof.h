/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the harnesses share: inputs that can be anything, and what is to be shown of them. */
#ifndef PROOF_H
#define PROOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.c"

/* Holds for every input: CBMC must find no counterexample. */
#define PROVE(condition, text) __CPROVER_assert(condition, text)
/* Holds for some input: CBMC must find one, or the proofs beside it would be about nothing. */
#define REACH(condition, text) __CPROVER_assert(!(condition), "REACH " text)
#define ASSUME(condition) __CPROVER_assume(condition)

/*
 * Up to LENGTH bytes with any content, which end where their object ends: to read one byte too
 * many is a failure of CBMC's own pointer checks. A variable without initialiser is any value.
 */
#define ANY_TEXT(text, length)                                                                               \
	char text##_object[LENGTH];                                                                          \
	size_t length;                                                                                       \
	ASSUME(length <= LENGTH);                                                                            \
	const char *text = text##_object + (LENGTH - length)

/* CBMC's own: any value of the type. */
bool nondet_bool(void);
int nondet_int(void);
unsigned int nondet_uint(void);
uint8_t nondet_u8(void);
uint16_t nondet_u16(void);
uint64_t nondet_u64(void);

void proof(void);

#endif
