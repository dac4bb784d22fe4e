/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * under [OPTION]... ROOT BINDER [ARGUMENT]...: runs the binder on the tree ROOT as under a kernel
 * and prints what came of it: exit status, the report's result, and for every function that the
 * report names or that is not as before "ADDRESS STATE REASON: DRIVER OVERRIDE".
 *
 *	--refuse ADDRESS	no VFIO driver's probe takes this function
 *	--hang PATH=TEXT	a write of TEXT to a file that ends in PATH never returns
 *	--kill PATH=TEXT	at such a write the child is killed; twice: with a second child the same
 *	--real-clock		time passes as it does; else it stands still while anything runs
 *	--replace ADDRESS	another device is there before its override is written
 *	--fault ROLE:N:ERRNO	call N of the parent or child fails
 *	--trace			also prints every call of both
 */
#include "tracer.h"
#include "tree.h"

#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static struct behaviour behaviour;
static struct outcome outcome;
static struct tree before;
static struct tree after;
static bool trace;

static void usage(void)
{
	fprintf(stderr,
		"usage: under [--refuse ADDRESS] [--hang PATH=TEXT] [--kill PATH=TEXT] [--real-clock]\n"
		"\t[--replace ADDRESS] [--fault ROLE:N:ERRNO] [--trace] ROOT BINDER [ARGUMENT]...\n");
	exit(2);
}

static void read_fault(const char *text)
{
	char role[8];

	if (sscanf(text, "%7[a-z]:%u:%d", role, &behaviour.fault.at, &behaviour.fault.error) != 3)
		usage();
	behaviour.fault.kind = FAULT_ERRNO;
	behaviour.fault.role = !strcmp(role, "child") ? CHILD : PARENT;
}

static void read_options(int argc, char **argv)
{
	static const struct option known[] = {{"refuse", required_argument, NULL, 'r'},
		{"hang", required_argument, NULL, 'h'}, {"kill", required_argument, NULL, 'k'},
		{"real-clock", no_argument, NULL, 'c'}, {"fault", required_argument, NULL, 'f'},
		{"replace", required_argument, NULL, 'p'}, {"trace", no_argument, NULL, 't'},
		{NULL, 0, NULL, 0}};
	int c;

	while ((c = getopt_long(argc, argv, "+", known, NULL)) != -1) {
		switch (c) {
		case 'r':
			behaviour.kernel.refuse = optarg;
			break;
		case 'h':
			behaviour.hang_path = strsep(&optarg, "=");
			behaviour.hang_text = optarg ? optarg : "";
			break;
		case 'k':
			behaviour.kills = true;
			behaviour.hang_kills++;
			behaviour.hang_path = strsep(&optarg, "=");
			behaviour.hang_text = optarg ? optarg : "";
			break;
		case 'c':
			behaviour.real_clock = true;
			break;
		case 'f':
			read_fault(optarg);
			break;
		case 'p':
			behaviour.replace = optarg;
			break;
		case 't':
			trace = true;
			break;
		default:
			usage();
		}
	}
	if (argc - optind < 2)
		usage();
}

static void print_calls(void)
{
	for (int role = 0; role < ROLES; role++) {
		for (unsigned int i = 0; i < outcome.calls[role]; i++) {
			const struct call *call = &outcome.call[role][i];

			printf("%s %u %s %s = %ld\n", role == CHILD ? "child" : "parent", i + 1,
				tracer_call_name(call->number), call->what, call->result);
		}
	}
}

static void print_function(const struct tree_function *was, const struct tree_function *is)
{
	if (!is->state[0] && !strcmp(was->driver, is->driver) && !strcmp(was->override, is->override))
		return;
	printf("%s %s %s: %s %s\n", is->address, is->state[0] ? is->state : "-",
		is->reason[0] ? is->reason : "-",
		is->gone        ? "gone"
		: is->driver[0] ? is->driver
				: "none",
		is->override[0] ? is->override : "none");
}

static void print_outcome(void)
{
	if (WIFEXITED(outcome.status))
		printf("exit %d\n", WEXITSTATUS(outcome.status));
	else
		printf("signal %d\n", WTERMSIG(outcome.status));
	printf("result %s\n", after.reported ? after.result : "none");
	for (unsigned int i = 0; i < after.count; i++)
		print_function(&before.function[i], &after.function[i]);
	if (after.signal[0])
		printf("it says that the child was killed by signal %s\n", after.signal);
	if (outcome.stuck)
		printf("the binder did not end\n");
	if (outcome.child_killed)
		printf("the child was killed\n");
	if (outcome.child_left)
		printf("the child was left alive\n");
	if (outcome.parent_stores)
		printf("the parent wrote to sysfs\n");
	if (behaviour.kernel.strange)
		printf("something was written that is no attribute of a function or a driver\n");
}

int main(int argc, char **argv)
{
	char *args[16] = {NULL};
	int n = 0;

	read_options(argc, argv);
	behaviour.root = realpath(argv[optind], NULL);
	behaviour.kernel.root = open(argv[optind], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (!behaviour.root || behaviour.kernel.root < 0) {
		perror(argv[optind]);
		return 2;
	}
	args[n++] = argv[optind + 1];
	args[n++] = "--root";
	args[n++] = argv[optind];
	for (int i = optind + 2; i < argc && n < 15; i++)
		args[n++] = argv[i];
	tree_read(&behaviour.kernel, NULL, &before);
	tracer_run(&behaviour, args, &outcome);
	tree_read(&behaviour.kernel, &before, &after);
	if (trace)
		print_calls();
	print_outcome();
	return 0;
}
