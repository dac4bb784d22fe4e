/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Configuration for virtualisation platforms (contract, section 9), from a description of the
 * devices: pure, it sees neither sysfs nor the boot report. One file for each platform, one row
 * of the table in formats.c.
 */
#ifndef GPUPT_EXPORT_H
#define GPUPT_EXPORT_H

#include "core/out.h"
#include "core/pci_addr.h"
#include "core/request.h"

#define EXPORT_NAME 160
#define EXPORT_HOST 64
#define EXPORT_NODES 8

/* A device node of a driver of the host: "/dev/dri/card0", 226:0. */
struct device_node {
	char path[64];
	unsigned int major;
	unsigned int minor;
};

/* What is said once of all devices that have it. */
enum seen {
	SEEN_IDS = 1,  /* vendor and device */
	SEEN_KIND = 2, /* those, and physical or virtual function */
	SEEN_GROUP = 4 /* IOMMU group */
};

struct device {
	struct pci_addr addr;
	struct pci_ids ids;
	uint32_t class;           /* 24 bits */
	unsigned int card;        /* the same number: of one card of the machine */
	int group;                /* IOMMU group, -1 without one */
	int numa_node;            /* -1 if the machine does not say */
	bool claimed;             /* at boot, and it still holds */
	bool has_vfs;             /* a physical function: it has sriov_totalvfs */
	bool is_vf;               /* a virtual function: it has physfn */
	bool whole_slot;          /* its slot has no function that is missing in the set, none virtual */
	char driver[DRIVER_NAME]; /* that it is on now, "" if none */
	unsigned int seen;        /* enum seen: what an earlier device has, too; set by export_group */
	uint8_t guest_fn;         /* the function that it is in the guest; set by export_group */
	char name[EXPORT_NAME];   /* "NVIDIA Corporation GA102 [GeForce RTX 3090]"; any bytes */
	unsigned int nodes;       /* only where the host's driver has it */
	struct device_node node[EXPORT_NODES];
};

/* Functions that belong together, perhaps on several buses; or one virtual function. */
struct card {
	unsigned int first; /* into device_set.device */
	unsigned int count;
};

struct device_set {
	char host[EXPORT_HOST]; /* the machine's name */
	bool other_domains;     /* it has functions outside domain 0, so lspci prints domains */
	bool desktop;           /* gpupt.host=desktop: somebody sits in front of the host */
	unsigned int count;
	unsigned int cards;
	struct device *device; /* card by card, each in address order */
	struct card *card;     /* set by export_group */
	unsigned int shared;   /* nodes that all cards of the host's driver share */
	struct device_node shared_node[EXPORT_NODES];
};

struct export_format {
	const char *name;
	const char *platform; /* as it calls itself */
	const char *where;    /* where the output goes; whole lines */
	bool for_host;        /* for cards that the host keeps, not for claimed ones */
	uint32_t max_domain;  /* the highest PCI domain that the platform can say */
	/* NULL, or a sentence on why the platform cannot have this device; NULL: it always can */
	const char *(*refuse)(const struct device_set *set, const struct device *device);
	void (*print)(const struct device_set *set, struct out *out);
};

/* The end has no name. */
extern const struct export_format export_formats[];
/* NULL if there is no format of that name. */
const struct export_format *export_find(const char *name);

/* Sets card, cards, guest_fn and seen from the devices. export_free releases. */
void export_group(struct device_set *set);
void export_free(struct device_set *set);

/* What the formats share. */

static inline const struct device *card_device(
	const struct device_set *set, unsigned int card, unsigned int i)
{
	return &set->device[set->card[card].first + i];
}

/* Base class 03, display. */
bool device_is_display(const struct device *device);

/* "PREFIX0000:02:00.0 NAME [10de:2204]SUFFIX" and a newline, for a comment. */
void export_title(struct out *out, const char *prefix, const struct device *device, const char *suffix);

/*
 * For platforms that choose by themselves: a comment, with this in front of each line, on cards that share
 * an IOMMU group. Only one guest can have them.
 */
void export_shared(const struct device_set *set, const char *prefix, struct out *out);

/* Any text as a comment may have it: printable ASCII, and no "--", which ends one in XML. */
void export_plain(struct out *out, const char *text);

/* The model in a name: what is in brackets, else all of it; returns buf. */
char *export_model(const struct device *device, char buf[EXPORT_NAME]);

/* "10de-2204": a part of names that platforms accept; returns buf. */
char *export_ids_name(const struct device *device, char buf[16]);

void export_ansible(const struct device_set *set, struct out *out);
void export_harvester(const struct device_set *set, struct out *out);
void export_incus(const struct device_set *set, struct out *out);
void export_kubevirt(const struct device_set *set, struct out *out);
void export_libvirt(const struct device_set *set, struct out *out);
void export_lxc(const struct device_set *set, struct out *out);
void export_lxd(const struct device_set *set, struct out *out);
void export_nova(const struct device_set *set, struct out *out);
void export_opennebula(const struct device_set *set, struct out *out);
void export_proxmox(const struct device_set *set, struct out *out);
void export_qemu(const struct device_set *set, struct out *out);
void export_udev(const struct device_set *set, struct out *out);
void export_vagrant(const struct device_set *set, struct out *out);

/* LXD and Incus share their profiles. */
void export_profile(const struct device_set *set, const char *client, struct out *out);

const char *kubevirt_refuse(const struct device_set *set, const struct device *device);
const char *lxc_refuse(const struct device_set *set, const struct device *device);
const char *proxmox_refuse(const struct device_set *set, const struct device *device);
const char *udev_refuse(const struct device_set *set, const struct device *device);

#endif
