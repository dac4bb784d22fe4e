// SPDX-License-Identifier: GPL-2.0-or-later
/* clang-format off */
/*
 * Any two values of gpupt.slots and gpupt.keep; which items can be understood is any choice.
 *
 * check "two values of up to 3 bytes, 1 entry": -DLENGTH=3 -DREQUEST_ENTRIES=1 --unwind 5
 * full "two values of up to 4 bytes, 2 entries": -DLENGTH=4 -DREQUEST_ENTRIES=2 --unwind 6
 * small: -DLENGTH=2 -DREQUEST_ENTRIES=1 --unwind 5
 * break "a lost entry of gpupt.keep makes the guard unreadable": src/core/request.c s/guard_unreadable = true/guard_unreadable = false/
 */
/* clang-format on */
#define PCI_DEPTH 2
#include "proof.h"
#include "silent.h"
#include "core/cmdline.c"
#include "core/request.c"

static struct request request;
static unsigned int given; /* items that the parser got */

const char *pci_slot_parse(const char *text, size_t length, struct pci_slot *slot)
{
	PROVE(length, "an item that is parsed is not empty");
	given++;
	return nondet_bool() ? "expected" : NULL;
}

void proof(void)
{
	bool keep = nondet_bool();

	for (int i = 0; i < 2; i++) {
		ANY_TEXT(text, length);
		struct param param = {{"", 0}, {text, length}, nondet_bool()};
		unsigned int before = given;

		if (keep)
			read_keep(&param, &request, &notes);
		else
			read_slots(&param, &request, &notes);
		PROVE(given > before || (keep ? request.guard_unreadable : request.slots_unsound),
			"a value without items is an error");
	}
	PROVE(!keep || request.guard_unreadable || request.keeps == given,
		"a lost entry of gpupt.keep makes the guard unreadable");
	PROVE(keep || request.slots_unsound || request.slots == given,
		"a lost entry of gpupt.slots makes the list unsound");
	REACH(given == REQUEST_ENTRIES + 1, "one entry too many");
}
