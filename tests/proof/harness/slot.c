// SPDX-License-Identifier: GPL-2.0-or-later
/* clang-format off */
/*
 * Any bytes as a SLOT: addresses, paths, @IDs.
 *
 * check "up to 36 bytes, paths of 4 functions": -DLENGTH=36 -DPCI_DEPTH=4 --unwind 10 --unwindset pci_slot_parse.0:5,parse_ids.0:5
 * full "up to 60 bytes, paths of 6 functions": -DLENGTH=60 -DPCI_DEPTH=6 --unwind 10 --unwindset pci_slot_parse.0:7,parse_ids.0:5
 * small: -DLENGTH=14 -DPCI_DEPTH=2 --unwind 10 --unwindset pci_slot_parse.0:3,parse_ids.0:5
 * break "device and function of an accepted slot are in range": src/core/pci_addr.c s/value > 7/value > 8/
 * break "memory": src/core/pci_addr.c s/cur->at >= cur->end/cur->at > cur->end/
 */
/* clang-format on */
#include "proof.h"
#include "core/pci_addr.c"

void proof(void)
{
	ANY_TEXT(text, length);
	struct pci_slot slot;
	const char *wrong = pci_slot_parse(text, length, &slot);

	if (wrong)
		return;
	PROVE(slot.path.root.dev <= 0x1f && slot.path.root.fn <= 7,
		"device and function of an accepted slot are in range");
	PROVE(slot.path.hops < PCI_DEPTH, "an accepted path is not deeper than PCI_DEPTH");
	PROVE(!slot.has_subsystem || slot.has_ids, "a subsystem only stands behind IDs");
}
