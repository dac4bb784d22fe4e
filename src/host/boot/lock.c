// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE /* asprintf */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/sysfs.h"
#include "host/boot/edit.h"
#include "host/boot/lock.h"
#include "core/at.h"

#define LOCK_TEXT 64

/* What is in the lock: the holder's process id, and the word of lock_mark or "". */
static int read_lock(int fd, char word[LOCK_TEXT])
{
	char text[LOCK_TEXT];
	int pid = 0;
	ssize_t length = pread(fd, text, sizeof(text) - 1, 0);

	text[length > 0 ? length : 0] = '\0';
	*word = '\0';
	sscanf(text, "%d %63[a-z]", &pid, word);
	return pid;
}

static void write_lock(int fd, const char *word)
{
	char text[LOCK_TEXT];
	int length = *word ? snprintf(text, sizeof(text), "%d %s\n", (int)getpid(), word)
			   : snprintf(text, sizeof(text), "%d\n", (int)getpid());

	/* What cannot be written is missed in a message only. */
	if (ftruncate(fd, 0) < 0 || pwrite(fd, text, (size_t)length, 0) < length)
		return;
	fsync(fd);
}

int lock_take(int root, int *holder)
{
	const char *name;
	char word[LOCK_TEXT];
	int dir;
	int fd;

	*holder = 0;
	dir = edit_directory(root, LOCK_FILE, &name);
	if (dir < 0)
		return dir;
	fd = openat(dir, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0644);
	if (fd < 0)
		fd = -errno;
	close(dir);
	if (fd < 0)
		return fd;
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		int error = -errno;

		*holder = read_lock(fd, word);
		close(fd);
		return error;
	}
	/* The trace of a killed run stays until this one changes something. */
	read_lock(fd, word);
	if (!*word)
		write_lock(fd, "");
	return fd;
}

void lock_mark(int lock, const char *command)
{
	write_lock(lock, command);
}

void lock_clear(int lock)
{
	if (ftruncate(lock, 0) == 0)
		fsync(lock);
}

void lock_release(int lock)
{
	char word[LOCK_TEXT];

	if (lock < 0)
		return;
	read_lock(lock, word);
	if (!*word)
		lock_clear(lock);
	close(lock);
}

struct leftovers {
	void (*tell)(void *context, const char *file, const char *text);
	void *context;
	unsigned int count;
};

static void found(struct leftovers *leftovers, const char *file, const char *text)
{
	leftovers->count++;
	if (leftovers->tell)
		leftovers->tell(leftovers->context, file, text);
}

/* Whether a run is under way; otherwise what one that was killed has left in the lock is told. */
static bool look_at_lock(int root, struct leftovers *leftovers)
{
	int fd = at_open(root, LOCK_FILE, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char word[LOCK_TEXT];
	char text[160];
	bool busy;
	int pid;

	if (fd < 0)
		return false;
	busy = flock(fd, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK;
	pid = read_lock(fd, word);
	close(fd);
	if (busy || !*word)
		return busy;
	snprintf(text, sizeof(text),
		"gpupt %s (process %d) did not come to its end: the boot configuration may be half changed",
		word, pid);
	found(leftovers, "/" LOCK_FILE, text);
	return false;
}

static void look_beside(
	int root, const char *edited, const char *name, const char *what, struct leftovers *leftovers)
{
	int directory = (int)(strrchr(edited, '/') - edited);
	char *path = NULL;
	char *text = NULL;

	if (asprintf(&path, "/%.*s/%s", directory, edited, name) >= 0 && sysfs_exists(root, path + 1) == 1 &&
		asprintf(&text, "left by a run that was killed: %s /%s", what, edited) >= 0)
		found(leftovers, path, text);
	free(text);
	free(path);
}

unsigned int lock_leftovers(int root, const char *edited,
	void (*tell)(void *context, const char *file, const char *text), void *context)
{
	struct leftovers leftovers = {tell, context, 0};

	if (look_at_lock(root, &leftovers))
		return 0;
	if (edited && strchr(edited, '/')) {
		look_beside(root, edited, EDIT_NEW, "a new text that did not become", &leftovers);
		look_beside(root, edited, EDIT_ORIG, "the text from before in", &leftovers);
	}
	return leftovers.count;
}
