/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The words of the report (contract, section 6), each with its sentence and what to do about it, in
 * one row: a new reason or note is a new row here, and nothing else can be forgotten. The enums are
 * made from the rows, so word and number cannot drift apart.
 */
#ifndef GPUPT_WORDS_H
#define GPUPT_WORDS_H

#include <stdbool.h>

/* X(enum, word, sentence: why a function is not claimed, advice: what to do, "" if that says it) */
#define REASON_ROWS(X)                                                                                       \
	X(REASON_IDENTITY_MISMATCH, "identity-mismatch", "another device than the @ID says is there",        \
		"look where the card is now (gpupt list), and name it anew")                                 \
	X(REASON_BRIDGE, "bridge", "it is a bridge; name the card behind it", "")                            \
	X(REASON_NO_IOMMU, "no-iommu", "it has no IOMMU group: the IOMMU is turned off, or not there",       \
		"gpupt check tells how to turn it on")                                                       \
	X(REASON_PROTECTED_CLASS, "protected-class",                                                         \
		"the host may be running on it; to claim it, name it with @VENDOR:DEVICE", "")               \
	X(REASON_LAST_DISPLAY, "last-display", "no display would remain for the host (gpupt.host=desktop)",  \
		"leave one card with a display to the host, or take gpupt.host=desktop out")                 \
	X(REASON_GUARD_UNREADABLE, "guard-unreadable",                                                       \
		"a parameter that may protect it cannot be understood, so nothing is safe to claim",         \
		"mend the parameter that the error names")                                                   \
	X(REASON_LATE, "late", "udev ran before gpupt and a host driver holds it",                           \
		"put gpupt before udev in the image (gpupt check: image-order)")                             \
	X(REASON_SIBLING_FAILED, "sibling-failed", "another function of its slot cannot be claimed",         \
		"see what is said of that one")                                                              \
	X(REASON_MODULE_FAILED, "module-failed", "the VFIO modules could not be inserted",                   \
		"rebuild the image (gpupt check tells how)")                                                 \
	X(REASON_OVERRIDE_FAILED, "override-failed", "its driver_override could not be written",             \
		"see the kernel log (dmesg)")                                                                \
	X(REASON_UNBIND_FAILED, "unbind-failed", "the driver that holds it did not let it go",               \
		"rebuild the image so that gpupt runs before that driver (gpupt check)")                     \
	X(REASON_PROBE_FAILED, "probe-failed", "the VFIO driver did not take it",                            \
		"the kernel log says why (dmesg)")                                                           \
	X(REASON_READ_FAILED, "read-failed", "its attributes could not be read",                             \
		"see the kernel log (dmesg): the device may be faulty")                                      \
	X(REASON_VANISHED, "vanished", "it was gone while gpupt was at work",                                \
		"see the kernel log (dmesg): the device may be faulty")                                      \
	X(REASON_TIMEOUT, "timeout", "gpupt.timeout was over before it was done",                            \
		"see the kernel log (dmesg) for what hangs; a longer gpupt.timeout= waits for it")           \
	X(REASON_VIRTUAL_FUNCTION, "virtual-function",                                                       \
		"a driver makes it after boot, when gpupt has run: it is not there yet then",                \
		"give it to a guest by the host's driver that makes it")                                     \
	X(REASON_AMBIGUOUS, "ambiguous", "the path fits more than one function, so it claims none",          \
		"name it by its address and @VENDOR:DEVICE")

