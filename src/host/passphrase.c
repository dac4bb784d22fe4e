/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/passphrase.h"
#include "core/cmdline.h"
#include "core/decide.h"
#include "core/sysfs.h"
#include "host/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX 65536

/* What unlocks it in place of a person. */
static bool is_unlocked(const char *options)
{
	static const char *const by[] = {
		"noauto", "keyscript=", "tpm2-device=", "fido2-device=", "pkcs11-uri="};

	for (size_t i = 0; i < sizeof(by) / sizeof(by[0]); i++) {
		if (strstr(options, by[i]))
			return true;
	}
	return false;
}

/* A line of crypttab: name, device, key, options. */
static bool line_asks(char *line, char volume[PASSPHRASE_VOLUME], bool *any)
{
	char *save;
	const char *name = strtok_r(line, " \t", &save);
	const char *device = name ? strtok_r(NULL, " \t", &save) : NULL;
	const char *key = device ? strtok_r(NULL, " \t", &save) : NULL;
	const char *options = key ? strtok_r(NULL, " \t", &save) : NULL;

	if (!device || *name == '#')
		return false;
	*any = true;
	if (key && strcmp(key, "none") != 0 && strcmp(key, "-") != 0)
		return false;
	if (options && is_unlocked(options))
		return false;
	snprintf(volume, PASSPHRASE_VOLUME, "%s", name);
	return true;
}

static bool crypttab_asks(int root, const char *path, char volume[PASSPHRASE_VOLUME], bool *any)
{
	char *text = host_alloc(1, FILE_MAX);
	char *save;
	bool asks = false;

	if (sysfs_read_file(root, path, text, FILE_MAX) >= 0) {
		for (char *line = strtok_r(text, "\n", &save); line && !asks;
			line = strtok_r(NULL, "\n", &save))
			asks = line_asks(line, volume, any);
	}
	free(text);
	return asks;
}

/* The volume of a parameter: cryptdevice=DEVICE:NAME[:OPTIONS], rd.luks.name=UUID=NAME, or the value. */
static void name_volume(const struct param *param, char volume[PASSPHRASE_VOLUME])
{
	struct token name = param->value;
	bool mkinitcpio = token_is_name(param->name, "cryptdevice");
	const char *at = memchr(name.text, mkinitcpio ? ':' : '=', name.length);

	if (at) {
		name.length -= (size_t)(at + 1 - name.text);
		name.text = at + 1;
	}
	at = mkinitcpio ? memchr(name.text, ':', name.length) : NULL;
	snprintf(
		volume, PASSPHRASE_VOLUME, "%.*s", (int)(at ? at - name.text : (long)name.length), name.text);
}

static bool is_one_of(struct token name, const char *const *names)
{
	for (; *names; names++) {
		if (token_is_name(name, *names))
			return true;
	}
	return false;
}

/* dracut (and systemd) ask for these where crypttab says nothing of them, mkinitcpio's encrypt always. */
static bool cmdline_asks(int root, bool crypttab, char volume[PASSPHRASE_VOLUME])
{
	static const char *const luks[] = {"rd.luks.uuid", "rd.luks.name", "luks.uuid", "luks.name", NULL};
	static const char *const keys[] = {"rd.luks.key", "luks.key", "cryptkey", NULL};
	char *text = host_alloc(1, CMDLINE_MAX);
	long length = sysfs_read_file(root, "proc/cmdline", text, CMDLINE_MAX);
	struct cmdline cmdline = cmdline_start(text, length < 0 ? 0 : (size_t)length);
	struct param param;
	bool asks = false;
	bool key = sysfs_exists(root, "crypto_keyfile.bin") == 1;

	while (cmdline_next(&cmdline, &param)) {
		char options[PASSPHRASE_VOLUME * 4];

		if (is_one_of(param.name, keys) ||
			(token_is_name(param.name, "rd.luks") && !param_is_yes(&param)))
			key = true;
		if (token_is_name(param.name, "rd.luks.options") ||
			token_is_name(param.name, "luks.options")) {
			snprintf(options, sizeof(options), "%.*s", (int)param.value.length, param.value.text);
			key = key || is_unlocked(options);
		}
		if (!token_is_name(param.name, "cryptdevice") && (crypttab || !is_one_of(param.name, luks)))
			continue;
		asks = true;
		name_volume(&param, volume);
	}
	free(text);
	return asks && !key;
}

bool passphrase_is_asked(int root, char volume[PASSPHRASE_VOLUME])
{
	bool any = false;

	return crypttab_asks(root, "etc/crypttab", volume, &any) ||
	       crypttab_asks(root, "etc/crypttab.initramfs", volume, &any) || cmdline_asks(root, any, volume);
}

bool passphrase_by_network(int root)
{
	return sysfs_exists(root, "etc/dropbear/initramfs/authorized_keys") == 1 ||
	       sysfs_exists(root, "etc/dropbear-initramfs/authorized_keys") == 1;
}
