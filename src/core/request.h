/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the command line asks for (contract, section 3). Pure: text in, struct and notes out.
 */
#ifndef GPUPT_REQUEST_H
#define GPUPT_REQUEST_H

#include "core/note.h"
#include "core/pci_addr.h"

#ifndef REQUEST_ENTRIES
#define REQUEST_ENTRIES 64 /* in each list; fits the bits of a uint64_t */
#endif
#ifndef REQUEST_DRIVERS
#define REQUEST_DRIVERS 8
#endif
#ifndef DRIVER_NAME
#define DRIVER_NAME 32 /* bytes, with the NUL */
#endif
#define ID_ANY 0xffffffffu

_Static_assert(REQUEST_ENTRIES <= 64, "an entry is a bit of a uint64_t");

enum request_mode { MODE_ON, MODE_OFF, MODE_PLAN };
enum request_group { GROUP_SLOT, GROUP_WHOLE, GROUP_EXACT };

/* Where an entry stood and what it said. */
struct entry {
	unsigned int order;       /* counted over all lists, in the order of the command line */
	char text[QUOTE_MAX + 1]; /* any bytes: escape before printing */
};

struct slot_entry {
	struct entry entry;
	struct pci_slot slot;
};

/* As the kernel's struct pci_device_id: ID_ANY matches all, class only under class_mask. */
struct id_entry {
	struct entry entry;
	uint32_t vendor;
	uint32_t device;
	uint32_t subvendor;
	uint32_t subdevice;
	uint32_t class;
	uint32_t class_mask;
};

struct request {
	bool asked;            /* gpupt.slots or vfio-pci.ids was given */
	bool slots_given;      /* then they are the whole list: IDs claim nothing outside of it */
	bool slots_unsound;    /* a slot entry was bad or one too many */
	bool guard_unreadable; /* a keep entry or gpupt.host was bad, or a parameter is not known */
	bool desktop;
	bool hold;
	int noiommu; /* vfio.enable_unsafe_noiommu_mode: 1, 0, or -1 if it was not given */
	enum request_mode mode;
	enum request_group group;
	unsigned int timeout; /* seconds */
	unsigned int orders;  /* entries seen so far, in all lists */
	unsigned int drivers; /* the values of gpupt.driver; the last valid one wins */
	unsigned int slots;
	unsigned int keeps;
	unsigned int ids;
	char driver[REQUEST_DRIVERS][DRIVER_NAME];
	/* One more in each: where the entry is read that does not fit. */
	struct slot_entry slot[REQUEST_ENTRIES + 1];
	struct slot_entry keep[REQUEST_ENTRIES + 1];
	struct id_entry id[REQUEST_ENTRIES + 1];
};

/* text need not be terminated; a NUL ends it. */
void request_parse(const char *text, size_t length, struct request *request, struct notes *notes);

/* The names of all parameters that are read; NULL behind the last one. */
const char *request_parameter(unsigned int i);

/* "gpupt.slots=02:00" and the like, cut at QUOTE_MAX; returns buf. */
char *request_quote(char buf[QUOTE_MAX + 1], const char *name, const char *value);
/* A note about an entry: that is its subject. */
void request_note(
	struct notes *notes, enum note_code code, const char *name, const char *value, const char *text);
/* What is expected of gpupt.driver. */
extern const char *const request_drivers;

/* One item of vfio-pci.ids in the kernel's grammar; NULL, or what was expected. */
const char *request_parse_id(const char *text, size_t length, struct id_entry *id);

#endif
