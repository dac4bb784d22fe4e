/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What every subcommand of gpupt shares: the root directory, the common options, messages.
 * Only cmd_* print. They return the exit status of contract, section 7: 0 yes, 1 no, 2 used
 * wrongly, 3 could not find out.
 */
#ifndef GPUPT_HOST_H
#define GPUPT_HOST_H

#include "host/message.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>

struct command;

struct host {
	int root;              /* directory descriptor, open once host_option said HOST_READY */
	const char *root_path; /* as it was given; "/" if it was not */
	const char *machine;   /* a captured machine in place of a root, or NULL */
	bool live;             /* the root is this machine's "/" */
	bool color;            /* on standard output */
	bool quiet;            /* errors only: standard output goes nowhere */
	bool verbose;
	unsigned int width;             /* columns of standard output; 80 if it is no terminal */
	bool utf8;                      /* the terminal's character set has lines to draw with */
	const struct command *commands; /* all of them */
	const char *command;            /* the subcommand's name */
	char **words;                   /* the command line behind "gpupt" */
	bool replays;                   /* it can work on a captured machine */
	int status;                     /* to be returned after HOST_EXIT */
};

/* One row of the table in gpupt.c. */
struct command {
	const char *name;
	int (*run)(struct host *host, int argc, char **argv);
	const char *summary; /* one line, for gpupt --help */
	bool replays;        /* works on a captured machine, too */
};

enum { HOST_READY = -1, HOST_EXIT = -2 };

/*
 * The next option of a subcommand: the val (a letter) of one of own, its argument in optarg.
 * The common options are dealt with here, and the letters that some options have: an own option
 * "dry-run" is -n, too, and "yes" is -y. HOST_READY: no more options, host->root is open and
 * argv[optind] is the first argument. HOST_EXIT: return host->status; what there is to say was
 * said. usage: what --help prints in front of the common options.
 */
int host_option(struct host *host, int argc, char **argv, const struct option *own, const char *usage);

/* For a subcommand without arguments: false if there is one, and then a message. */
bool host_no_arguments(const struct host *host, int argc, char **argv);

/* The common options in front of the subcommand; the subcommand itself. */
int host_main(int argc, char **argv, const struct command *commands);

/* Runs argv[0], one of host->commands; says so if it is none. */
int host_run(struct host *host, int argc, char **argv);

/* What gpupt --help says. */
void host_print_commands(FILE *out, const struct command *commands);

/* An error: this is root's, and what to type. */
void host_needs_root(const struct host *host);

int cmd_list(struct host *host, int argc, char **argv);
int cmd_plan(struct host *host, int argc, char **argv);
int cmd_status(struct host *host, int argc, char **argv);
int cmd_check(struct host *host, int argc, char **argv);
int cmd_export(struct host *host, int argc, char **argv);
int cmd_enable(struct host *host, int argc, char **argv);
int cmd_disable(struct host *host, int argc, char **argv);
int cmd_rehearse(struct host *host, int argc, char **argv);
int cmd_probe(struct host *host, int argc, char **argv);
int cmd_capture(struct host *host, int argc, char **argv);
int cmd_demo(struct host *host, int argc, char **argv);
int cmd_import(struct host *host, int argc, char **argv);
int cmd_modules(struct host *host, int argc, char **argv);
int cmd_help(struct host *host, int argc, char **argv);

#endif
