/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gpupt demo: what the commands say, on a machine that comes with gpupt. */
#define _GNU_SOURCE /* asprintf */
#include "host/host.h"

#include "core/note.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEMO_FILE "share/gpupt/demo.machine"

static const char usage[] = "usage: gpupt demo\n"
			    "Shows list, plan and check on a machine that comes with gpupt: a desktop with\n"
			    "two RTX 3090, one of which the next boot gives to guests. It looks at nothing\n"
			    "of this machine, changes nothing, and needs neither root nor a GPU.\n";

struct step {
	const char *words[3];
	const char *what;
};

static const struct step steps[] = {
	{{"list", NULL, NULL}, "Two cards of one model: which of them has the monitors?"},
	{{"plan", "02:00", NULL}, "What would it mean to give the other one to guests?"},
	{{"check", NULL, NULL}, "That was enabled. Will the next boot do it?"},
};

/* Beside the program as it was installed, or in the source tree that it was built in. */
static char *find_file(void)
{
	static const char *const up[] = {"/../", "/../../"};
	char program[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 1);
	char *file = NULL;

	program[length > 0 ? length : 0] = '\0';
	*(strrchr(program, '/') ? strrchr(program, '/') : program) = '\0';
	for (unsigned int i = 0; i < sizeof(up) / sizeof(up[0]); i++) {
		free(file);
		if (asprintf(&file, "%s%s" DEMO_FILE, program, up[i]) < 0)
			return NULL;
		if (!access(file, R_OK))
			return file;
	}
	free(file);
	return NULL;
}

/* The command as it is, in a process of its own; its exit status. */
static int run(const struct host *host, char *file, const struct step *step)
{
	char *argv[8] = {(char *)"gpupt", (char *)"--machine", file};
	int argc = 3;
	int status;
	pid_t child;

	if (!host->color)
		argv[argc++] = (char *)"--no-color";
	for (const char *const *word = step->words; *word; word++)
		argv[argc++] = (char *)*word;
	fflush(NULL);
	child = fork();
	if (!child)
		_exit(host_main(argc, argv, host->commands));
	if (child < 0 || waitpid(child, &status, 0) != child) {
		host_error("fork", "%s", errno_text(errno));
		return EXIT_UNKNOWN;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_UNKNOWN;
}

int cmd_demo(struct host *host, int argc, char **argv)
{
	int status = 0;
	char *file;

	if (host_option(host, argc, argv, NULL, usage) == HOST_EXIT)
		return host->status;
	if (!host_no_arguments(host, argc, argv))
		return EXIT_USAGE;
	if (!host->live) {
		host_error("demo", "not with --root: it shows a machine of its own");
		return EXIT_USAGE;
	}
	file = find_file();
	if (!file) {
		host_error(DEMO_FILE, "it is neither beside this program nor in its source tree: install "
				      "gpupt whole (make install)");
		return EXIT_UNKNOWN;
	}
	for (unsigned int i = 0; i < sizeof(steps) / sizeof(steps[0]) && !status; i++) {
		printf("%s# %s\n$ gpupt", i ? "\n" : "", steps[i].what);
		for (const char *const *word = steps[i].words; *word; word++)
			printf(" %s", *word);
		putchar('\n');
		status = run(host, file, &steps[i]);
	}
	free(file);
	return status;
}
