/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* asprintf */
#include "host/names.h"
#include "host/root.h"

#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <pci/pci.h>

struct names {
	struct pci_access *access;
	unsigned int users;
	int flags;
	bool broken; /* the list of names cannot be read */
};

/*
 * Of libpci only the names are used, so it is not initialised (that would look for the machine's
 * devices), and it needs these. A broken list is no reason to stop: then there are numbers.
 */
static jmp_buf on_error;

__attribute__((noreturn)) static void give_up(char *format, ...)
{
	(void)format;
	longjmp(on_error, 1); /* libpci wants an error function that does not return */
}

static void ignore(char *format, ...)
{
	(void)format;
}

/* A command has one root, and the list is long: who asks while it is open gets the same. */
static struct names *open_names;

struct names *names_open(const struct host *host)
{
	static const char *const lists[] = {"usr/share/misc/pci.ids", "usr/share/hwdata/pci.ids"};
	struct names *names = open_names ? open_names : calloc(1, sizeof(*names));
	char real[PATH_MAX];
	char *path;

	if (!names || names->users++)
		return names;
	open_names = names;
	names->access = pci_alloc();
	names->access->id_lookup_mode = 0; /* no cache of names in somebody's home */
	names->access->error = give_up;
	names->access->warning = ignore;
	names->access->debug = ignore;
	if (host->live)
		return names;
	names->flags = PCI_LOOKUP_NO_HWDB;
	for (unsigned int i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		/* libpci would follow a link out of the root. */
		if (root_real(host->root, lists[i], real, sizeof(real)) ||
			asprintf(&path, "%s/%s", host->root_path, real) < 0)
			continue;
		pci_set_name_list_path(names->access, path, 1);
		break;
	}
	return names;
}

void names_close(struct names *names)
{
	if (!names || --names->users)
		return;
	open_names = NULL;
	pci_free_name_list(names->access);
	pci_cleanup(names->access);
	free(names);
}

/* What libpci says to this kind of question, or NULL. */
static char *look_up(struct names *names, int what, const struct pci_ids *ids, char buf[NAME_TEXT])
{
	if (!names || names->broken)
		return NULL;
	if (!setjmp(on_error))
		return pci_lookup_name(
			names->access, buf, NAME_TEXT, what | names->flags, ids->vendor, ids->device);
	names->broken = true;
	return NULL;
}

char *names_of_vendor(struct names *names, const struct pci_ids *ids, char buf[NAME_TEXT])
{
	return look_up(names, PCI_LOOKUP_VENDOR | PCI_LOOKUP_NO_NUMBERS, ids, buf);
}

char *names_of_device(struct names *names, const struct pci_ids *ids, char buf[NAME_TEXT])
{
	return look_up(names, PCI_LOOKUP_DEVICE | PCI_LOOKUP_NO_NUMBERS, ids, buf);
}

char *names_device(struct names *names, const struct pci_ids *ids, char buf[NAME_TEXT])
{
	if (!look_up(names, PCI_LOOKUP_VENDOR | PCI_LOOKUP_DEVICE, ids, buf))
		snprintf(buf, NAME_TEXT, "Device %04x:%04x", ids->vendor, ids->device);
	return buf;
}

/* "Advanced Micro Devices, Inc. [AMD/ATI]" has a short name in it; others end in a legal form. */
static void shorten_vendor(char *vendor)
{
	static const char *const endings[] = {" Corporation", " Corp.", ", Inc.", " Inc.", " Ltd."};
	char *open = strchr(vendor, '[');
	size_t length = strlen(vendor);

	if (open && vendor[length - 1] == ']') {
		vendor[length - 1] = '\0';
		memmove(vendor, open + 1, strlen(open));
		return;
	}
	for (unsigned int i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		size_t ending = strlen(endings[i]);

		if (length > ending && !strcmp(vendor + length - ending, endings[i])) {
			vendor[length - ending] = '\0';
			return;
		}
	}
}

char *names_short(struct names *names, const struct pci_ids *ids, char buf[NAME_TEXT])
{
	char device[NAME_TEXT];
	size_t used;

	if (!look_up(names, PCI_LOOKUP_VENDOR, ids, buf) || !look_up(names, PCI_LOOKUP_DEVICE, ids, device))
		return names_device(names, ids, buf);
	shorten_vendor(buf);
	used = strlen(buf);
	snprintf(buf + used, NAME_TEXT - used, " %s", device);
	return buf;
}

char *names_model(struct names *names, const struct pci_ids *ids, char buf[NAME_TEXT])
{
	char device[NAME_TEXT];
	char *open;
	size_t used;

	if (!look_up(names, PCI_LOOKUP_VENDOR, ids, buf) || !look_up(names, PCI_LOOKUP_DEVICE, ids, device))
		return names_device(names, ids, buf);
	shorten_vendor(buf);
	open = strchr(device, '[');
	if (open && device[strlen(device) - 1] == ']')
		device[strlen(device) - 1] = '\0';
	used = strlen(buf);
	snprintf(buf + used, NAME_TEXT - used, " %s", open ? open + 1 : device);
	return buf;
}

/* The more exact code first; a code of 16 bits is class and subclass, 0xff00 stands for any. */
static const struct {
	uint16_t code;
	uint16_t mask;
	const char *kind;
} kinds[] = {
	{0x0106, 0xffff, "SATA"},
	{0x0108, 0xffff, "NVMe"},
	{0x0100, 0xff00, "storage"},
	{0x0200, 0xffff, "Ethernet"},
	{0x0200, 0xff00, "network"},
	{0x0300, 0xffff, "VGA"},
	{0x0302, 0xffff, "3D"},
	{0x0300, 0xff00, "display"},
	{0x0401, 0xffff, "audio"},
	{0x0403, 0xffff, "audio"},
	{0x0400, 0xff00, "media"},
	{0x0500, 0xff00, "memory"},
	{0x0680, 0xffff, "other bridge"},
	{0x0600, 0xff00, "bridge"},
	{0x0700, 0xff00, "serial"},
	{0x0800, 0xff00, "system"},
	{0x0900, 0xff00, "input"},
	{0x0b00, 0xff00, "processor"},
	{0x0c03, 0xffff, "USB"},
	{0x0c05, 0xffff, "SMBus"},
	{0x0c00, 0xff00, "serial bus"},
	{0x0d00, 0xff00, "wireless"},
	{0x1000, 0xff00, "crypto"},
	{0x1100, 0xff00, "signal"},
	{0x1200, 0xff00, "accelerator"},
};

const char *names_kind(uint32_t class)
{
	for (unsigned int i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if ((class >> 8 & kinds[i].mask) == kinds[i].code)
			return kinds[i].kind;
	}
	return "other";
}
