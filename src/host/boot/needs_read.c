// SPDX-License-Identifier: GPL-2.0-or-later
/* All needs: the cards that the default route goes by and the keyboards are found here. */
#define _GNU_SOURCE
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/sysfs.h"
#include "host/boot/needs.h"
#include "host/root.h"

#define NET "sys/class/net"
#define DEPTH 8
#define UP 0x1u
#define REJECT 0x200u

#define INTERFACE 64

/* Whether a line of route is a default route in use: its interface. */
static bool route_of(const char *line, char name[INTERFACE])
{
	unsigned int destination, flags, mask;

	return sscanf(line, "%63s %x %*s %x %*s %*s %*s %x", name, &destination, &flags, &mask) == 4 &&
	       !destination && !mask && flags & UP && !(flags & REJECT);
}

/* The same of ipv6_route: destination, its length, source, its length, hop, metric, two counts. */
static bool route6_of(const char *line, char name[INTERFACE])
{
	char destination[40];
	unsigned int length, flags;

	return sscanf(line, "%39s %x %*s %*s %*s %*s %*s %*s %x %63s", destination, &length, &flags, name) ==
		       4 &&
	       !length && strspn(destination, "0") == strlen(destination) && flags & UP &&
	       !(flags & REJECT) && strcmp(name, "lo") != 0;
}

struct interfaces {
	int root;
	struct need *need;
	unsigned int depth;
};

static void add_interface(struct interfaces *interfaces, const char *name);

static int add_lower(void *context, const char *name)
{
	if (!strncmp(name, "lower_", 6))
		add_interface(context, name + 6);
	return 0;
}

static int add_port(void *context, const char *name)
{
	add_interface(context, name);
	return 0;
}

/* What has no device of its own is on others, or goes nowhere that is seen. */
static void add_interface(struct interfaces *interfaces, const char *name)
{
	struct text path = {NULL, 0, 0};
	char real[PATH_MAX];

	if (interfaces->depth++ < DEPTH) {
		text_addf(&path, NET "/%s/device", name);
		if (!root_real(interfaces->root, text_string(&path), real, sizeof(real))) {
			need_add_way(interfaces->need, name, real);
		} else {
			text_free(&path);
			text_addf(&path, NET "/%s", name);
			sysfs_list(interfaces->root, text_string(&path), add_lower, interfaces);
			text_add(&path, "/brif");
			sysfs_list(interfaces->root, text_string(&path), add_port, interfaces);
		}
		text_free(&path);
	}
	interfaces->depth--;
}

static void read_routes(int root, const char *file, bool (*of)(const char *line, char name[INTERFACE]),
	struct needs *needs, struct need **need)
{
	char *text = needs_file(root, file);
	char *save = NULL;
	char name[INTERFACE];

	for (char *line = text ? strtok_r(text, "\n", &save) : NULL; line;
		line = strtok_r(NULL, "\n", &save)) {
		struct interfaces interfaces = {.root = root};

		if (!of(line, name))
			continue;
		if (!*need)
			*need = needs_add(needs, NEED_ROUTE, name);
		interfaces.need = *need;
		add_interface(&interfaces, name);
	}
	free(text);
}

static void routes(int root, struct needs *needs)
{
	struct need *need = NULL;

	read_routes(root, "proc/net/route", route_of, needs, &need);
	read_routes(root, "proc/net/ipv6_route", route6_of, needs, &need);
	if (!need)
		return;
	/* A tunnel, say: it goes by some card. */
	need->unseen = need->ways ? 0 : 0x02;
	if (need->ways == 1 && !strcmp(need->way[0].name, need->name)) {
		text_addf(&need->what, "the only network card with the default route, %s", need->name);
		return;
	}
	text_addf(&need->what, "the default route, by %s", need->name);
	for (unsigned int i = 0; i < need->ways; i++)
		text_addf(&need->what, "%s%s", i ? ", " : " over ", need->way[i].name);
}

