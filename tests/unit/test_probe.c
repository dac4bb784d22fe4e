/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What gpupt probe makes of what it saw: a healthy card, and one fault after the other. */
#include "unit.h"

#include <errno.h>

#include "host/probe/config.c"
#include "host/probe/judge.c"
#include "host/probe/verdict.c"
#include "host/text.c"

const char traps_framebuffer_advice[] = "as the check has it";

void host_error(const char *subject, const char *format, ...)
{
	(void)format;
	fail_msg("%s", subject);
}

enum { PM = 0x60, MSIX = 0x70, EXPRESS = 0x80 };

static struct probe_facts facts;
static struct probe_question question;
static struct probe_verdict verdict;
static bool hits_are_ours;

static bool may_hit(const void *context, const struct pci_addr *addr)
{
	(void)context;
	return hits_are_ours || addr->bus == 2;
}

static void put(uint8_t *config, unsigned int at, unsigned int bytes, uint32_t value)
{
	for (; bytes--; value >>= 8)
		config[at++] = (uint8_t)value;
}

/* A display of 16 and 256 MiB with MSI-X in the first, its second region resizable to 1 GiB. */
static void put_config(uint8_t *config, bool whole)
{
	put(config, 0x00, 4, 0x220410de);
	put(config, 0x06, 2, 0x10);
	put(config, 0x08, 4, 0x030000a1);
	put(config, 0x2c, 4, 0x87081043);
	put(config, 0x34, 1, PM);
	put(config, PM, 4, 0x4803 << 16 | MSIX << 8 | 0x01);
	put(config, MSIX, 4, 8u << 16 | EXPRESS << 8 | 0x11);
	put(config, MSIX + 4, 4, 0xb90000 | 0);
	put(config, MSIX + 8, 4, 0xba0000 | 0);
	put(config, EXPRESS, 4, 0x10);
	put(config, EXPRESS + 4, 4, 0x10008de1);
	if (!whole)
		return;
	put(config, 0x100, 4, 0x15 | 1 << 16);
	put(config, 0x104, 4, 0x3 << 4 << 8);
	put(config, 0x108, 4, 1u | 1 << 5 | 8 << 8);
}

static int healthy(void **state)
{
	(void)state;
	verdict_free(&verdict);
	memset(&facts, 0, sizeof(facts));
	memset(&verdict, 0, sizeof(verdict));
	hits_are_ours = false;
	question = (struct probe_question){.limit = 30, .may_hit = may_hit};
	facts.stage = STAGE_DONE;
	facts.ids = (struct pci_ids){0x10de, 0x2204, 0x1043, 0x8708};
	facts.class = 0x030000;
	put_config(facts.before, false);
	facts.before_length = sizeof(facts.before);
	put_config(facts.config.byte, true);
	put(facts.config.byte, 0x104, 4, 0x100 << 4);
	facts.config.length = PROBE_CONFIG;
	facts.region[0] = (struct probe_region){16 << 20, 16 << 20, true, true, true, true, 0, 7};
	facts.region[1] = (struct probe_region){256 << 20, 256 << 20, true, true, true, true, 0, 7};
	facts.region[5] = (struct probe_region){.size = 128, .expected = 128};
	facts.intx = facts.msix = 1;
	facts.resets = true;
	facts.link = (struct probe_link){"8.0 GT/s", "16.0 GT/s", 16, 16, 16};
	return 0;
}

static int gone(void **state)
{
	(void)state;
	verdict_free(&verdict);
	return 0;
}

/* The codes of all that was found, "" for nothing. */
static void found(const char *codes, enum probe_result result)
{
	static char got[256];

	verdict_free(&verdict);
	memset(&verdict, 0, sizeof(verdict));
	judge_facts(&question, &facts, &verdict);
	got[0] = '\0';
	for (unsigned int i = 0; i < verdict.count; i++) {
		struct probe_finding *finding = &verdict.finding[i];

		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%s", i ? " " : "",
			probe_code(finding->found));
		assert_true(*text_string(&finding->text) && *probe_advice(finding->found));
	}
	assert_string_equal(got, codes);
	assert_string_equal(probe_result_name(verdict.result), probe_result_name(result));
}

static void says(const char *part)
{
	assert_non_null(strstr(text_string(&verdict.finding[0].text), part));
}

static void healthy_works(void **state)
{
	(void)state;
	found("", PROBE_WORKS);
	facts.before_length = 64; /* not for root: that much and no more */
	found("", PROBE_WORKS);
	facts.before_length = 0;
	facts.config.length = 256;
	found("", PROBE_WORKS);
}

