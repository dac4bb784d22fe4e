/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * clock RUNS PROGRAM ARGUMENT...: runs the program, its output thrown away, and prints the milliseconds that
 * it took at least: until it ended, of the processor, of that in user space.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct took {
	double all;
	double processor;
	double user;
};

static double ms(struct timeval t)
{
	return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double least(double a, double b)
{
	return a < b ? a : b;
}

static struct took run(char **argv)
{
	double start = now();
	struct rusage usage;
	int status;
	pid_t pid = fork();

	if (!pid) {
		int null = open("/dev/null", O_RDWR);

		for (int fd = 0; fd < 3; fd++)
			dup2(null, fd);
		execvp(argv[0], argv);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid || !WIFEXITED(status) ||
		WEXITSTATUS(status) == 127) {
		perror(argv[0]);
		exit(1);
	}
	return (struct took){now() - start, ms(usage.ru_utime) + ms(usage.ru_stime), ms(usage.ru_utime)};
}

int main(int argc, char **argv)
{
	int runs = argc > 2 ? atoi(argv[1]) : 0;
	struct took best;

	if (runs < 1) {
		fprintf(stderr, "usage: clock RUNS PROGRAM ARGUMENT...\n");
		return 2;
	}
	best = run(argv + 2);
	while (--runs) {
		struct took took = run(argv + 2);

		best.all = least(best.all, took.all);
		best.processor = least(best.processor, took.processor);
		best.user = least(best.user, took.user);
	}
	printf("%.0f %.0f %.0f\n", best.all, best.processor, best.user);
	return 0;
}