struct keyboards {
	int root;
	struct need *need;
	struct needs *needs;
};

static void add_keyboard(struct keyboards *keyboards, const char *name, const char *title, const char *real)
{
	if (!keyboards->need)
		keyboards->need = needs_add(keyboards->needs, NEED_KEYBOARD, name);
	if (!need_add_way(keyboards->need, name, real))
		return;
	text_item(&keyboards->need->what, ", ", "%s", name);
	if (*title)
		text_addf(&keyboards->need->what, " (%s)", title);
}

/* An interface of a USB device, "1-2:1.0": a boot keyboard, as its descriptor says. */
static int look_at_usb(void *context, const char *name)
{
	struct keyboards *keyboards = context;
	struct text path = {NULL, 0, 0};
	char line[16];
	char title[128] = "";
	char port[64];
	char real[PATH_MAX];

	text_addf(&path, "sys/bus/usb/devices/%s", name);
	if (strchr(name, ':') && strlen(name) < sizeof(port) &&
		needs_line(keyboards->root, text_string(&path), "bInterfaceProtocol", line, sizeof(line)) &&
		!strcmp(line, "01") &&
		needs_line(keyboards->root, text_string(&path), "bInterfaceClass", line, sizeof(line)) &&
		!strcmp(line, "03") && !root_real(keyboards->root, text_string(&path), real, sizeof(real))) {
		snprintf(port, sizeof(port), "%.*s", (int)strcspn(name, ":"), name);
		text_free(&path);
		text_addf(&path, "sys/bus/usb/devices/%s", port);
		needs_line(keyboards->root, text_string(&path), "product", title, sizeof(title));
		add_keyboard(keyboards, port, title, real);
	}
	text_free(&path);
	return 0;
}

/* The USB interface that an input device is of, if that is a boot keyboard. */
static bool is_usb_keyboard(int root, char *real)
{
	char line[16];
	char *slash;

	while ((slash = strrchr(real, '/'))) {
		if (needs_line(root, real, "bInterfaceProtocol", line, sizeof(line)))
			return !strcmp(line, "01");
		*slash = '\0';
	}
	return false;
}

/* "input5": of USB, where it is not in the list of the bus; of PS/2 by its name. */
static int look_at_input(void *context, const char *name)
{
	struct keyboards *keyboards = context;
	struct text path = {NULL, 0, 0};
	char title[128] = "";
	char real[PATH_MAX];
	char up[PATH_MAX];

	text_addf(&path, "sys/class/input/%s", name);
	if (!strncmp(name, "input", 5) &&
		!root_real(keyboards->root, text_string(&path), real, sizeof(real))) {
		needs_line(keyboards->root, text_string(&path), "name", title, sizeof(title));
		strcpy(up, real);
		if (is_usb_keyboard(keyboards->root, up)) {
			char *port = strrchr(up, '/') + 1;

			port[strcspn(port, ":")] = '\0';
			add_keyboard(keyboards, port, title, real);
		} else if (strstr(real, "/serio") && strcasestr(title, "keyboard")) {
			add_keyboard(keyboards, name, title, "");
		}
	}
	text_free(&path);
	return 0;
}

static void keyboards(int root, struct needs *needs)
{
	struct keyboards keyboards = {root, NULL, needs};

	sysfs_list(root, "sys/bus/usb/devices", look_at_usb, &keyboards);
	sysfs_list(root, "sys/class/input", look_at_input, &keyboards);
	if (keyboards.need) {
		struct text names = keyboards.need->what;

		keyboards.need->what = (struct text){NULL, 0, 0};
		text_addf(&keyboards.need->what,
			keyboards.need->ways > 1 ? "every keyboard, %s" : "the only keyboard, %s",
			text_string(&names));
		text_free(&names);
	}
}

void needs_read(int root, struct needs *needs)
{
	memset(needs, 0, sizeof(*needs));
	needs_of_disks(root, needs);
	routes(root, needs);
	keyboards(root, needs);
}
