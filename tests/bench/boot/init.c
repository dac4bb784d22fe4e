/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first process of the machine that tests/bench boots: runs one way to claim its cards, as
 * "bench=NAME" on the kernel command line says, and prints on the console
 *
 *	bench: NAME CARDS NANOSECONDS STATUS BOUND
 *
 * the time from before its fork to after its end by the machine's own clock, its exit status,
 * and how many functions vfio-pci has then. "cards=N": the cards are 01:00 to 0N:00. "wait=US":
 * it waits so many microseconds longer before it begins. With
 * "look" it prints the kernel's log behind it, with "trace=EVENT,..." the trace of these events,
 * "-" standing for "/".
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ARGUMENTS 8
#define DRIVER "/sys/bus/pci/drivers/vfio-pci"

static char cmdline[4096];
static char log_text[1 << 20];

static void stop(const char *what)
{
	if (what)
		printf("bench: failed: %s: %s\n", what, strerror(errno));
	fflush(stdout);
	reboot(RB_AUTOBOOT);
	for (;;)
		pause();
}

static void mount_all(void)
{
	if (mount("proc", "/proc", "proc", 0, NULL) || mount("sysfs", "/sys", "sysfs", 0, NULL) ||
		mount("run", "/run", "tmpfs", 0, "mode=755"))
		stop("mount");
	if (mount("devtmpfs", "/dev", "devtmpfs", 0, NULL) && errno != EBUSY)
		stop("mount /dev");
}

/* The value of a word NAME= of the kernel command line. */
static const char *parameter(const char *name, const char *otherwise)
{
	static char text[4][64];
	static int used;
	const char *found = strstr(cmdline, name);
	char *value = text[used++ % 4];

	if (!found)
		return otherwise;
	snprintf(value, sizeof(text[0]), "%.*s", (int)strcspn(found + strlen(name), " \n"),
		found + strlen(name));
	return value;
}

static long long now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ll + ts.tv_nsec;
}

static int run(char *const *argv, long long *ns)
{
	static char *const environment[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "rootmnt=/root", NULL};
	long long start = now();
	int status = -1;
	pid_t pid = fork();

	if (!pid) {
		execve(argv[0], argv, environment);
		_exit(126);
	}
	waitpid(pid, &status, 0);
	*ns = now() - start;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int bound(void)
{
	DIR *dir = opendir(DRIVER);
	struct dirent *entry;
	int n = 0;

	while (dir && (entry = readdir(dir)))
		n += strchr(entry->d_name, ':') != NULL;
	if (dir)
		closedir(dir);
	return n;
}

/* Each way is a line "NAME PROGRAM ARGUMENT..." of /bench/ways; %s is the number of cards. */
static char *const *way(const char *name, const char *cards)
{
	static char *argv[ARGUMENTS + 1];
	static char line[512];
	static char text[ARGUMENTS][128];
	FILE *f = fopen("/bench/ways", "r");

	while (f && fgets(line, sizeof(line), f)) {
		char *word = strtok(line, " \n");

		if (!word || strcmp(word, name) != 0)
			continue;
		for (int n = 0; n < ARGUMENTS && (word = strtok(NULL, " \n")); n++) {
			char *mark = strstr(word, "%s");

			snprintf(text[n], sizeof(text[n]), "%.*s%s%s", mark ? (int)(mark - word) : 127, word,
				mark ? cards : "", mark ? mark + 2 : "");
			argv[n] = text[n];
		}
		return argv;
	}
	errno = ENOENT;
	stop(name);
	return NULL;
}

#define TRACING "/sys/kernel/tracing/"

static void put(const char *file, const char *text)
{
	int fd = open(file, O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		stop(file);
	close(fd);
}

/* names: as in the events directory of tracefs, "raw_syscalls" or "exceptions-page_fault_user". */
static void trace(const char *names)
{
	char file[128];
	char list[64];
	char *mark;

	if (mount("tracefs", TRACING, "tracefs", 0, NULL) && errno != EBUSY)
		stop("mount tracefs");
	put(TRACING "buffer_size_kb", "16384");
	strcpy(list, names);
	for (char *name = strtok(list, ","); name; name = strtok(NULL, ",")) {
		while ((mark = strchr(name, '-')))
			*mark = '/';
		snprintf(file, sizeof(file), TRACING "events/%s/enable", name);
		put(file, "1");
	}
}

static void print_trace(void)
{
	static char block[65536];
	int fd;
	ssize_t n;

	put(TRACING "tracing_on", "0");
	fd = open(TRACING "trace", O_RDONLY);
	fflush(stdout);
	while (fd >= 0 && (n = read(fd, block, sizeof(block))) > 0)
		fwrite(block, 1, (size_t)n, stdout);
}

static void print_log(void)
{
	int n = klogctl(3, log_text, sizeof(log_text) - 1); /* SYSLOG_ACTION_READ_ALL */

	if (n > 0)
		fwrite(log_text, 1, (size_t)n, stdout);
}

int main(void)
{
	const char *cards;
	const char *name;
	const char *events;
	char *const *argv;
	long long ns;
	int status;
	int fd;

	mount_all();
	fd = open("/proc/cmdline", O_RDONLY);
	if (fd < 0 || read(fd, cmdline, sizeof(cmdline) - 1) < 0)
		stop("/proc/cmdline");
	close(fd);
	cards = parameter("cards=", "1");
	name = parameter("bench=", "zero");
	argv = way(name, cards);
	/* The kernel has work left from its start; waiting costs no real time. */
	usleep(5000000 + (unsigned int)atoi(parameter("wait=", "0")));
	events = parameter("trace=", NULL);
	if (events)
		trace(events);
	status = run(argv, &ns);
	printf("bench: %s %s %lld %d %d\n", name, cards, ns, status, bound());
	if (strstr(cmdline, " look"))
		print_log();
	if (events)
		print_trace();
	stop(NULL);
	return 0;
}
