// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "host/rehearse/rehearsal.h"

#define STAND_IN "0000:00:06.0/00@1234:1111"
#define CLAIMED "gpupt: claimed: 2 claimed, 0 not claimed, 0 kept; 0000:02:00.0 0000:02:00.1"

/*
 * no_timer_check: on a busy machine the kernel's test of the timer can fail under QEMU.
 * gpupt.timeout: QEMU is slow, and that is no fault of the image.
 * root= names nothing: with none at all some images stop before they have begun.
 * rd.retry: dracut without systemd says nothing before it gives that root up.
 * show_status: the targets of systemd tell how far the image has come.
 */
static const char parameters[] =
	"console=ttyS0 ignore_loglevel no_timer_check panic=-1 intel_iommu=on "
	"root=/dev/gpupt-rehearsal rd.shell=0 rd.retry=3 systemd.show_status=1 gpupt.timeout=120 "
	"gpupt.slots=" STAND_IN;

static const char *const qemu_names[] = {"qemu-system-x86_64", "/usr/libexec/qemu-kvm", NULL};

/* What an image says when the time for the binder is over. */
static const char *const past_udev[] = {
	"Begin: Loading essential drivers", /* initramfs-tools, behind init-top */
	"Begin: Running /scripts/init-premount",
	"Begin: Mounting root file system",
	"Reached target sysinit.target", /* dracut with systemd: udev is up */
	"Reached target System Initialization",
	"dracut-initqueue",
	"Could not boot", /* dracut without systemd */
	"dracut: FATAL",
	"Gave up waiting for root",
};

static void exec_qemu(const struct rehearsal *rehearsal)
{
	const char *const words[] = {NULL, "-accel", rehearsal->kvm ? "kvm" : "tcg", "-M",
		"q35,kernel-irqchip=split", "-cpu", rehearsal->kvm ? "host" : "max", "-smp", "1", "-m",
		"2048", "-nodefaults", "-no-user-config", "-display", "none", "-vga", "none", "-no-reboot",
		"-monitor", "none", "-serial", "stdio", "-device", "intel-iommu,intremap=on", "-device",
		"pcie-root-port,id=port1,chassis=1,addr=05.0", "-device",
		"bochs-display,bus=port1,addr=00.0,multifunction=on", "-device",
		"intel-hda,bus=port1,addr=00.1", "-device", "pcie-root-port,id=port2,chassis=2,addr=06.0",
		"-device", "bochs-display,bus=port2,addr=00.0,multifunction=on", "-device",
		"intel-hda,bus=port2,addr=00.1", "-kernel", rehearsal->kernel, "-initrd", rehearsal->image,
		"-append", parameters, NULL};
	const char *argv[sizeof(words) / sizeof(*words)];

	memcpy((void *)argv, (const void *)words, sizeof(words));
	for (const char *const *name = qemu_names; *name; name++) {
		argv[0] = *name;
		execvp(*name, (char *const *)argv);
		if (errno != ENOENT)
			break;
	}
	_exit(errno == ENOENT ? 127 : 126);
}

/* The console is what comes out of *fd. 0 or -errno. */
static int start(const struct rehearsal *rehearsal, pid_t *pid, int *fd)
{
	int ends[2];

	if (pipe(ends) < 0)
		return -errno;
	fflush(stdout);
	*pid = fork();
	if (!*pid) {
		int null = open("/dev/null", O_RDONLY);

		prctl(PR_SET_PDEATHSIG, SIGKILL); /* whatever ends us */
		if (null < 0)
			_exit(126);
		dup2(null, STDIN_FILENO);
		dup2(ends[1], STDOUT_FILENO);
		dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
		close(ends[1]);
		exec_qemu(rehearsal);
	}
	close(ends[1]);
	*fd = ends[0];
	if (*pid < 0) {
		close(ends[0]);
		return -errno;
	}
	return 0;
}

static unsigned int now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (unsigned int)time.tv_sec;
}

static void copy_line(char into[REHEARSAL_LINE], const char *text)
{
	size_t used = 0;

	for (; *text && used < REHEARSAL_LINE - 1; text++) {
		if (*text >= 0x20 && *text < 0x7f)
			into[used++] = *text;
	}
	into[used] = '\0';
}

