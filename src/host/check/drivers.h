/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which drivers hosts have for graphics cards, and what it does to the machine at hand when one is
 * kept away: the one address for blacklists.
 */
#ifndef GPUPT_DRIVERS_H
#define GPUPT_DRIVERS_H

#include "core/cmdline.h"
#include "host/check/check.h"

/* Modules that a set of lines, or a parameter, keeps from loading: a bit for each known driver. */
typedef uint32_t driver_set;

/* The bit of a module by this name; 0 if it is no driver of cards. */
driver_set drivers_named(struct token name);
/* That of the driver that a function has; 0 if it has none, or another one. */
driver_set drivers_bound(const struct function *function);
/* Those that refuse to load with nomodeset. */
driver_set drivers_of_modesetting(void);
const char *drivers_name(driver_set one);

enum driver_need {
	DRIVER_UNUSED,  /* no function of this machine wants it */
	DRIVER_SPARED,  /* what wants it has another driver, or can have one */
	DRIVER_CLAIMED, /* only functions that are claimed want it, and have no other */
	DRIVER_MISSED   /* a function of the host is left without a driver: *function */
};

/* What becomes of the machine without one driver, where all in gone are kept away. */
enum driver_need drivers_judge(
	const struct checkup *c, driver_set one, driver_set gone, const struct function **function);

/* Whether a module is loaded, built in or installed for some kernel below the root. */
bool drivers_exist(const struct checkup *c, const char *module);

/* A driver of displays for this function that is built into a kernel; NULL if there is none. */
const char *drivers_built_in_for(
	const struct checkup *c, const char *release, const struct function *function);
bool drivers_built_in(const struct checkup *c, const char *release, const char *module);

#endif
