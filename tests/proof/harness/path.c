// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Paths through bridges: what is written is read back the same.
 *
 * check "all paths of 3 functions": -DPCI_DEPTH=4 -DHOPS=2 --unwind 10 --unwindset strlen.0:40,print_hex.1:25
 * full "all paths of 5 functions": -DPCI_DEPTH=5 -DHOPS=4 --unwind 10 --unwindset strlen.0:50,print_hex.1:25
 * break "a path as it is written can be read": src/core/pci_addr.c s/PCI_DEPTH - 1)/PCI_DEPTH - 3)/
 */
#include "proof.h"
#include "models.h"
#include "core/pci_addr.c"

void proof(void)
{
	char text[PCI_PATH_TEXT];
	struct pci_path path = {.hops = HOPS};
	struct pci_slot slot;

	path.root.domain = nondet_uint();
	path.root.bus = nondet_u8();
	path.root.dev = nondet_u8() & 0x1f;
	path.root.fn = nondet_u8() & 7;
	for (int i = 0; i < HOPS; i++)
		path.devfn[i] = nondet_u8();
	pci_path_format(&path, text);
	PROVE(!pci_slot_parse(text, strlen(text), &slot), "a path as it is written can be read");
	PROVE(!pci_addr_compare(&path.root, &slot.path.root) && slot.path.hops == HOPS,
		"a path is read back with the same beginning and length");
	for (int i = 0; i < HOPS; i++)
		PROVE(slot.path.devfn[i] == path.devfn[i], "a path is read back with the same bridges");
}