static void healthy_survives_reset_and_power(void **state)
{
	(void)state;
	facts.reset_tried = facts.power_tried = facts.slept = facts.woke = true;
	facts.again = facts.config;
	question.reset = true;
	found("", PROBE_WORKS);
}

static void all_ones_after_reset(void **state)
{
	(void)state;
	memset(facts.config.byte, 0xff, sizeof(facts.config.byte));
	found("all-ones-after-reset", PROBE_FAILS);
	healthy(state);
	facts.reset_tried = true;
	facts.again.length = PROBE_CONFIG;
	memset(facts.again.byte, 0xff, sizeof(facts.again.byte));
	found("all-ones-after-reset", PROBE_FAILS);
}

static void all_ones_before(void **state)
{
	(void)state;
	memset(facts.before, 0xff, sizeof(facts.before));
	memset(facts.config.byte, 0xff, sizeof(facts.config.byte));
	found("gone", PROBE_FAILS);
}

static void never_ready(void **state)
{
	(void)state;
	facts.stage = STAGE_OPEN;
	found("never-ready", PROBE_FAILS);
	says("30 s");
	facts.stage = STAGE_RESET;
	found("never-ready", PROBE_FAILS);
}

static void stuck_in_d3(void **state)
{
	(void)state;
	put(facts.config.byte, PM + 4, 2, 3);
	facts.region[0].error = EFAULT; /* who sleeps has no memory: that is the same fault */
	found("stuck-d3", PROBE_FAILS);
	says("D3hot");
	healthy(state);
	facts.power_tried = facts.slept = true;
	found("stuck-d3", PROBE_FAILS);
	facts.slept = false;
	facts.woke = true;
	found("power-failed", PROBE_FAILS);
}

static void region_cannot_be_mapped(void **state)
{
	(void)state;
	facts.region[1].error = EBUSY;
	found("map-failed", PROBE_FAILS);
	says("region 1");
	facts.region[1].error = EINVAL;
	found("map-failed", PROBE_FAILS);
	facts.region[1].error = EFAULT;
	found("read-failed", PROBE_FAILS);
}

static void framebuffer(void **state)
{
	(void)state;
	question.framebuffer = "BOOTFB";
	found("framebuffer", PROBE_FAILS);
	says("BOOTFB");
	facts.region[1].error = EBUSY; /* by the framebuffer */
	found("framebuffer", PROBE_FAILS);
}

static void sibling_with_a_driver(void **state)
{
	(void)state;
	facts.failed = STAGE_GROUP;
	facts.error = EPERM;
	facts.not_viable = true;
	question.blocker = "0000:02:00.1 (snd_hda_intel)";
	found("sibling-driver", PROBE_FAILS);
	says("snd_hda_intel");
}

static void reset_would_hit(void **state)
{
	(void)state;
	facts.resets = false;
	facts.hot_asked = true;
	facts.hits = 2;
	facts.hit[0] = (struct pci_addr){0, 2, 0, 0};
	facts.hit[1] = (struct pci_addr){0, 3, 0, 0};
	found("reset-hits", PROBE_LIMITED);
	says("0000:03:00.0");
	question.reset = true; /* it was asked for, and cannot be had */
	found("reset-hits", PROBE_FAILS);
	hits_are_ours = true;
	found("", PROBE_WORKS);
}

static void wrong_configuration_after_reset(void **state)
{
	(void)state;
	put(facts.config.byte, 0x2c, 4, 0);
	found("config-after-reset", PROBE_FAILS);
	healthy(state);
	put(facts.config.byte, 0x0e, 1, 0x7f);
	found("config-after-reset", PROBE_FAILS);
	healthy(state);
	facts.reset_tried = true;
	facts.again = facts.config;
	put(facts.again.byte, 0x08, 4, 0x120000a1);
	found("config-after-reset", PROBE_FAILS);
	healthy(state);
	put(facts.before, 0, 4, 0x000010de);
	found("config-differs", PROBE_FAILS);
	facts.is_virtual = true; /* has no IDs of its own */
	found("", PROBE_WORKS);
}

static void no_reset(void **state)
{
	(void)state;
	facts.resets = false;
	facts.hot_asked = true;
	facts.hot_error = ENODEV;
	found("no-reset", PROBE_LIMITED);
	question.reset = true;
	found("no-reset", PROBE_FAILS);
}

