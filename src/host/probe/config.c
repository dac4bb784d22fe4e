/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/probe/config.h"

#include <linux/pci_regs.h>
#include <stddef.h>

#define ORDINARY 256 /* bytes in front of the extended ones */

uint8_t config_8(const struct config *config, unsigned int at)
{
	return at < config->length ? config->byte[at] : 0;
}

uint16_t config_16(const struct config *config, unsigned int at)
{
	return (uint16_t)(config_8(config, at) | config_8(config, at + 1) << 8);
}

uint32_t config_32(const struct config *config, unsigned int at)
{
	return config_16(config, at) | (uint32_t)config_16(config, at + 2) << 16;
}

/* A list that points to itself ends: there is room for so many and not for more. */
unsigned int config_capability(const struct config *config, unsigned int id)
{
	unsigned int at = config_8(config, PCI_CAPABILITY_LIST) & ~3u;

	if (!(config_16(config, PCI_STATUS) & PCI_STATUS_CAP_LIST))
		return 0;
	for (unsigned int left = ORDINARY / 4; left && at >= PCI_STD_HEADER_SIZEOF; left--) {
		if (config_8(config, at) == id)
			return at;
		at = config_8(config, at + 1) & ~3u;
	}
	return 0;
}

unsigned int config_extended(const struct config *config, unsigned int id)
{
	unsigned int at = ORDINARY;

	for (unsigned int left = (4096 - ORDINARY) / 8; left && at >= ORDINARY; left--) {
		uint32_t header = config_32(config, at);

		if (!header || header == 0xffffffff)
			break;
		if (PCI_EXT_CAP_ID(header) == id)
			return at;
		at = PCI_EXT_CAP_NEXT(header);
	}
	return 0;
}

bool config_is_gone(const struct config *config)
{
	return config_32(config, PCI_VENDOR_ID) == 0xffffffff;
}

int config_power(const struct config *config)
{
	unsigned int at = config_capability(config, PCI_CAP_ID_PM);

	return at ? config_16(config, at + PCI_PM_CTRL) & PCI_PM_CTRL_STATE_MASK : -1;
}

struct config_ids config_ids(const struct config *config)
{
	return (struct config_ids){
		.ids = {config_16(config, PCI_VENDOR_ID), config_16(config, PCI_DEVICE_ID),
			config_16(config, PCI_SUBSYSTEM_VENDOR_ID), config_16(config, PCI_SUBSYSTEM_ID)},
		.class = config_32(config, PCI_CLASS_REVISION) >> 8,
	};
}

bool config_msix(const struct config *config, struct config_table table[2])
{
	unsigned int at = config_capability(config, PCI_CAP_ID_MSIX);
	unsigned int vectors = (config_16(config, at + PCI_MSIX_FLAGS) & PCI_MSIX_FLAGS_QSIZE) + 1u;
	uint32_t entries = config_32(config, at + PCI_MSIX_TABLE);
	uint32_t pending = config_32(config, at + PCI_MSIX_PBA);

	if (!at)
		return false;
	table[0] = (struct config_table){"table", entries & PCI_MSIX_TABLE_BIR,
		(uint64_t)(entries & PCI_MSIX_TABLE_OFFSET) + vectors * (uint64_t)PCI_MSIX_ENTRY_SIZE};
	table[1] = (struct config_table){"pending bits", pending & PCI_MSIX_PBA_BIR,
		(uint64_t)(pending & PCI_MSIX_PBA_OFFSET) + (vectors + 63u) / 64u * 8u};
	return true;
}

bool config_resizable(const struct config *config, unsigned int n, struct config_resizable *resizable)
{
	unsigned int at = config_extended(config, PCI_EXT_CAP_ID_REBAR);
	uint32_t control = config_32(config, at + PCI_REBAR_CTRL);
	uint32_t sizes;
	unsigned int most = 0;

	if (!at || n >= (control & PCI_REBAR_CTRL_NBAR_MASK) >> PCI_REBAR_CTRL_NBAR_SHIFT)
		return false;
	sizes = config_32(config, at + PCI_REBAR_CAP + 8 * n) >> 4;
	control = config_32(config, at + PCI_REBAR_CTRL + 8 * n);
	while (sizes >> 1 >> most)
		most++;
	resizable->region = control & PCI_REBAR_CTRL_BAR_IDX;
	resizable->size = (uint64_t)1 << (20 + ((control & PCI_REBAR_CTRL_BAR_SIZE) >> 8 & 0x1f));
	resizable->most = sizes ? (uint64_t)1 << (20 + most) : 0;
	return true;
}

bool config_has_flr(const struct config *config)
{
	unsigned int express = config_capability(config, PCI_CAP_ID_EXP);
	unsigned int advanced = config_capability(config, PCI_CAP_ID_AF);

	return (express && config_32(config, express + PCI_EXP_DEVCAP) & PCI_EXP_DEVCAP_FLR) ||
	       (advanced && config_8(config, advanced + PCI_AF_CAP) & PCI_AF_CAP_FLR);
}
