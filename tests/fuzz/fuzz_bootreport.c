/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A boot report as the host command reads it back: of this version, of another one, or of nobody. */
#include "fuzz.h"
#include "host/status/bootreport.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[64] = "/dev/shm/gpupt-report-XXXXXX";
static struct host host = {.root = -1};

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void clean_up(void)
{
	nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void make_tree(void)
{
	MUST(mkdtemp(root));
	atexit(clean_up);
	host.root = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	host.root_path = root;
	MUST(!mkdirat(host.root, "run", 0755) && !mkdirat(host.root, "run/gpupt", 0755));
}

static void write_report(const uint8_t *data, size_t size)
{
	int fd = openat(host.root, "run/gpupt/report.json", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	MUST(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	close(fd);
}

#define IS_TEXT(array) MUST(memchr(array, '\0', sizeof(array)))

static void check_claim(const struct boot_report *report, const struct boot_claim *claim)
{
	MUST(claim->addr.dev <= 0x1f && claim->addr.fn <= 7);
	MUST(claim->class <= 0xffffff && claim->group >= -1);
	IS_TEXT(claim->path);
	IS_TEXT(claim->driver_before);
	IS_TEXT(claim->driver);
	IS_TEXT(claim->by);
	IS_TEXT(claim->why);
	IS_TEXT(claim->state);
	IS_TEXT(claim->reason);
	MUST(!bootreport_claimed(report, claim) || (!report->is_plan && !strcmp(claim->state, "claimed")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct boot_report report;
	const char *wrong;
	bool missing;

	if (host.root < 0)
		make_tree();
	write_report(data, size);
	wrong = bootreport_read(&host, &report, &missing);
	MUST(!missing);
	if (wrong) {
		MUST(strlen(wrong) > 0 && strlen(wrong) < 80);
		return 0;
	}
	IS_TEXT(report.result);
	MUST(report.elapsed_us >= -1);
	for (unsigned int i = 0; i < report.claims; i++)
		check_claim(&report, &report.claim[i]);
	for (unsigned int i = 0; i < report.notes; i++) {
		IS_TEXT(report.note[i].code);
		IS_TEXT(report.note[i].subject);
		IS_TEXT(report.note[i].text);
	}
	bootreport_free(&report);
	return 0;
}
