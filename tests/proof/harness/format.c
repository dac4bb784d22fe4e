// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Addresses and paths: what is written is read back the same.
 *
 * check "all addresses": --unwind 10 --unwindset print_hex.1:20,strlen.0:20 -DPCI_DEPTH=2
 * break "an address is read back the same": src/core/pci_addr.c s/hex(cur, 8,/hex(cur, 7,/
 */
#include "proof.h"
#include "models.h"
#include "core/pci_addr.c"

static void any_addr(struct pci_addr *addr)
{
	addr->domain = nondet_uint();
	addr->bus = nondet_u8();
	addr->dev = nondet_u8() & 0x1f;
	addr->fn = nondet_u8() & 7;
}

void proof(void)
{
	char text[PCI_ADDR_TEXT];
	struct pci_addr addr;
	struct pci_addr back;

	any_addr(&addr);
	pci_addr_format(&addr, text);
	PROVE(!pci_addr_parse(text, &back), "an address as it is written can be read");
	PROVE(!pci_addr_compare(&addr, &back), "an address is read back the same");
	REACH(addr.domain > 0xffff, "a domain of more than four digits");
}
