/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/check/culprit.h"
#include "core/at.h"
#include "core/sysfs.h"
#include "host/driverctl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LIBVIRT "etc/libvirt/qemu"
#define DOMAIN_MAX 262144 /* bytes of a domain's XML */
#define KMSG_RECORD 8192
#define LINE_TEXT 1024 /* the kernel's own limit */

struct override_search {
	int root;
	const struct pci_addr *addr;
	struct text *text;
};

static int blame_override(void *context, const char *file)
{
	const struct override_search *search = context;
	char name[PCI_ADDR_TEXT];
	char driver[DRIVERCTL_DRIVER];
	struct pci_addr addr;

	if (!driverctl_function(file, &addr) || pci_addr_compare(&addr, search->addr) ||
		!*driverctl_driver(search->root, file, driver))
		return 0;
	text_addf(search->text,
		"driverctl sets it to '%s' (/" DRIVERCTL_DIR "/%s); driverctl unset-override %s ends that",
		driver, file, pci_addr_format(&addr, name));
	return 1;
}

static bool blame_driverctl(const struct host *host, const struct pci_addr *addr, struct text *text)
{
	struct override_search search = {host->root, addr, text};

	return sysfs_list(host->root, DRIVERCTL_DIR, blame_override, &search) == 1;
}

struct domain_search {
	int root;
	char address[96]; /* as libvirt writes it: of the host, not of the guest */
	char found[256];  /* the file's name */
	char *text;
};

/* The element <hostdev> around the address says managed='yes'. */
static bool is_managed(char *text, const char *address)
{
	for (char *at = strstr(text, address); at; at = strstr(at + 1, address)) {
		const char *begin = NULL;
		char saved = *at;

		*at = '\0';
		for (const char *next = text; (next = strstr(next, "<hostdev ")); next++)
			begin = next;
		if (begin && !strstr(begin, "</hostdev>") && strstr(begin, "managed='yes'")) {
			*at = saved;
			return true;
		}
		*at = saved;
	}
	return false;
}

static int look_at_domain(void *context, const char *name)
{
	struct domain_search *search = context;
	char path[sizeof(LIBVIRT) + 256];
	size_t length = strlen(name);

	if (length < 5 || strcmp(name + length - 4, ".xml") != 0 || length >= sizeof(search->found))
		return 0;
	snprintf(path, sizeof(path), LIBVIRT "/%s", name);
	if (sysfs_read_file(search->root, path, search->text, DOMAIN_MAX) <= 0 ||
		!is_managed(search->text, search->address))
		return 0;
	strcpy(search->found, name);
	return 1;
}

/* A guest's managed device goes back to the host's driver when the guest stops. */
static bool blame_libvirt(const struct host *host, const struct pci_addr *addr, struct text *text)
{
	struct domain_search search = {.root = host->root, .text = malloc(DOMAIN_MAX)};
	bool found;

	snprintf(search.address, sizeof(search.address),
		"<address domain='0x%04x' bus='0x%02x' slot='0x%02x' function='0x%x'",
		(unsigned int)addr->domain, addr->bus, addr->dev, addr->fn);
	found = search.text && sysfs_list(host->root, LIBVIRT, look_at_domain, &search) == 1;
	free(search.text);
	if (found)
		text_addf(text,
			"libvirt has it with managed='yes' in /" LIBVIRT "/%s, which gives it back "
			"to the host when the guest stops: make it managed='no'",
			search.found);
	return found;
}

/* Remembers the last line of the kernel log that names the function and is not gpupt's or vfio's. */
static void look_at_line(const char *line, const char *addr, char last[LINE_TEXT])
{
	const char *text = strchr(line, ';');

	/* A record is "priority,sequence,time,flags;text", then lines of properties with a space. */
	text = text && strspn(line, "0123456789,-c") == (size_t)(text - line) ? text + 1 : line;
	if (*text != ' ' && strstr(text, addr) && !strstr(text, "gpupt: ") && strncmp(text, "vfio", 4) != 0)
		snprintf(last, LINE_TEXT, "%.*s", LINE_TEXT - 1, text);
}

/* The lines in a buffer that are whole; how many bytes of the last one are left at its begin. */
static size_t take_lines(char *buf, size_t used, const char *addr, char last[LINE_TEXT])
{
	char *line = buf;
	char *newline;

	while ((newline = memchr(line, '\n', used))) {
		*newline++ = '\0';
		look_at_line(line, addr, last);
		used -= (size_t)(newline - line);
		line = newline;
	}
	memmove(buf, line, used);
	return used < KMSG_RECORD ? used : 0;
}

static bool blame_kernel_log(const struct host *host, const char *addr, struct text *text)
{
	int fd = at_open(host->root, "dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char record[2 * KMSG_RECORD];
	char last[LINE_TEXT] = "";
	size_t used = 0;
	ssize_t n;

	if (fd < 0)
		return false;
	/* One record a read; EPIPE: the oldest one was overwritten, the next read gets the next. */
	while ((n = read(fd, record + used, KMSG_RECORD)) > 0 || (n < 0 && errno == EPIPE))
		used = take_lines(record, used + (n > 0 ? (size_t)n : 0), addr, last);
	close(fd);
	if (last[0])
		text_addf(text, "the kernel log says last: %s", last);
	return last[0] != '\0';
}

void culprit_find(const struct host *host, const struct pci_addr *addr, struct text *text)
{
	char name[PCI_ADDR_TEXT];

	pci_addr_format(addr, name);
	if (!blame_driverctl(host, addr, text) && !blame_libvirt(host, addr, text))
		blame_kernel_log(host, name, text);
}
