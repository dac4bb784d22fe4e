/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * By what a person tells one card from its twin, and what it has: the name of its slot, the monitors at
 * it, its processor's memory node, its link and its power. All is of sysfs, and what it does not tell is
 * left out; the card is not woken for it.
 */
#ifndef GPUPT_SIGHT_H
#define GPUPT_SIGHT_H

#include "core/inventory.h"
#include "host/host.h"
#include "host/json.h"
#include "host/text.h"

#define SIGHT_MONITORS 16
#define SIGHT_WORD 64

struct monitor {
	char connector[32]; /* "HDMI-A-1" */
	char name[16];      /* as it calls itself, "" if it does not */
};

struct link_state {
	char speed[16]; /* "16.0 GT/s", "" if not known */
	int width;      /* lanes, -1 if not known */
};

struct sight {
	int numa_node;          /* -1: the machine has no nodes, or does not tell */
	char label[SIGHT_WORD]; /* the firmware's name for it, "" without one */
	char slot[SIGHT_WORD];  /* the name of the slot it sits in, "" without one */
	struct link_state link; /* now: a card that is idle slows down */
	struct link_state most; /* that the card can do */
	char power_state[16];   /* "D0", "D3cold"; "" if not known */
	int watts;              /* it takes now, -1 if not known */
	int watts_limit;        /* it may take, -1 if not known */
	unsigned int monitors;  /* connected ones */
	struct monitor monitor[SIGHT_MONITORS];
};

/* The slots that the kernel names, with what sits in them. */
struct slot_names;

struct slot_names *slot_names_read(int root);
void slot_names_free(struct slot_names *slots);

/* Nothing is known. */
extern const struct sight sight_of_nothing;

/* Never fails: what cannot be read is not known. */
void sight_read(
	int root, const struct slot_names *slots, const struct function *function, struct sight *sight);

/* A monitor's own name, from the EDID in its connector's directory; "" if it tells none. */
void sight_monitor_name(int root, const char *dir, char name[16]);

/* "slot 3, NUMA node 1, PCIe 4.0 x8 of x16, 35 of 350 W"; "" if nothing is known. */
void sight_place(const struct sight *sight, struct text *text);
/* "link" and "link_max". */
void sight_json_links(const struct sight *sight, struct json *json);
/* "DELL U2720Q at DP-1, a monitor at HDMI-A-1"; "" without a monitor. */
void sight_monitors(const struct sight *sight, struct text *text);

#endif
