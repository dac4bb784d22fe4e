// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <string.h>

#include "host/boot/mounts.h"
#include "host/text.h"

void mounts_unescape(char *text)
{
	char *to = text;

	while (*text) {
		unsigned int byte;

		if (*text == '\\' && sscanf(text + 1, "%3o", &byte) == 1 &&
			strspn(text + 1, "01234567") >= 3) {
			*to++ = (char)byte;
			text += 4;
		} else {
			*to++ = *text++;
		}
	}
	*to = '\0';
}

/* A line of mountinfo: id, parent, major:minor, root, point, options..., -, type, source, ... */
static void read_mount(char *line, struct mounts *mounts)
{
	struct mount mount = {0};
	char *save = NULL;
	char *word = strtok_r(line, " ", &save);

	for (int i = 0; word && i < 5; i++, word = strtok_r(NULL, " ", &save)) {
		if (i == 2 && sscanf(word, "%u:%u", &mount.major, &mount.minor) != 2)
			return;
		if (i == 4)
			mount.point = word;
	}
	while (word && strcmp(word, "-") != 0)
		word = strtok_r(NULL, " ", &save);
	mount.type = word ? strtok_r(NULL, " ", &save) : NULL;
	mount.source = mount.type ? strtok_r(NULL, " ", &save) : NULL;
	if (!mount.source)
		return;
	mounts_unescape(mount.point);
	mounts_unescape(mount.source);
	mounts->mount = host_realloc(mounts->mount, mounts->count + 1, sizeof(mount));
	mounts->mount[mounts->count++] = mount;
}

void mounts_read(char *text, struct mounts *mounts)
{
	char *save = NULL;

	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		read_mount(line, mounts);
}

bool mounts_is_covered(const struct mounts *mounts, unsigned int i)
{
	for (unsigned int j = i + 1; j < mounts->count; j++) {
		if (!strcmp(mounts->mount[i].point, mounts->mount[j].point))
			return true;
	}
	return false;
}

const struct mount *mounts_of_file(const struct mounts *mounts, const char *path)
{
	const struct mount *best = NULL;
	size_t longest = 0;

	for (unsigned int i = 0; i < mounts->count; i++) {
		const struct mount *mount = &mounts->mount[i];
		size_t length = strcmp(mount->point, "/") != 0 ? strlen(mount->point) : 0;

		if (!strncmp(path, mount->point, length) && path[length] == '/' &&
			(!best || length >= longest)) {
			best = mount;
			longest = length;
		}
	}
	return best;
}
