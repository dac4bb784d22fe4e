/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* nftw */
#include "host/capture/replay.h"
#include "core/note.h"
#include "host/capture/machine_file.h"
#include "host/message.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char directory[PATH_MAX];

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status;
	(void)kind;
	(void)place;
	return remove(path);
}

static void clean_up(void)
{
	if (nftw(directory, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT))
		host_error(directory, "it cannot be removed: %s", errno_text(errno));
}

/* In memory rather than on a disk: thousands of small files that are of no use later. */
static bool make_directory(void)
{
	const char *const parents[] = {getenv("TMPDIR"), "/dev/shm", "/tmp"};

	for (unsigned int i = 0; i < sizeof(parents) / sizeof(parents[0]); i++) {
		if (!parents[i] || *parents[i] != '/')
			continue;
		if (snprintf(directory, sizeof(directory), "%s/gpupt-XXXXXX", parents[i]) < PATH_MAX &&
			mkdtemp(directory))
			return true;
		if (!i)
			break; /* what is asked for is not replaced */
	}
	host_error(directory, "no directory for the machine: %s", errno_text(errno));
	return false;
}

static bool fill_directory(const char *file, const char *text, size_t length)
{
	struct machine_error error;
	int dir = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good;

	if (dir < 0) {
		host_error(directory, "it cannot be opened: %s", errno_text(errno));
		return false;
	}
	umask(022);
	good = machine_file_read(text, length, dir, &error);
	if (!good)
		host_error(file, "line %lu: %s", error.line, error.text);
	close(dir);
	return good;
}

/* Waits for the child, and hands signals on to it; its status as waitpid says it. */
static int attend(pid_t child, const sigset_t *signals)
{
	int status;

	for (;;) {
		int signal = sigwaitinfo(signals, NULL);

		if (signal > 0 && signal != SIGCHLD)
			kill(child, signal);
		if (waitpid(child, &status, WNOHANG) == child)
			return status;
	}
}

static void end_by(int signal, const sigset_t *before)
{
	struct sigaction action = {.sa_handler = SIG_DFL};

	sigaction(signal, &action, NULL);
	raise(signal);
	sigprocmask(SIG_SETMASK, before, NULL);
}

static int attended(pid_t child, const sigset_t *signals, const sigset_t *before)
{
	int status = child < 0 ? -1 : attend(child, signals);

	clean_up();
	if (child < 0) {
		host_error("fork", "%s", errno_text(errno));
		return EXIT_UNKNOWN;
	}
	if (WIFSIGNALED(status))
		end_by(WTERMSIG(status), before);
	return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_UNKNOWN;
}

/* The machine in its directory, which is removed again if that fails. */
static bool prepare(const char *file, char *text, size_t length)
{
	bool good = make_directory();

	if (good && !fill_directory(file, text, length)) {
		clean_up();
		good = false;
	}
	free(text);
	return good;
}

int replay(const char *file, const char **root)
{
	static const int handled[] = {SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM};
	struct sigaction action = {.sa_handler = SIG_DFL};
	size_t length = 0;
	char *text = machine_file_load(file, &length);
	sigset_t signals;
	sigset_t before;
	pid_t child;

	if (!text) {
		host_error(file, "it cannot be read: %s",
			errno == EISDIR ? "it is a directory, which --root looks at" : errno_text(errno));
		return EXIT_UNKNOWN;
	}
	sigemptyset(&signals);
	for (unsigned int i = 0; i < sizeof(handled) / sizeof(handled[0]); i++)
		sigaddset(&signals, handled[i]);
	sigaction(SIGCHLD, &action, NULL); /* one that is ignored is never waited for */
	sigprocmask(SIG_BLOCK, &signals, &before);
	if (!prepare(file, text, length))
		return EXIT_UNKNOWN;
	fflush(NULL);
	child = fork();
	if (child)
		return attended(child, &signals, &before);
	sigprocmask(SIG_SETMASK, &before, NULL);
	*root = directory;
	return REPLAY_CHILD;
}
