/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What gpupt check looks at: read once, then judged by one small function for each check. A check
 * reads further files below the root where they are its own business. None prints.
 */
#ifndef GPUPT_CHECK_H
#define GPUPT_CHECK_H

#include "core/inventory.h"
#include "host/boot/bootcfg.h"
#include "host/check/checks.h"
#include "host/check/finding.h"
#include "host/status/bootreport.h"
#include "host/host.h"
#include "host/image/image.h"
#include "host/image/kernels.h"
#include "host/plan/plan_input.h"
#include "modules/modtable.h"

struct check_kernel {
	enum modtable_result modules;
	int error;                /* of reading the image */
	bool sound;               /* facts are valid */
	char system[IMAGE_OSREL]; /* of a unified image */
	struct image_facts facts;
};

struct checkup {
	const struct host *host;
	struct inventory all;
	struct plan_input *now;  /* by the running command line */
	struct plan_input *next; /* by that of the next boot; the running one if that is not known */
	struct bootcfg cfg;
	int cfg_error;
	struct kernels kernels;
	int kernels_error;
	struct check_kernel kernel[KERNELS_MAX]; /* as kernels.kernel */
	struct boot_report report;
	const char *report_wrong; /* NULL: there is a report */
	bool report_missing;
};

/* 0 or -errno (then it was said what failed). checkup_free releases. */
int checkup_read(const struct host *host, struct checkup *c);
void checkup_free(struct checkup *c);

/* Whether a kernel's modules are enough for a table. */
enum modtable_result check_modules(const struct host *host, const char *release);

/* The last parameter of this name; false if there is none. */
bool check_parameter(const struct plan_input *input, const char *name, struct token *value);

/* Whether some function is, or is to be, a guest's. */
bool check_claims(const struct plan_input *input);

/* Whether the next boot claims a function. */
bool check_is_claimed(const struct checkup *c, const struct function *function);

/* What switches the IOMMU on, here. */
const char *check_iommu_advice(const struct checkup *c);

/* A note of the next boot's plan, with what to do about it. */
void check_add_note(
	const struct checkup *c, const struct note *note, enum verdict verdict, struct finding *f);

/* Says that there is nothing to look at where the next boot is asked for nothing; whether it is not. */
bool check_nothing_asked(const struct checkup *c, struct finding *f);

/* What makes this machine's images: as they are, else by what is installed. */
enum image_generator check_generator(const struct checkup *c);

/*
 * Adds "gpupt.slots=..." for every GPU's slot that has a function which wanted() chooses; nothing
 * if there is none.
 */
void check_slots_line(const struct checkup *c,
	bool (*wanted)(const struct function *function, const void *context), const void *context,
	struct text *line);

/* Who judges lines of files: what is known, and where remarks go. */
struct judge {
	const struct checkup *c;
	struct finding *f;
};

struct check_line {
	const char *file; /* below the root */
	const char *text; /* terminated, no white space at its ends */
};
typedef void check_line_fn(const struct judge *judge, const struct check_line *line);

/*
 * Calls for each line, without comments, of the files in a row of directories below the root whose
 * names end so; a file hides those of the same name in later directories. dirs ends with NULL. A
 * file that may not be read is a remark.
 */
void check_lines(const struct judge *judge, const char *const *dirs, const char *suffix, check_line_fn *each);
/* The same for one file; nothing if it is not there. */
void check_file_lines(const struct judge *judge, const char *file, check_line_fn *each);

extern const char *const check_modprobe_dirs[];

#endif
