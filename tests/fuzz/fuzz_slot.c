/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The small parsers: SLOT, the kernel's addresses, IDs, and where sysfs keeps a function. */
#include "core/request.h"
#include "fuzz.h"

#include <string.h>

static void check_addr(const struct pci_addr *addr)
{
	char text[PCI_ADDR_TEXT];
	struct pci_addr again;

	MUST(addr->dev <= 0x1f && addr->fn <= 7);
	MUST(!pci_addr_parse(pci_addr_format(addr, text), &again));
	MUST(!pci_addr_compare(addr, &again) && pci_addr_same_slot(addr, &again));
}

/* A path as it is printed is a slot with the same path. */
static void check_path(const struct pci_path *path)
{
	char text[PCI_PATH_TEXT];
	struct pci_slot again;

	MUST(path->hops < PCI_DEPTH);
	check_addr(&path->root);
	pci_path_format(path, text);
	MUST(!pci_slot_parse(text, strlen(text), &again) && !again.all_functions);
	MUST(again.path.hops == path->hops && !memcmp(again.path.devfn, path->devfn, path->hops));
	MUST(!pci_addr_compare(&again.path.root, &path->root));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pci_slot slot;
	struct pci_path path;
	struct pci_addr addr;
	struct id_entry id;
	char text[512];

	if (!pci_slot_parse((const char *)data, size, &slot))
		check_path(&slot.path);
	if (!request_parse_id((const char *)data, size, &id))
		MUST(!id.class || memchr(data, ':', size));
	if (size >= sizeof(text))
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (!pci_addr_parse(text, &addr))
		check_addr(&addr);
	if (pci_path_from_link(text, &path))
		check_path(&path);
	return 0;
}