static bool says_any(const char *line, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strstr(line, words[i]))
			return true;
	}
	return false;
}

/* A line of the binder, or of what should have run it. True if it was the last. */
static bool take_binder_line(struct rehearsal *rehearsal, const char *text)
{
	if (rehearsal->lines < REHEARSAL_LINES)
		copy_line(rehearsal->line[rehearsal->lines++], text);
	if (strstr(text, " claimed, ") || strstr(text, "is not in this image")) {
		rehearsal->end = REHEARSAL_SPOKE;
		return true;
	}
	return false;
}

/* systemd colours what it says, also within a sentence. */
static void drop_escapes(char *line)
{
	const char *from = line;

	while (*from) {
		if (*from == '\033' && from[1] == '[') {
			from += 2;
			from += strspn(from, "0123456789;");
			from += *from != '\0';
		} else {
			*line++ = *from++;
		}
	}
	*line = '\0';
}

/* True if the end is reached. */
static bool take_line(struct rehearsal *rehearsal, char *line)
{
	const char *text;

	drop_escapes(line);
	if (rehearsal->heard)
		rehearsal->heard(rehearsal->context, line);
	text = strstr(line, "gpupt: ");
	if (*line)
		copy_line(rehearsal->last, line);
	if (strstr(line, "Linux version"))
		rehearsal->kernel_began = true;
	if (text)
		return take_binder_line(rehearsal, text);
	if (strstr(line, "Kernel panic")) {
		rehearsal->end = REHEARSAL_PANIC;
		return true;
	}
	if (says_any(line, past_udev, sizeof(past_udev) / sizeof(*past_udev))) {
		rehearsal->end = REHEARSAL_SILENT;
		return true;
	}
	return false;
}

/* Lines from the console until one of them, the time or QEMU itself ends it. */
static void listen_to(struct rehearsal *rehearsal, int fd)
{
	struct pollfd console = {.fd = fd, .events = POLLIN};
	unsigned int begin = now();
	unsigned int told = 0;
	char line[4096];
	size_t used = 0;

	rehearsal->end = REHEARSAL_TIMEOUT;
	for (rehearsal->seconds = 0; rehearsal->seconds < rehearsal->timeout;
		rehearsal->seconds = now() - begin) {
		char c;
		ssize_t n;

		if (rehearsal->tick && rehearsal->seconds != told)
			rehearsal->tick(rehearsal->context, rehearsal->seconds);
		told = rehearsal->seconds;
		if (poll(&console, 1, 1000) <= 0)
			continue;
		n = read(fd, &c, 1);
		if (n <= 0) {
			line[used] = '\0';
			take_line(rehearsal, line);
			if (rehearsal->end == REHEARSAL_TIMEOUT)
				rehearsal->end = rehearsal->kernel_began ? REHEARSAL_SILENT
									 : REHEARSAL_NO_START;
			return;
		}
		if (c != '\n' && used < sizeof(line) - 1) {
			line[used] = c ? c : ' ';
			used++;
			continue;
		}
		line[used] = '\0';
		used = 0;
		if (take_line(rehearsal, line))
			return;
	}
}

void rehearsal_run(struct rehearsal *rehearsal)
{
	int status = 0;
	pid_t pid = -1;
	int fd = -1;
	int error = start(rehearsal, &pid, &fd);

	if (error) {
		rehearsal->end = REHEARSAL_NO_START;
		snprintf(rehearsal->last, sizeof(rehearsal->last), "%s", strerror(-error));
		return;
	}
	listen_to(rehearsal, fd);
	kill(pid, SIGKILL);
	close(fd);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		rehearsal->end = REHEARSAL_NO_QEMU;
}

const char *rehearsal_wrong(const struct rehearsal *rehearsal)
{
	const char *last = rehearsal->lines ? rehearsal->line[rehearsal->lines - 1] : "";

	for (unsigned int i = 0; i < rehearsal->lines; i++) {
		if (strstr(rehearsal->line[i], ": late: "))
			return "udev came before the binder";
	}
	if (!strcmp(last, CLAIMED))
		return NULL;
	return strstr(last, "0000:01:00.") ? "the binder claimed the twin of the stand-in too"
					   : "the binder did not claim the stand-in";
}
