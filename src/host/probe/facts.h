/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was seen of a function through VFIO and in sysfs. The child that looks writes it into memory
 * that it shares with its parent, so what was seen before a hang is known, and at what it hung.
 */
#ifndef GPUPT_PROBE_FACTS_H
#define GPUPT_PROBE_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/pci_addr.h"

#define PROBE_REGIONS 7 /* VFIO's numbers: six base address registers and the ROM */
#define PROBE_ROM 6
#define PROBE_CONFIG 4096
#define PROBE_HITS 32

/* Where the child is with a function, in this order; a hang is of the stage it is in. */
enum probe_stage {
	STAGE_WAITING, /* for another function's turn */
	STAGE_BEFORE,  /* reads sysfs and the configuration space, as the host sees them */
	STAGE_GROUP,   /* opens the IOMMU group (or the node of its own) and sets the IOMMU */
	STAGE_OPEN,    /* opens the function, which resets it */
	STAGE_READ,    /* reads its configuration space through VFIO */
	STAGE_MAP,     /* maps and reads its memory */
	STAGE_RESET,
	STAGE_AGAIN, /* reads both again */
	STAGE_POWER,
	STAGE_CLOSE,
	STAGE_DONE
};

struct probe_region {
	uint64_t size;     /* as VFIO tells it */
	uint64_t expected; /* as sysfs has it */
	bool memory;       /* neither I/O ports nor the ROM */
	bool mappable;     /* VFIO says that it can be mapped */
	bool mapped;
	bool tried;    /* it was tried to read a word of it */
	int error;     /* errno of mapping or reading it; EFAULT: the read ended with SIGBUS */
	uint32_t word; /* the first */
};

/* One reading of the configuration space through VFIO. */
struct probe_config {
	unsigned int length; /* 0: not read */
	int error;           /* errno */
	uint8_t byte[PROBE_CONFIG];
};

struct probe_link {
	char speed[16]; /* "8.0 GT/s"; "" if there is none */
	char max_speed[16];
	unsigned int width; /* 0 if there is none */
	unsigned int max_width;
	unsigned int port_width; /* what the port above can do */
};

struct probe_facts {
	volatile enum probe_stage stage;
	enum probe_stage failed; /* where it ended early, with error; STAGE_WAITING: it did not */
	int error;               /* errno */
	bool not_viable;         /* STAGE_GROUP: another function of the group has a driver */
	bool noiommu;            /* it works without an IOMMU */

	char power_state[16];  /* before it was opened: "D3hot" */
	char reset_method[64]; /* "flr bus" */
	char idle_power[24];   /* microwatts, where a sensor is left; "" without */
	struct probe_link link;
	bool is_virtual;
	struct pci_ids ids; /* the kernel's own attributes */
	uint32_t class;
	unsigned int before_length;
	uint8_t before[256]; /* the configuration space before it was opened */

	struct probe_region region[PROBE_REGIONS];
	struct probe_config config; /* once it is open */
	unsigned int intx;
	unsigned int msi;
	unsigned int msix;
	bool resets; /* VFIO can reset it alone */

	int hot_error; /* errno of asking what a reset of its bus hits: ENODEV if there is none */
	bool hot_asked;
	unsigned int hits;
	struct pci_addr hit[PROBE_HITS];

	bool reset_tried;
	bool reset_by_bus;
	int reset_error;           /* errno */
	struct probe_config again; /* after it */
	int again_error;           /* the first error of reading its memory then */
	unsigned int again_region; /* where */

	bool power_tried;
	int power_error;
	bool slept; /* it told that it is in D3hot */
	bool woke;  /* and in D0 after that */
};

#endif
