/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What gpupt check looks at: read once, then judged by one small function for each check. A check
 * reads further files below the root where they are its own business. None prints.
 */
#ifndef GPUPT_CHECK_H
#define GPUPT_CHECK_H

#include "core/inventory.h"
#include "host/boot/bootcfg.h"
#include "host/status/bootreport.h"
#include "host/host.h"
#include "host/image/image.h"
#include "host/image/kernels.h"
#include "host/plan/plan_input.h"
#include "modules/modtable.h"

enum verdict { VERDICT_OK, VERDICT_WARN, VERDICT_FAIL };

struct finding {
	enum verdict verdict;
	char text[2048]; /* what was seen */
	char hint[1024]; /* what to do about it; "" for ok */
};

struct check_kernel {
	enum modtable_result modules;
	int error;  /* of reading the image */
	bool sound; /* facts are valid */
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

/* One row of the table in cmd_check.c. */
struct check {
	const char *id;
	void (*run)(const struct checkup *c, struct finding *f);
};

/* 0 or -errno (then it was said what failed). checkup_free releases. */
int checkup_read(const struct host *host, struct checkup *c);
void checkup_free(struct checkup *c);

/* What was seen where all is well. */
void finding_ok(struct finding *f, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * One more thing that is not well: the worst verdict stays, texts add up, and so do hints unless
 * the same one is there already.
 */
void finding_add(struct finding *f, enum verdict verdict, const char *hint, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* The last parameter of this name; false if there is none. */
bool check_parameter(const struct plan_input *input, const char *name, struct token *value);

/* Whether some function is, or is to be, a guest's. */
bool check_claims(const struct plan_input *input);

/* The first claimed function of the next boot at this address, or NULL. */
const struct function *check_claimed(const struct checkup *c, const char *address);

/* "gpupt.slots=..." for every slot that has a function which wanted() chooses; returns buf. */
char *check_slots_line(const struct checkup *c,
	bool (*wanted)(const struct function *function, const void *context), const void *context, char *buf,
	size_t size);

/*
 * Calls for each line, without comments, of the files in a row of directories below the root whose
 * names end so; a file hides those of the same name in later directories. dirs ends with NULL.
 */
struct check_line {
	const char *file; /* below the root */
	const char *text; /* terminated, no white space at its ends */
};
void check_lines(int root, const char *const *dirs, const char *suffix,
	void (*each)(void *context, const struct check_line *line), void *context);

extern const char *const check_modprobe_dirs[];

/* checks_machine.c */
void check_iommu(const struct checkup *c, struct finding *f);
void check_groups(const struct checkup *c, struct finding *f);
void check_host_display(const struct checkup *c, struct finding *f);
void check_passphrase(const struct checkup *c, struct finding *f);
/* checks_image.c */
void check_vfio_modules(const struct checkup *c, struct finding *f);
void check_image(const struct checkup *c, struct finding *f);
void check_image_binder(const struct checkup *c, struct finding *f);
void check_image_table(const struct checkup *c, struct finding *f);
void check_image_modules(const struct checkup *c, struct finding *f);
void check_image_order(const struct checkup *c, struct finding *f);
void check_image_early(const struct checkup *c, struct finding *f);
void check_cmdline_d(const struct checkup *c, struct finding *f);
/* checks_config.c */
void check_parameters(const struct checkup *c, struct finding *f);
void check_boot_config(const struct checkup *c, struct finding *f);
void check_bound(const struct checkup *c, struct finding *f);
void check_last_boot(const struct checkup *c, struct finding *f);
/* checks_claims.c */
void check_refused(const struct checkup *c, struct finding *f);
void check_identity(const struct checkup *c, struct finding *f);
void check_bare_address(const struct checkup *c, struct finding *f);
void check_old_ids(const struct checkup *c, struct finding *f);
void check_ids_twin(const struct checkup *c, struct finding *f);
/* checks_others.c */
void check_driverctl(const struct checkup *c, struct finding *f);
void check_modprobe_ids(const struct checkup *c, struct finding *f);
void check_blacklist(const struct checkup *c, struct finding *f);
void check_module_blacklist(const struct checkup *c, struct finding *f);
void check_init_top(const struct checkup *c, struct finding *f);
/* checks_secure.c */
void check_vfio_permissions(const struct checkup *c, struct finding *f);
void check_unsafe_interrupts(const struct checkup *c, struct finding *f);
void check_noiommu(const struct checkup *c, struct finding *f);
void check_acs_override(const struct checkup *c, struct finding *f);

#endif
