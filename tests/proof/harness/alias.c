// SPDX-License-Identifier: GPL-2.0-or-later
/* clang-format off */
/*
 * Any bytes as the last fields of an alias, then any device against an alias as depmod writes it.
 *
 * check "up to 6 bytes; the last fields and the subsystem any": -DLENGTH=6 -DWILD=0x7c --unwind 12 --unwindset proof.0:8,match_alias.1:52,print_hex.1:45
 * break "an alias matches what it names and nothing else": src/core/table.c s/alias.text.i. != .name++/alias.text[i] > *name++/
 * break "memory": src/core/table.c s/i < alias.length/i <= alias.length/
 */
/* clang-format on */
#include "proof.h"
#include "models.h"
#include "core/pci_addr.c"
#include "core/cmdline.c"
#include "core/table.c"

static size_t used;
static char alias[64];

static void write_field(const char *key, unsigned int digits, uint32_t number, bool any)
{
	for (; *key; key++)
		alias[used++] = *key;
	if (any)
		alias[used++] = '*';
	while (!any && digits--)
		alias[used++] = "0123456789ABCDEF"[number >> digits * 4 & 15];
}

void proof(void)
{
	static const char *const key[] = {"v", "d", "sv", "sd", "bc", "sc", "i"};
	const uint32_t have[] = {nondet_u16(), nondet_u16(), nondet_u16(), nondet_u16(), nondet_u8(),
		nondet_u8(), nondet_u8()};
	const struct pci_ids ids = {
		(uint16_t)have[0], (uint16_t)have[1], (uint16_t)have[2], (uint16_t)have[3]};
	int wildcards = 0;
	bool equal = true;
	ANY_TEXT(text, length);
	struct token rest = {text, length};
	struct token whole = {alias, 0};
	char name[ALIAS_TEXT];

	write_alias(name, &ids, have[4] << 16 | have[5] << 8 | have[6]);
	PROVE(match_alias(rest, name) <= (int)length, "no more wildcards than bytes");
	for (int i = 0; i < 7; i++) {
		uint32_t wanted = nondet_uint();
		bool any = WILD >> i & 1;

		ASSUME(i < 4 || wanted <= 0xff);
		write_field(key[i], i < 4 ? 8 : 2, wanted, any);
		wildcards += any;
		equal &= any || wanted == have[i];
	}
	whole.length = used;
	PROVE(match_alias(whole, name) == (equal ? wildcards : -1),
		"an alias matches what it names and nothing else");
	REACH(equal, "a match");
}
