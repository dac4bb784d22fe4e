/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* memmem */
#include "host/traps.h"
#include "core/cmdline.h"
#include "core/sysfs.h"
#include "host/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IOMEM "proc/iomem"
#define IOMEM_MAX (1u << 20)
#define IOMEM_DEPTH 32

const char traps_framebuffer_advice[] =
	"add video=efifb:off initcall_blacklist=sysfb_init to the command line, or let another card be the "
	"boot display";

static bool is_framebuffer(const char *name)
{
	static const char *const names[] = {"BOOTFB", "efifb", "vesafb", "simplefb", "simpledrm"};

	for (unsigned int i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strcmp(name, names[i]))
			return true;
	}
	return !strncmp(name, "simple-framebuffer", strlen("simple-framebuffer"));
}

static void add(struct traps *traps, const struct pci_addr *addr, const char *name)
{
	traps->trap = host_realloc(traps->trap, traps->count + 1u, sizeof(*traps->trap));
	traps->trap[traps->count].addr = *addr;
	snprintf(traps->trap[traps->count].what, sizeof(traps->trap->what), "%s", name);
	traps->count++;
}

/*
 * "    c0000000-cfffffff : 0000:03:00.0", two spaces for each level: names tell what is in what, and
 * they are there for everybody, while the numbers are only for root.
 */
static void look_at_line(const char *line, struct pci_addr *owner, bool *owned, struct traps *traps)
{
	size_t depth = strspn(line, " ") / 2;
	const char *name = strstr(line, " : ");
	bool is_function;

	if (!name || depth >= IOMEM_DEPTH)
		return;
	name += 3;
	is_function = !pci_addr_parse(name, &owner[depth]);
	owned[depth] = is_function || (depth && owned[depth - 1]);
	if (!is_function && owned[depth])
		owner[depth] = owner[depth - 1];
	if (owned[depth] && is_framebuffer(name))
		add(traps, &owner[depth], name);
}

void traps_read(int root, struct traps *traps)
{
	struct pci_addr owner[IOMEM_DEPTH];
	bool owned[IOMEM_DEPTH] = {false};
	char *text = host_alloc(1, IOMEM_MAX);
	char *save;

	*traps = (struct traps){0, NULL};
	if (sysfs_read_file(root, IOMEM, text, IOMEM_MAX) > 0) {
		for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
			look_at_line(line, owner, owned, traps);
	}
	free(text);
}

void traps_free(struct traps *traps)
{
	free(traps->trap);
	*traps = (struct traps){0, NULL};
}

const char *traps_framebuffer(const struct traps *traps, const struct function *function)
{
	const char *what = NULL;

	if (pci_is_vga(function->class))
		return NULL;
	for (unsigned int i = 0; i < traps->count; i++) {
		if (!pci_addr_compare(&traps->trap[i].addr, &function->addr))
			what = traps->trap[i].what;
	}
	return what;
}

bool traps_describe(const struct traps *traps, const struct function *function, struct text *text)
{
	const char *what = traps_framebuffer(traps, function);
	char address[PCI_ADDR_TEXT];

	if (!what)
		return false;
	text_addf(text, "%s: %s is in its memory, and vfio-pci leaves it there: a guest finds a dead card",
		pci_addr_format(&function->addr, address), what);
	return true;
}

bool traps_are_off(const char *text, size_t length)
{
	static const char initcall[] = "sysfb_init";
	struct cmdline cmdline = cmdline_start(text, length);
	struct param param;
	bool off = false;

	while (cmdline_next(&cmdline, &param))
		off = off ||
		      (token_is_name(param.name, "initcall_blacklist") &&
			      memmem(param.value.text, param.value.length, initcall, sizeof(initcall) - 1));
	return off;
}
