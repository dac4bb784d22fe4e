/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gpupt status --format=prometheus: the text format that node exporter's textfile collector reads. */
#include "core/out.h"
#include "host/status/status.h"

#include <string.h>
#include <unistd.h>

/* One metric of one value without labels. */
static void gauge(struct out *out, const char *name, const char *help, unsigned int value)
{
	out_format(out, "# HELP gpupt_%s %s\n# TYPE gpupt_%s gauge\ngpupt_%s %u\n", name, help, name, name,
		value);
}

static void head(struct out *out, const char *name, const char *help)
{
	out_format(out, "# HELP gpupt_%s %s\n# TYPE gpupt_%s gauge\n", name, help, name);
}

/* A label's value as the format wants it; what is no printable ASCII becomes '?'. */
static void label(struct out *out, const char *name, const char *value)
{
	out_format(out, "%s=\"", name);
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			out_text(out, "\\");
		out_format(out, "%c", *value < 0x20 || *value > 0x7e ? '?' : *value);
	}
	out_text(out, "\"");
}

/* What the boot was to claim: kept functions and twins that were to be released are not. */
static unsigned int wanted(const struct boot_report *report)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < report->claims && !report->is_plan; i++) {
		const struct boot_claim *claim = &report->claim[i];

		count += strcmp(claim->state, "kept") != 0 && strcmp(claim->why, "refined") != 0;
	}
	return count;
}

static unsigned int claimed(const struct boot_report *report)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < report->claims; i++)
		count += bootreport_claimed(report, &report->claim[i]);
	return count;
}

static unsigned int drifted(const struct status *status)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < status->count; i++)
		count += status->device[i].state != STATUS_OK && !status->device[i].failed;
	return count;
}

static unsigned int errors(const struct boot_report *report)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < report->notes; i++)
		count += report->note[i].is_error;
	return count;
}

static void put_boot(const struct boot_report *report, struct out *out)
{
	head(out, "boot_result", "The result of the boot as its report says it; always 1.");
	out_text(out, "gpupt_boot_result{");
	label(out, "result", report->result);
	out_text(out, "} 1\n");
	gauge(out, "boot_errors", "Error notes in the report of the boot.", errors(report));
	if (report->elapsed_us < 0)
		return;
	head(out, "boot_seconds", "How long gpupt took at boot.");
	out_format(out, "gpupt_boot_seconds %u.%06u\n", (unsigned int)(report->elapsed_us / 1000000),
		(unsigned int)(report->elapsed_us % 1000000));
}

/* One series for each state, so that a change of state is no change of labels. */
static void put_devices(const struct status *status, struct out *out)
{
	char addr[PCI_ADDR_TEXT];

	if (!status->count)
		return;
	head(out, "device_state",
		"1 for the state that the function is in, 0 for the others; failed: the "
		"boot did not do what was asked.");
	for (unsigned int i = 0; i < status->count; i++) {
		const struct status_device *device = &status->device[i];

		pci_addr_format(&device->claim->addr, addr);
		for (enum status_state state = STATUS_OK; state <= STATUS_GONE; state++)
			out_format(out, "gpupt_device_state{address=\"%s\",state=\"%s\"} %d\n", addr,
				status_name(state), !device->failed && device->state == state);
		out_format(out, "gpupt_device_state{address=\"%s\",state=\"failed\"} %d\n", addr,
			device->failed);
	}
	head(out, "device_group_usable", "Whether the IOMMU group of the function lets a guest start.");
	for (unsigned int i = 0; i < status->count; i++)
		out_format(out, "gpupt_device_group_usable{address=\"%s\"} %d\n",
			pci_addr_format(&status->device[i].claim->addr, addr),
			status->device[i].group_usable);
}

/* Who may not look into every process tells only what he sees. */
static void put_open(const struct status *status, struct out *out)
{
	char addr[PCI_ADDR_TEXT];
	bool headed = false;

	for (unsigned int i = 0; i < status->count; i++) {
		const struct status_device *device = &status->device[i];

		if (!device->holder.pid && !status->sees_all)
			continue;
		if (!headed)
			head(out, "device_open", "Whether a guest has the function open.");
		headed = true;
		out_format(out, "gpupt_device_open{address=\"%s\"} %d\n",
			pci_addr_format(&device->claim->addr, addr), device->holder.pid != 0);
	}
}

static void put_link(const struct status *status, struct out *out)
{
	char addr[PCI_ADDR_TEXT];
	bool headed = false;

	for (unsigned int i = 0; i < status->count; i++) {
		const struct status_device *device = &status->device[i];

		if (device->sight.link.width <= 0 || device->sight.most.width <= 0)
			continue;
		if (!headed)
			head(out, "device_link_lanes", "Lanes of the link: now, and the most of the card.");
		headed = true;
		pci_addr_format(&device->claim->addr, addr);
		out_format(out,
			"gpupt_device_link_lanes{address=\"%s\",of=\"now\"} %d\n"
			"gpupt_device_link_lanes{address=\"%s\",of=\"most\"} %d\n",
			addr, device->sight.link.width, addr, device->sight.most.width);
	}
}

int status_metrics(const struct status *status, const struct boot_report *report, int result)
{
	struct out out;

	out_init(&out, STDOUT_FILENO);
	head(&out, "build_info", "The version of the gpupt command; always 1.");
	out_text(&out, "gpupt_build_info{version=\"" GPUPT_VERSION "\"} 1\n");
	gauge(&out, "status",
		"The exit status of gpupt status: 0 as promised, 1 not, 3 it could not be found "
		"out.",
		(unsigned int)result);
	gauge(&out, "boot_report", "Whether the boot left a report that can be read.", report != NULL);
	gauge(&out, "claims_wanted", "Functions that the boot was to claim.", report ? wanted(report) : 0);
	gauge(&out, "claims_claimed", "Functions that the boot claimed.", report ? claimed(report) : 0);
	gauge(&out, "claims_drifted", "Claimed functions that are no longer as the boot left them.",
		status ? drifted(status) : 0);
	if (report)
		put_boot(report, &out);
	if (status) {
		put_devices(status, &out);
		put_open(status, &out);
		put_link(status, &out);
	}
	return host_written(out_flush(&out), result);
}
