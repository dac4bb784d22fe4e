/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * steps KIND CARDS: what the kernel's share is made of. Does what floor.c does, in an order that
 * can be varied, and prints on the console how long each step took: "step: NAME NANOSECONDS".
 * KIND is a word with any of these in it:
 *
 *	plain		modules uncompressed, not with xz
 *	nod3		vfio-pci gets disable_idle_d3=1
 *	after		modules first, then the overrides and a probe of each function
 *	side		as after, but a process for each card
 *	split		vfio_iommu_type1, which vfio-pci does not need, by a second process
 *
 * MODULES is the list of files, as strings with a comma behind each; TYPE1 that one of them.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define DEVICES "/sys/bus/pci/devices/"

static const char *const module[] = {MODULES};
#define COUNT (sizeof(module) / sizeof(module[0]))

static const char *kind;
static int cards;

static int has(const char *word)
{
	return strstr(kind, word) != NULL;
}

static void die(const char *what)
{
	printf("step: failed: %s: %s\n", what, strerror(errno));
	exit(1);
}

static long long now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ll + ts.tv_nsec;
}

static void tell(const char *name, long long start)
{
	printf("step: %s %lld\n", name, now() - start);
}

static void put(const char *file, const char *text)
{
	int fd = open(file, O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		die(file);
	close(fd);
}

static void override_card(int card)
{
	char name[64];

	for (int f = 0; f < 2; f++) {
		snprintf(name, sizeof(name), DEVICES "0000:%02x:00.%d/driver_override", card, f);
		put(name, "vfio-pci\n");
	}
}

static void probe_card(int card)
{
	char name[32];

	for (int f = 0; f < 2; f++) {
		snprintf(name, sizeof(name), "0000:%02x:00.%d", card, f);
		put("/sys/bus/pci/drivers_probe", name);
	}
}

static void insert(const char *name)
{
	const char *suffix = has("plain") ? "" : ".xz";
	const char *base = strrchr(name, '/') + 1;
	const char *options = has("nod3") && !strcmp(base, "vfio-pci.ko") ? "disable_idle_d3=1" : "";
	long long start = now();
	char path[256];
	int fd;

	if (has("plain"))
		snprintf(path, sizeof(path), "/bench/modules/%s", base);
	else
		snprintf(path, sizeof(path), "%s%s", name, suffix);
	fd = open(path, O_RDONLY);
	if (fd < 0 || (syscall(SYS_finit_module, fd, options, *suffix ? 4 : 0) && errno != EEXIST))
		die(path);
	close(fd);
	tell(base, start);
}

/* vfio, which all others need, then the rest in the order of the table. */
static void insert_all(void)
{
	pid_t pid = 0;

	insert(module[0]);
	fflush(stdout);
	if (has("split") && !(pid = fork())) {
		insert(TYPE1);
		exit(0);
	}
	for (unsigned int i = 1; i < COUNT; i++) {
		if (!pid || strcmp(module[i], TYPE1) != 0)
			insert(module[i]);
	}
	if (pid)
		waitpid(pid, NULL, 0);
}

static void bind_side_by_side(void)
{
	for (int card = 1; card <= cards; card++) {
		if (fork())
			continue;
		override_card(card);
		probe_card(card);
		_exit(0);
	}
	while (wait(NULL) > 0)
		;
}

int main(int argc, char **argv)
{
	long long all = now();
	long long start;

	if (argc != 3)
		return 2;
	setvbuf(stdout, NULL, _IOFBF, 65536); /* the console is slow: nothing before the end */
	kind = argv[1];
	cards = atoi(argv[2]);
	if (!has("after") && !has("side")) {
		for (int card = 1; card <= cards; card++)
			override_card(card);
		tell("overrides", all);
	}
	insert_all();
	fflush(stdout);
	start = now();
	if (has("side"))
		bind_side_by_side();
	for (int card = 1; has("after") && card <= cards; card++) {
		override_card(card);
		probe_card(card);
	}
	tell("bind", start);
	tell("all", all);
	return 0;
}