static void hang_on_read(void **state)
{
	static const enum probe_stage stages[] = {STAGE_BEFORE, STAGE_READ, STAGE_MAP, STAGE_AGAIN};

	(void)state;
	for (unsigned int i = 0; i < sizeof(stages) / sizeof(stages[0]); i++) {
		facts.stage = stages[i];
		found("hangs", PROBE_FAILS);
		says("reading");
	}
	facts.stage = STAGE_WAITING;
	found("not-reached", PROBE_UNKNOWN);
	facts.stage = STAGE_MAP;
	question.signal = 11;
	found("read-failed", PROBE_FAILS);
}

static void sizes_that_change(void **state)
{
	(void)state;
	put(facts.config.byte, 0x108, 4, 1u | 1 << 5 | 6 << 8);
	found("size-changed", PROBE_FAILS);
	says("64 MiB");
	healthy(state);
	facts.region[0].expected = 32 << 20;
	found("size-changed", PROBE_FAILS);
}

static void msix_table_out_of_range(void **state)
{
	(void)state;
	put(facts.config.byte, MSIX + 4, 4, 0x1000000);
	found("msix-table", PROBE_FAILS);
	put(facts.config.byte, MSIX + 4, 4, 0xffff80); /* nine entries: the last one is behind the end */
	found("msix-table", PROBE_FAILS);
	put(facts.config.byte, MSIX + 4, 4, 0xffff70);
	found("", PROBE_WORKS);
	put(facts.config.byte, MSIX + 8, 4, 0xba0000 | 3); /* no such region */
	found("msix-table", PROBE_FAILS);
	put(facts.config.byte, MSIX + 8, 4, 0xba0000 | 7);
	found("msix-table", PROBE_FAILS);
}

static void limits(void **state)
{
	(void)state;
	facts.link.width = 4;
	found("link-width", PROBE_LIMITED);
	facts.link.port_width = 4; /* the slot has no more */
	found("", PROBE_WORKS);
	put(facts.config.byte, 0x104, 4, 0x500 << 4);
	found("bar-size", PROBE_LIMITED);
	says("256 MiB of its possible 1 GiB");
	healthy(state);
	facts.intx = facts.msix = 0;
	facts.noiommu = true;
	found("no-interrupt no-iommu", PROBE_LIMITED);
	put(facts.config.byte, 0x06, 2, 0); /* neither pin nor capability: it needs none */
	found("no-iommu", PROBE_LIMITED);
}

static void what_cannot_be_opened(void **state)
{
	(void)state;
	facts.failed = STAGE_GROUP;
	facts.error = EBUSY;
	found("in-use", PROBE_REFUSED);
	facts.error = EACCES;
	found("permission", PROBE_UNKNOWN);
	facts.error = ENOENT;
	found("no-node", PROBE_UNKNOWN);
	facts.error = EPERM;
	found("no-interrupt-remapping", PROBE_FAILS);
	facts.error = EINVAL;
	found("iommu", PROBE_FAILS);
	facts.failed = STAGE_OPEN;
	found("open-failed", PROBE_FAILS);
	facts.error = EBUSY;
	found("in-use", PROBE_REFUSED);
}

/* Whatever the bytes are: nothing is read outside of them, and every list ends. */
static void any_configuration(void **state)
{
	uint32_t random = 1;

	for (unsigned int round = 0; round < 20000; round++) {
		healthy(state);
		for (unsigned int n = 0; n <= round % 32; n++) {
			random = random * 1664525 + 1013904223;
			facts.config.byte[random >> 8 & (round & 1 ? 0xff : 0xfff)] = (uint8_t)(random >> 24);
		}
		facts.config.length = round % 3 ? PROBE_CONFIG : random >> 8 & 0xff;
		judge_facts(&question, &facts, &verdict);
		verdict_free(&verdict);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, healthy, gone)

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(healthy_works), TEST(healthy_survives_reset_and_power),
		TEST(all_ones_after_reset), TEST(all_ones_before), TEST(never_ready), TEST(stuck_in_d3),
		TEST(region_cannot_be_mapped), TEST(framebuffer), TEST(sibling_with_a_driver),
		TEST(reset_would_hit), TEST(wrong_configuration_after_reset), TEST(no_reset),
		TEST(hang_on_read), TEST(sizes_that_change), TEST(msix_table_out_of_range), TEST(limits),
		TEST(what_cannot_be_opened), TEST(any_configuration)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
