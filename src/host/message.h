/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages, and where they and standard output go: with --quiet, and where JSON is the only output.
 * They come from where there is no struct host. Exit statuses: contract, section 7.
 */
#ifndef GPUPT_MESSAGE_H
#define GPUPT_MESSAGE_H

#include <stdbool.h>

#define EXIT_NO 1
#define EXIT_USAGE 2
#define EXIT_UNKNOWN 3

/*
 * "error: SUBJECT: TEXT" on standard error, or "warning: ..." unless the host is quiet; bytes outside
 * 0x20 to 0x7e as \xXX. An error goes with an exit status other than 0 and says what to do.
 */
void host_error(const char *subject, const char *format, ...) __attribute__((format(printf, 2, 3)));
void host_warning(const char *subject, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * Whether all that was printed has arrived; every command ends with it, which host_main sees to.
 * error: 0, or what a writer with a buffer of its own said. status, or EXIT_UNKNOWN and a message.
 */
int host_written(int error, int status);

/* No warnings from here on. */
void message_quiet(void);

/* What is printed from here on goes nowhere, until message_unmute. Errors are said all the same. */
void message_mute(void);
void message_unmute(void);

struct message {
	bool is_error;
	char *subject;
	char *text;
};

/* Keeps what is said from here on: message_kept, and how many. */
void message_keep(void);
const struct message *message_kept(unsigned int *count);

#endif
