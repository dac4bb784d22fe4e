// SPDX-License-Identifier: GPL-2.0-or-later
/* clang-format off */
/*
 * Any bytes as the name of a parameter: what begins with gpupt, or is one slip away from it before the
 * first dot, may be a guard.
 *
 * check "up to 8 bytes": -DLENGTH=8 --unwind 12 --unwindset strlen.0:40
 * full "up to 12 bytes": -DLENGTH=12 --unwind 16 --unwindset strlen.0:40
 * break "one slip away from gpupt is seen": src/core/request.c s/front + end >= OURS_LENGTH - 1/front + end >= OURS_LENGTH/
 * break "a guard that may be meant makes the guard unreadable": src/core/request.c s/guard_unreadable = true/guard_unreadable = false/
 */
/* clang-format on */
#include "proof.h"
#include "models.h"
#include "silent.h"
#include "core/cmdline.c"
#include "core/request.c"

static struct request request;

const char *pci_slot_parse(const char *text, size_t length, struct pci_slot *slot)
{
	return "expected";
}

/* The text with the byte at skip left out is the other. */
static bool without(const char *text, size_t length, size_t skip, const char *other, size_t other_length)
{
	bool same = length == other_length + 1;

	for (size_t i = 0; same && i < other_length; i++)
		same &= text[i + (i >= skip)] == other[i];
	return same;
}

/* All but these two bytes are the same; they are exchanged, or the first of them is any. */
static bool but_for(const char *text, size_t at, bool exchanged)
{
	bool same = true;

	for (size_t i = 0; i < 5; i++) {
		char wanted = "gpupt"[i];

		if (exchanged && i == at)
			wanted = "gpupt"[at + 1];
		else if (exchanged && i == at + 1)
			wanted = "gpupt"[at];
		else if (i == at)
			continue;
		same &= text[i] == wanted;
	}
	return same;
}

static bool one_slip(const char *text, size_t length)
{
	bool is = false;

	for (size_t at = 0; at < 6; at++) {
		is |= at < 5 && length == 5 && but_for(text, at, false);
		is |= at < 4 && length == 5 && but_for(text, at, true);
		is |= at < 5 && without("gpupt", 5, at, text, length);
		is |= without(text, length, at, "gpupt", 5);
	}
	return is;
}

void proof(void)
{
	ANY_TEXT(text, length);
	struct token name = {text, length};
	size_t part = 0;

	while (part < length && text[part] != '.')
		part++;
	PROVE(!one_slip(text, part) || is_like_ours(name), "one slip away from gpupt is seen");
	PROVE(length < 5 || memcmp(text, "gpupt", 5) || is_like_ours(name), "what begins with gpupt is seen");
	REACH(one_slip(text, part) && part == 4 && part < length, "a letter that is missing");
	REACH(!is_like_ours(name) && length == LENGTH, "a name that is none of ours");
	note_unknown(name, "", &request, &notes);
	PROVE(request.guard_unreadable, "a guard that may be meant makes the guard unreadable");
}
