// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Any bytes as an item of vfio-pci.ids.
 *
 * check "up to 11 bytes": -DLENGTH=11 --unwind 13 --unwindset request_parse_id.0:7
 * full "up to 40 bytes": -DLENGTH=40 --unwind 42 --unwindset request_parse_id.0:7
 * small: -DLENGTH=9 --unwind 11 --unwindset request_parse_id.0:7
 * break "an accepted ID has 2, 3, 4 or 6 fields": src/core/request.c s/return n == 5 ?/return n == 6 ?/
 * break "memory": src/core/request.c s/at < rest->length \&\& (/at <= rest->length \&\& (/
 */
#include "proof.h"
#include "core/pci_addr.c"
#include "core/request.c"

static unsigned int count(const char *text, size_t length, char c)
{
	unsigned int found = 0;

	for (size_t i = 0; i < length; i++)
		found += text[i] == c;
	return found;
}

static bool has_no_other(const char *text, size_t length)
{
	bool fine = true;

	for (size_t i = 0; i < length; i++)
		fine &= text_hex_digit(text[i]) >= 0 || text[i] == ':' || text[i] == 'x' || text[i] == 'X' ||
			text[i] == ' ' || text[i] == '\t';
	return fine;
}

void proof(void)
{
	ANY_TEXT(text, length);
	struct id_entry id;
	unsigned int colons;

	if (request_parse_id(text, length, &id))
		return;
	colons = count(text, length, ':');
	PROVE(colons == 1 || colons == 2 || colons == 3 || colons == 5,
		"an accepted ID has 2, 3, 4 or 6 fields");
	PROVE(has_no_other(text, length), "an accepted ID has no other characters than numbers have");
	PROVE(colons >= 2 || id.subvendor == ID_ANY, "a subvendor that is not given is any");
	PROVE(colons >= 3 || id.subdevice == ID_ANY, "a subdevice that is not given is any");
	PROVE(colons == 5 || (!id.class && !id.class_mask), "a class that is not given is any");
	REACH(colons == 5 && id.vendor == 0xf, "an ID of six fields, the first one f");
}
