// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>

#include "core/sysfs.h"
#include "host/boot/efivar.h"

#define EFIVARS "sys/firmware/efi/efivars/"
#define LOADER_GUID "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
#define GLOBAL_GUID "8be4df61-93ca-11d2-aa0d-00e098032b8c"
#define ATTRIBUTES 4 /* bytes in front of what the variable holds */

char *efivar_read(int root, const char *name, char buf[EFIVAR_TEXT])
{
	char path[256];
	char raw[ATTRIBUTES + 2 * EFIVAR_TEXT];
	size_t used = 0;
	long length;

	snprintf(path, sizeof(path), EFIVARS "%s-" LOADER_GUID, name);
	length = sysfs_read_file(root, path, raw, sizeof(raw));
	/* UTF-16, little endian. */
	for (long i = ATTRIBUTES; i + 1 < length && used < EFIVAR_TEXT - 1; i += 2) {
		if (!raw[i] && !raw[i + 1])
			break;
		buf[used++] = raw[i + 1] || raw[i] < ' ' || raw[i] > '~' ? '?' : raw[i];
	}
	buf[used] = '\0';
	return buf;
}

bool efivar_secure_boot(int root)
{
	char raw[ATTRIBUTES + 2];

	return sysfs_read_file(root, EFIVARS "SecureBoot-" GLOBAL_GUID, raw, sizeof(raw)) > ATTRIBUTES &&
	       raw[ATTRIBUTES] == 1;
}
