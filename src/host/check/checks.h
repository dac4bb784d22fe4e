/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The list of checks, in the order in which they are shown: a new check is one function in a
 * checks_*.c and one row here (and its line in gpupt(8), which a test compares with this).
 */
#ifndef GPUPT_CHECKS_H
#define GPUPT_CHECKS_H

/* X(group, heading) */
#define CHECK_GROUPS(X)                                                                                      \
	X(GROUP_MACHINE, "Machine")                                                                          \
	X(GROUP_IMAGE, "Image")                                                                              \
	X(GROUP_CONFIG, "Boot configuration")                                                                \
	X(GROUP_OTHERS, "Others' settings")                                                                  \
	X(GROUP_CLAIMS, "Claims")                                                                            \
	X(GROUP_SECURITY, "Security")

/* X(id, function, group); those of a group stand together */
/* clang-format off */
#define CHECK_ROWS(X)                                                                                         \
	X("iommu", check_iommu, GROUP_MACHINE)                                                                \
	X("vfio-modules", check_vfio_modules, GROUP_MACHINE)                                                  \
	X("running-kernel", check_running_kernel, GROUP_MACHINE)                                              \
	X("vfio-interface", check_vfio_interface, GROUP_MACHINE)                                              \
	X("host-drivers", check_host_drivers, GROUP_MACHINE)                                                  \
	X("host-display", check_host_display, GROUP_MACHINE)                                                  \
	X("passphrase", check_passphrase, GROUP_MACHINE)                                                      \
	X("image", check_image, GROUP_IMAGE)                                                                  \
	X("image-binder", check_image_binder, GROUP_IMAGE)                                                    \
	X("image-table", check_image_table, GROUP_IMAGE)                                                      \
	X("image-modules", check_image_modules, GROUP_IMAGE)                                                  \
	X("image-order", check_image_order, GROUP_IMAGE)                                                      \
	X("image-early", check_image_early, GROUP_IMAGE)                                                      \
	X("cmdline-d", check_cmdline_d, GROUP_IMAGE)                                                          \
	X("parameters", check_parameters, GROUP_CONFIG)                                                       \
	X("boot-config", check_boot_config, GROUP_CONFIG)                                                     \
	X("last-boot", check_last_boot, GROUP_CONFIG)                                                         \
	X("bound", check_bound, GROUP_CONFIG)                                                                 \
	X("driverctl", check_driverctl, GROUP_OTHERS)                                                         \
	X("modprobe-ids", check_modprobe_ids, GROUP_OTHERS)                                                   \
	X("blacklist", check_blacklist, GROUP_OTHERS)                                                         \
	X("module-blacklist", check_module_blacklist, GROUP_OTHERS)                                           \
	X("init-top", check_init_top, GROUP_OTHERS)                                                           \
	X("refused", check_refused, GROUP_CLAIMS)                                                             \
	X("identity", check_identity, GROUP_CLAIMS)                                                           \
	X("groups", check_groups, GROUP_CLAIMS)                                                               \
	X("bare-address", check_bare_address, GROUP_CLAIMS)                                                   \
	X("old-ids", check_old_ids, GROUP_CLAIMS)                                                             \
	X("ids-twin", check_ids_twin, GROUP_CLAIMS)                                                           \
	X("framebuffer", check_framebuffer, GROUP_CLAIMS)                                                     \
	X("reset", check_reset, GROUP_CLAIMS)                                                                 \
	X("power", check_power, GROUP_CLAIMS)                                                                 \
	X("link", check_link, GROUP_CLAIMS)                                                                   \
	X("locked-memory", check_locked_memory, GROUP_CLAIMS)                                                 \
	X("suspend", check_suspend, GROUP_CLAIMS)                                                             \
	X("vfio-permissions", check_vfio_permissions, GROUP_SECURITY)                                         \
	X("unsafe-interrupts", check_unsafe_interrupts, GROUP_SECURITY)                                       \
	X("noiommu", check_noiommu, GROUP_SECURITY)                                                           \
	X("acs-override", check_acs_override, GROUP_SECURITY)
/* clang-format on */

struct checkup;
struct finding;

#define CHECK_PROTOTYPE(id, function, group) void function(const struct checkup *c, struct finding *f);
CHECK_ROWS(CHECK_PROTOTYPE)
#undef CHECK_PROTOTYPE

#define CHECK_GROUP(group, heading) group,
enum check_group { CHECK_GROUPS(CHECK_GROUP) CHECK_GROUP_COUNT };
#undef CHECK_GROUP

#define CHECK_NUMBER(id, function, group) NUMBER_##function,
enum { CHECK_ROWS(CHECK_NUMBER) CHECKS };
#undef CHECK_NUMBER

struct check {
	const char *id;
	void (*run)(const struct checkup *c, struct finding *f);
	enum check_group group;
};

#endif
