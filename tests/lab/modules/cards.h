/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Test only: cards.ko shows the kernel the PCI functions of a machine that is data.
 *
 *	insmod cards.ko machine=FILE [groups=1] [shift=N] [regs=PHYSICAL-ADDRESS]
 *
 * FILE is a machine in the format of tests/machines (src/host/capture/machine_file.h), so that
 * every machine of that library can be booted. What the kernel then sees is what the file says:
 * addresses, IDs, classes, headers, bridges with their bus numbers, domains. The config space of
 * each function is memory; nothing is behind the BARs, where QEMU reads zeros. That is enough for
 * the PCI core, the IOMMU and vfio-pci, and for the host's drivers to try their luck.
 *
 * Of a function's line count
 *
 *	ADDRESS VENDOR:DEVICE	indentation says behind which bridge; what QEMU has in that place
 *		(00:00.0, 00:1f.0) makes room
 *	class=CCCCCC, sub=VENDOR:DEVICE, header=HH, physfn= (a virtual function: left out)
 *	group=N
 *	boot_vga=1		the display that the firmware enabled
 *
 * and these, which no captured machine has:
 *
 *	rev=HH			revision (default 00)
 *	type=H			PCI Express type; default: by its place. 4 root port, 5 upstream, 6
 *				downstream, 7 bridge to PCI, 9 integrated, 0 and 1 endpoint, f conventional
 *	caps=NAME[,NAME]...	of pm msi exp flr acs; default all, and acs by the groups
 *	bar=AT:KIND:SIZE[,...]	AT in hex; KIND mem32, mem64, pref64, io; SIZE as 256M; default by
 *				class; "-" for none
 *	fault=NAME		what is wrong with it: cards-faults.c has the names
 *	word=AT:VALUE[,...]	BAR 0 is real memory, zeros and these words (hex): needs regs=
 *
 * Every other key, and every line that is no function, is passed over.
 *
 * shift=N	is added to all bus numbers but 00: the same machine, renumbered.
 *
 * regs=PHYSICAL-ADDRESS	memory that the kernel was told not to use (mem=): the functions with
 *				word= get 16M of it each, in order
 *
 * Where functions stand: on a bus that is there, behind a port of QEMU's or on its root bus 0000:00,
 * they join it; a bus without a bridge above it that is not there gets a host bridge of its own.
 *
 * Groups: with groups=1 (and intel_iommu=off) the module is an IOMMU itself, for all domains, and the
 * groups are exactly those of the data; functions without group= have none, numbers may differ.
 * Nothing is translated then: that is for binding, not for guests. Without it QEMU's IOMMU serves what
 * stands behind ports of QEMU's, and no other function: its table of devices (DMAR) was made before. The
 * kernel finds the groups itself then, and functions and ports whose group is theirs alone have the
 * capability ACS for that.
 *
 * To give a function a behaviour, see cards-faults.c: it is asked after each write to a function's
 * config space, and for each read. A new key is a row in the table of cards-machine.c.
 */
#ifndef GPUPT_LAB_CARDS_H
#define GPUPT_LAB_CARDS_H

#include <linux/pci.h>

#define FUNCTIONS_MAX 512
#define BARS_MAX 6
#define WORDS_MAX 8
#define REGISTERS SZ_16M /* of a function with word= */

/* What the PCI core calls a function that is no PCI Express one has no number there. */
#define TYPE_CONVENTIONAL 0xf
#define TYPE_BY_PLACE 0xff

enum cap { CAP_PM = 1, CAP_MSI = 2, CAP_EXP = 4, CAP_FLR = 8, CAP_ACS = 16, CAP_ACS_BY_GROUP = 32 };
enum at { AT_PM = 0x60, AT_MSI = 0x68, AT_EXP = 0x78, AT_ACS = 0x100 };

struct bar {
	u8 at, flags;
	u64 size;
};

struct fault;

struct function {
	int domain, parent; /* index of the bridge above, -1: none */
	u8 bus, devfn;
	u16 vendor, device, subvendor, subdevice;
	u32 class;
	u8 rev, header, type;
	unsigned int caps;
	int group; /* -1: none */
	bool multifunction;
	bool boot_vga; /* or a bridge on the way to it */
	bool skipped;  /* virtual: a driver would make it */
	u8 secondary, subordinate;
	struct bar bars[BARS_MAX];
	int bar_count; /* -1: by class */
	u32 word_at[WORDS_MAX], word_is[WORDS_MAX];
	int words;
	const struct fault *fault; /* NULL: it is healthy */
	bool was_reset, slept, hung;
	struct pci_dev *dev; /* once it is seen */
	/* What it answers, and which of its bits can be written. */
	u8 config[PCI_CFG_SPACE_EXP_SIZE], writable[PCI_CFG_SPACE_EXP_SIZE];
};

extern unsigned int bus_shift;
extern struct function **functions;
extern int function_count;

static inline bool is_bridge(const struct function *f)
{
	return (f->header & 0x7f) == PCI_HEADER_TYPE_BRIDGE;
}

static inline bool same_bus(const struct function *a, const struct function *b)
{
	return a->domain == b->domain && a->bus == b->bus;
}

/* cards-machine.c: the file becomes functions, and what follows from their places. */
int machine_read(char *text);

/* cards-config.c: what they answer. */
void config_make(struct function *f);
extern struct pci_ops cards_ops;
void cards_join(struct pci_bus *bus); /* puts them onto a bus that is there */
struct function *function_at(struct pci_bus *bus, unsigned int devfn);

/* cards-faults.c */
const struct fault *fault_find(const char *name);
void fault_make(struct function *f);   /* its config space is made */
void fault_appear(struct function *f); /* it is there, and has its memory */
void fault_written(struct function *f, int where, int size, u32 value);
u32 fault_read(struct function *f, int where, int size, u32 value);
int fault_release(void); /* ends every hang */

/* cards-groups.c */
int groups_register(void);

#endif
