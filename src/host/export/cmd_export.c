/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gpupt export: configuration for virtualisation platforms. */
#include "host/export/device_set.h"
#include "host/json.h"
#include "host/machine.h"
#include "host/nearest.h"
#include "host/text.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
	"usage: gpupt export FORMAT [SLOT]...\n"
	"       gpupt export --list [--json]\n"
	"Prints the configuration with which a platform gives the cards to its guests.\n"
	"Without SLOT: all that was claimed at boot (for lxc: every GPU that was not).\n"
	"\n"
	"  --list         the formats; gpupt export FORMAT --help tells where the output\n"
	"                 goes\n"
	"  --json         that list for programs\n";

static const struct option options[] = {
	{"list", no_argument, NULL, 'l'},
	{"json", no_argument, NULL, 'j'},
	{NULL, 0, NULL, 0},
};

static int list(void)
{
	for (const struct export_format *format = export_formats; format->name; format++)
		printf("%-10s  %s\n", format->name, format->platform);
	return 0;
}

static int list_json(void)
{
	struct json json;

	json_begin(&json);
	json_array(&json, "formats");
	for (const struct export_format *format = export_formats; format->name; format++) {
		json_object(&json, NULL);
		json_string(&json, "name", format->name);
		json_string(&json, "platform", format->platform);
		json_string(&json, "where", format->where);
		json_bool(&json, "for_host", format->for_host);
		json_close(&json);
	}
	json_close(&json);
	return json_end(&json);
}

/* --help may come behind FORMAT: then it is the help of that format. */
static const char *usage_for(int argc, char **argv)
{
	static struct text text; /* until the program ends */
	const struct export_format *format;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--root")) {
			i++;
			continue;
		}
		format = export_find(argv[i]);
		if (!format)
			continue;
		text_addf(&text,
			"usage: gpupt export %s [SLOT]...\n"
			"For %s. Where the output goes:\n\n%s\n"
			"Without SLOT: %s.\n",
			format->name, format->platform, format->where,
			format->for_host ? "every GPU that was not claimed at boot"
					 : "all that was claimed at boot");
		return text_string(&text);
	}
	return usage;
}

static const char *format_name(const void *list, unsigned int i)
{
	return ((const struct export_format *)list)[i].name;
}

static void unknown_format(const char *given, const char *known)
{
	const char *near = nearest_of(given, format_name, export_formats);

	if (near)
		host_error(given, "unknown format; did you mean %s?", near);
	else
		host_error(given, "unknown format; there are:%s", known);
}

static const struct export_format *choose_format(int argc, char **argv)
{
	const struct export_format *format = optind < argc ? export_find(argv[optind]) : NULL;
	struct text known = {NULL, 0, 0};

	if (format)
		return format;
	for (format = export_formats; format->name; format++)
		text_addf(&known, " %s", format->name);
	if (optind == argc)
		host_error("export", "which format? There are:%s", text_string(&known));
	else
		unknown_format(argv[optind], text_string(&known));
	text_free(&known);
	return NULL;
}

/* A container can use only what has device nodes. Cards that nobody named may be without. */
static void drop_without_nodes(struct device_set *set, struct choice *choice)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < set->count; i++) {
		char address[PCI_ADDR_TEXT];

		if (set->device[i].nodes)
			set->device[kept++] = set->device[i];
		else
			choice_complain(choice, 0, pci_addr_format(&set->device[i].addr, address),
				"no driver has made device nodes for it: left out");
	}
	set->count = kept;
	export_group(set);
	if (!kept)
		choice_complain(choice, EXIT_NO, "export", "no GPU of the host has device nodes");
}

/* What the platform cannot have; only where the choice itself stands. */
static void judge(const struct export_format *format, const struct device_set *set, struct choice *choice)
{
	for (unsigned int i = 0; i < set->count; i++) {
		const struct device *device = &set->device[i];
		const char *wrong = format->refuse ? format->refuse(set, device) : NULL;
		char address[PCI_ADDR_TEXT];

		pci_addr_format(&device->addr, address);
		if (device->addr.domain > format->max_domain)
			choice_complain(choice, EXIT_NO, address,
				"%s cannot say this address: it knows PCI domains up to %04x only",
				format->platform, (unsigned int)format->max_domain);
		else if (wrong)
			choice_complain(choice, EXIT_NO, address, "%s: %s", format->platform, wrong);
	}
}

static int print(const struct export_format *format, const struct device_set *set)
{
	struct out out;

	out_init(&out, STDOUT_FILENO);
	format->print(set, &out);
	return host_written(out_flush(&out), 0);
}

/* The choice, and the set that comes of it; the exit status. */
static int choose(
	const struct export_format *format, struct choice *choice, struct device_set *set, char **slots)
{
	bool named = *slots;

	for (; *slots; slots++)
		choice_slot(choice, *slots);
	if (!named)
		choice_all(choice);
	choice_check(choice);
	if (choice->status)
		return choice->status;
	device_set_fill(choice, set);
	if (format->for_host)
		device_nodes_read(choice->host->root, choice->all, set);
	if (format->for_host && !named)
		drop_without_nodes(set, choice);
	judge(format, set, choice);
	return choice->status;
}

/* Without a report nothing is known to be claimed; that is no obstacle where slots are named. */
static bool read_report(const struct host *host, bool needed, struct boot_report *report)
{
	bool missing;
	const char *wrong = bootreport_read(host, report, &missing);

	if (!wrong || (missing && !needed))
		return true;
	host_error("/run/gpupt/report.json", "%s%s", wrong,
		missing ? ": nothing was claimed at boot; name slots: gpupt export FORMAT SLOT" : "");
	return false;
}

static int export(const struct host *host, const struct export_format *format, char **slots)
{
	static struct inventory all;
	struct device_set set = {0};
	struct boot_report report = {0};
	struct choice choice = {.host = host, .all = &all, .report = &report, .for_host = format->for_host};
	int status;

	if (machine_read(host, &all))
		return EXIT_UNKNOWN;
	if (!read_report(host, !*slots && !format->for_host, &report))
		return EXIT_UNKNOWN;
	choice_start(&choice);
	status = choose(format, &choice, &set, slots);
	if (!status)
		status = print(format, &set);
	export_free(&set);
	choice_free(&choice);
	bootreport_free(&report);
	return status;
}

int cmd_export(struct host *host, int argc, char **argv)
{
	const struct export_format *format;
	bool formats = false;
	bool json = false;
	int c;

	while ((c = host_option(host, argc, argv, options, usage_for(argc, argv))) >= 0)
		*(c == 'l' ? &formats : &json) = true;
	if (c == HOST_EXIT)
		return host->status;
	if (formats)
		return !host_no_arguments(host, argc, argv) ? EXIT_USAGE : json ? list_json() : list();
	if (json) {
		host_error(
			"--json", "this is for the list of formats; an export has the platform's own form");
		return EXIT_USAGE;
	}
	format = choose_format(argc, argv);
	return format ? export(host, format, argv + optind + 1) : EXIT_USAGE;
}
