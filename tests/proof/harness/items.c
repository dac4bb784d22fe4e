// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Any bytes as what is left of a list with commas: the next item.
 *
 * check "up to 16 bytes": -DLENGTH=16 --unwind 18
 * full "up to 64 bytes": -DLENGTH=64 --unwind 66
 * small: -DLENGTH=3 --unwind 5
 * break "a list item has no comma": src/core/cmdline.c s/(list->text, ',',/(list->text, ';',/
 */
#include "proof.h"
#include "models.h"
#include "core/cmdline.c"

void proof(void)
{
	ANY_TEXT(text, length);
	struct token list = {text, length};
	struct token item;

	PROVE(token_next_item(&list, &item), "a list has at least one item");
	PROVE(item.text == text && item.length <= length, "an item is the beginning of its list");
	PROVE(!memchr(item.text, ',', item.length), "a list item has no comma");
	PROVE(!list.text ? item.length == length
			 : list.text == text + item.length + 1 && list.length == length - item.length - 1,
		"behind an item and its comma stands the rest, or there is none");
	REACH(!item.length && list.text, "an empty item before others");
}
