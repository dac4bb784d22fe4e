/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memory FILE PROGRAM ARGUMENT...: runs the program and writes to FILE how many bytes of memory it
 * had at most beyond its own file: anonymous and shared pages of it and of its children, each
 * page counted once. Looked at whenever a process ends, before the kernel takes its memory. Exit
 * status: the program's.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROCESSES 8

static pid_t process[PROCESSES];
static int processes;

static void die(const char *what)
{
	fprintf(stderr, "memory: %s: %s\n", what, strerror(errno));
	exit(125);
}

static void add(pid_t pid)
{
	for (int i = 0; i < processes; i++) {
		if (process[i] == pid)
			return;
	}
	if (processes == PROCESSES) {
		errno = E2BIG;
		die("processes");
	}
	process[processes++] = pid;
}

static void forget(pid_t pid)
{
	for (int i = 0; i < processes; i++) {
		if (process[i] == pid)
			process[i] = process[--processes];
	}
}

/* Proportional: a page that two processes share is half in each. */
static long of_process(pid_t pid)
{
	char name[64];
	char line[256];
	long sum = 0;
	FILE *f;

	snprintf(name, sizeof(name), "/proc/%d/smaps_rollup", (int)pid);
	f = fopen(name, "r");
	if (!f)
		die(name);
	while (fgets(line, sizeof(line), f)) {
		long kib;

		if (sscanf(line, "Pss_Anon: %ld kB", &kib) == 1 ||
			sscanf(line, "Pss_Shmem: %ld kB", &kib) == 1)
			sum += kib * 1024;
	}
	fclose(f);
	return sum;
}

static long of_all(void)
{
	long sum = 0;

	for (int i = 0; i < processes; i++)
		sum += of_process(process[i]);
	return sum;
}

static pid_t start(char **argv)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		die("fork");
	if (!pid) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL))
			die("ptrace");
		execv(argv[0], argv);
		die(argv[0]);
	}
	if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status) ||
		ptrace(PTRACE_SETOPTIONS, pid, NULL,
			PTRACE_O_TRACEEXIT | PTRACE_O_TRACEFORK | PTRACE_O_EXITKILL))
		die(argv[0]);
	return pid;
}

/* Lets them run until the first has ended; its wait status. */
static int follow(pid_t first, long *most)
{
	int status;
	pid_t pid;

	ptrace(PTRACE_CONT, first, NULL, NULL);
	while ((pid = waitpid(-1, &status, __WALL)) > 0) {
		int signal = 0;

		if (!WIFSTOPPED(status)) {
			if (pid == first)
				return status;
			continue;
		}
		add(pid);
		if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8)) {
			long now = of_all();

			*most = now > *most ? now : *most;
			forget(pid);
		} else if (WSTOPSIG(status) != SIGTRAP && WSTOPSIG(status) != SIGSTOP) {
			signal = WSTOPSIG(status);
		}
		ptrace(PTRACE_CONT, pid, NULL, (void *)(long)signal);
	}
	die("waitpid");
	return 0;
}

int main(int argc, char **argv)
{
	long most = 0;
	pid_t first;
	int status;
	FILE *f;

	if (argc < 3) {
		fprintf(stderr, "usage: memory FILE PROGRAM ARGUMENT...\n");
		return 2;
	}
	first = start(argv + 2);
	add(first);
	status = follow(first, &most);
	f = fopen(argv[1], "w");
	if (!f || fprintf(f, "%ld\n", most) < 0 || fclose(f))
		die(argv[1]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 124;
}