/* X(enum, word, is it an error, advice: what to do about it, "" if its sentence says it) */
#define NOTE_ROWS(X)                                                                                         \
	X(NOTE_UNKNOWN_PARAMETER, "unknown-parameter", true,                                                 \
		"correct it: gpupt.cmdline(7) lists the parameters")                                         \
	X(NOTE_BAD_SLOT, "bad-slot", true,                                                                   \
		"correct it: gpupt list shows the slots, gpupt.cmdline(7) how they are written")             \
	X(NOTE_BAD_ID, "bad-id", true,                                                                       \
		"correct it: gpupt list --all shows the IDs, gpupt.cmdline(7) how they are written")         \
	X(NOTE_BAD_VALUE, "bad-value", true, "correct it, or take it out: gpupt.cmdline(7)")                 \
	X(NOTE_ABSENT, "absent", true, "look where the card is now (gpupt list), and name it anew")          \
	X(NOTE_TOO_MANY, "too-many", true, "")                                                               \
	X(NOTE_IDS_HELD_BACK, "ids-held-back", true, "gpupt plan SLOT prints the parameter for a card")      \
	X(NOTE_MODULE_TABLE, "module-table", true, "gpupt check tells how the image is rebuilt")             \
	X(NOTE_NO_SYSFS, "no-sysfs", true, "see that sysfs is mounted on /sys")                              \
	X(NOTE_CMDLINE, "cmdline", true,                                                                     \
		"see that /proc is mounted, or give it with gpupt plan --cmdline-text")                      \
	X(NOTE_REPORT_FAILED, "report-failed", true, "dmesg | grep gpupt: shows what was done")              \
	X(NOTE_CHILD_FAILED, "child-failed", true, "see the kernel log (dmesg); gpupt=off boots without it") \
	X(NOTE_GROUP_INCOMPLETE, "group-incomplete", false,                                                  \
		"or put the card into a slot with a group of its own")                                       \
	X(NOTE_SLOT_INCOMPLETE, "slot-incomplete", false, "")                                                \
	X(NOTE_BOOT_DISPLAY, "boot-display", false,                                                          \
		"log in over the network, or boot with gpupt=off to have it back")                           \
	X(NOTE_NO_MATCH, "no-match", false, "correct it, or take it out: gpupt list --all shows the IDs")    \
	X(NOTE_LATE, "late", false, "put gpupt before udev in the image (gpupt check: image-order)")         \
	X(NOTE_LATE_DEVICE, "late-device", false,                                                            \
		"then it stays with the host, and driverctl can give it to a guest")                         \
	X(NOTE_VARIANT, "variant", false, "")                                                                \
	X(NOTE_OPTION, "option", false, "write it without")

#define STATE_ROWS(X)                                                                                        \
	X(STATE_CLAIM, "claim")                                                                              \
	X(STATE_CLAIMED, "claimed")                                                                          \
	X(STATE_REFUSED, "refused")                                                                          \
	X(STATE_KEPT, "kept")                                                                                \
	X(STATE_RELEASE, "release")                                                                          \
	/* from here on only after a boot */                                                                 \
	X(STATE_FAILED, "failed")                                                                            \
	X(STATE_RELEASED, "released")                                                                        \
	X(STATE_HELD, "held")                                                                                \
	X(STATE_TIMEOUT, "timeout")

#define WHY_ROWS(X)                                                                                          \
	X(WHY_NAMED, "named")                                                                                \
	X(WHY_SLOT, "slot")                                                                                  \
	X(WHY_GROUP, "group")                                                                                \
	X(WHY_ID, "id")                                                                                      \
	X(WHY_REFINED, "refined")

/* X(enum, word of a plan, word of a boot) */
#define RESULT_ROWS(X)                                                                                       \
	X(RESULT_NOTHING, "nothing", "nothing")                                                              \
	X(RESULT_OFF, "off", "off")                                                                          \
	X(RESULT_DONE, "ready", "claimed")                                                                   \
	X(RESULT_PARTIAL, "partial", "partial")                                                              \
	X(RESULT_FAILED, "refused", "failed")                                                                \
	X(RESULT_TIMEOUT, "timeout", "timeout")                                                              \
	/* no sysfs or no command line: it could not be found out */                                         \
	X(RESULT_UNKNOWN, "failed", "failed")

#define WORD_ENUM(name, ...) name,
enum reason { REASON_NONE, REASON_ROWS(WORD_ENUM) REASONS };
enum note_code { NOTE_ROWS(WORD_ENUM) NOTE_CODES };
enum state { STATE_NONE /* not considered: no part of the report */, STATE_ROWS(WORD_ENUM) STATES };
enum why { WHY_ROWS(WORD_ENUM) WHYS };
enum result { RESULT_ROWS(WORD_ENUM) RESULTS };
#undef WORD_ENUM

const char *reason_name(enum reason reason);   /* NULL for REASON_NONE */
const char *reason_text(enum reason reason);   /* a sentence for people; "" for REASON_NONE */
const char *reason_advice(enum reason reason); /* what to do about it, or "" */

const char *note_code_name(enum note_code code);
bool note_is_error(enum note_code code);
const char *note_advice(enum note_code code); /* what to do about it, or "" */

/* advice.c, not in the binder. Of a word that this version does not know: REASON_NONE, NOTE_CODES. */
enum reason reason_of(const char *word);
enum note_code note_code_of(const char *word);

const char *state_name(enum state state);
const char *why_name(enum why why);
const char *result_name(enum result result, bool is_plan);

#endif
